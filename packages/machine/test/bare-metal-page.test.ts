import { readFileSync } from "node:fs";
import { DEVICES, INTERRUPTS, VECTORS, type Register } from "@disco-vm/abi";
import { expect, test } from "vitest";
import { parseTree } from "./flattened-tree.ts";
import { build, image, run } from "./programs.ts";

const page = readFileSync(new URL("../../../docs/bare-metal.md", import.meta.url), "utf8");
const hex = (n: number): string => `0x${n.toString(16).toUpperCase()}`;
const examples = [...page.matchAll(/^```asm\n([\s\S]*?)^```$/gm)].map((m) => m[1]!);

test("every register stands in docs/bare-metal.md with address, size and access", () => {
  for (const [device, d] of Object.entries(DEVICES)) {
    if (device === "self") continue; // the same registers as `cpus`
    for (const [name, r] of Object.entries(d.registers as Record<string, Register>))
      expect(page).toContain(`| ${hex(d.base + r.offset)} | ${name} | ${r.bytes} | ${r.access} |`);
  }
  expect(page).toContain(hex(DEVICES.self.base));
});

test("so do vectors and interrupt lines", () => {
  for (const v of Object.values(VECTORS)) expect(page).toContain(`| 0x${v.offset.toString(16).padStart(3, "0")} |`);
  for (const { ip } of Object.values(INTERRUPTS)) expect(page).toMatch(new RegExp(`^\\|.*IP${ip}.*\\|`, "m"));
});

test("so does every node of the device tree", () => {
  const { machine } = build({ image: image("nop"), cpus: 2 });
  const at = Number(machine.core.cpus[0]!.gpr(5) - 0xffff_ffff_8000_0000n);
  const { root } = parseTree(machine.ram.readBytes(at, machine.ram.read32(at + 4)));
  for (const name of root.children.keys()) expect(page).toContain(`/${name.replace(/@(?!1f000000).*/, "")}`);
});

test.each([false, true])("its programs run (timing %s)", (timing) => {
  const [hello, sum] = examples as [string, string];
  expect(run(hello, { timing })).toMatchObject({ output: "hello\n", exitCode: 0 });
  for (const cpus of [1, 3, 8]) expect(run(sum, { timing, cpus }).exitCode).toBe((cpus * (cpus + 1)) / 2);
});
