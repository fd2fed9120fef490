import { expect, test } from "vitest";
import { flatten } from "../src/device-tree/blob.ts";
import { describe as describeMachine } from "../src/device-tree/describe.ts";
import { asCells, asText, parseTree } from "./flattened-tree.ts";

const tree = (over = {}) => describeMachine({
  model: "test", cpus: 3, nodeOf: (n) => n, memory: [[{ base: 0, bytes: 0x1800_0000 }, { base: 0x2000_0000, bytes: 0x100_0000 }], [{ base: 0x2100_0000, bytes: 0x1000 }]],
  arguments: "-n 1024 name", seed: 2 ** 32 + 5, devices: true, ...over,
});

test("a machine's tree reads back with the standard properties", () => {
  const { root, reservations } = parseTree(flatten(tree(), [{ address: 0x3000, bytes: 0x1000 }]));
  expect(reservations).toEqual([[0x3000n, 0x1000n]]);
  const chosen = root.children.get("chosen")!;
  expect(asText(chosen.properties.get("bootargs"))).toEqual(["-n 1024 name"]);
  expect(asCells(chosen.properties.get("disco,seed"))).toEqual([1, 5]);
  const [stdout] = asText(chosen.properties.get("stdout-path"));
  const serial = root.children.get(stdout!.slice(1))!;
  expect(asText(serial.properties.get("compatible"))).toEqual(["ns16550a"]);
  expect(asCells(serial.properties.get("reg"))).toEqual([0, 0x1f00_0000, 0, 8]);
  const memory = root.children.get("memory@0")!;
  expect(asText(memory.properties.get("device_type"))).toEqual(["memory"]);
  expect(asCells(memory.properties.get("reg"))).toEqual([0, 0, 0, 0x1800_0000, 0, 0x2000_0000, 0, 0x100_0000]);
  expect(asCells(root.children.get("memory@21000000")!.properties.get("numa-node-id"))).toEqual([1]);
  const cpus = [...root.children.get("cpus")!.children.values()];
  expect(cpus.map((c) => asCells(c.properties.get("reg"))[0])).toEqual([0, 1, 2]);
  expect(cpus.map((c) => asText(c.properties.get("status"))[0])).toEqual(["okay", "disabled", "disabled"]);
  const controller = root.children.get("interrupt-controller")!;
  expect(asCells(root.properties.get("interrupt-parent"))).toEqual(asCells(controller.properties.get("phandle")));
});

test("a guest's tree has no devices", () => {
  const { root } = parseTree(flatten(tree({ devices: false })));
  expect([...root.children.keys()]).toEqual(["chosen", "cpus", "memory@0", "memory@21000000"]);
});

test("arguments beyond the limit are refused", () => {
  expect(() => tree({ arguments: "x".repeat(1024) })).toThrow(/at most 1023 bytes, got 1024/);
});

test("cells beyond 32 bits are refused", () => {
  expect(() => flatten({ properties: { reg: [2 ** 32] } })).toThrow(/32-bit cells in reg/);
});
