import { expect, test } from "vitest";
import { build, image, POWER_OFF } from "./programs.ts";

const LINE = 128;

/** A chain of pointers, one a line, as an image has it: in memory, in nobody's cache. */
function chain(physical: number, lines: number): Uint8Array {
  const bytes = new Uint8Array(lines * LINE), v = new DataView(bytes.buffer);
  for (let n = 0; n < lines; n++) v.setBigUint64(n * LINE, 0xffff_ffff_8000_0000n + BigInt(physical + (n + 1) * LINE));
  return bytes;
}

/** Cycles that CPU 0 takes from one marker to the next, in which it follows `loads` pointers. */
function cycles(node: number, loads: number, profile: "flash-1997" | "uma-1997", cpus: number): number {
  const perNode = 2 ** 20, at = node * perNode + 0x40000;
  const { machine } = build({
    profile, cpus, memory: cpus * perNode, timing: true, maxCycles: 1e7,
    image: image(`
        dli     $a0, 0xffffffff80000000 + ${at}
        dli     $t0, annotation_mark
        li      $t1, 1
        sd      $0, 0($t0)          # the loop's line comes with one round
loop:   ld      $a0, 0($a0)
        bnez    $t1, loop
        addiu   $t1, $t1, -1
        bnez    $t2, done
        li      $t2, 1
        li      $t1, ${loads - 1}
        sd      $0, 0($t0)
        b       loop
        nop
done:   sd      $0, 0($t0)
        ${POWER_OFF}`, [{ address: 0xffff_ffff_8000_0000n + BigInt(at), bytes: chain(at, 2500) }]),
  });
  expect(machine.run().reason).toBe("power-off");
  const [, from, to] = machine.markers;
  return to!.cycle - from!.cycle;
}

test.each([
  ["flash-1997", 0, 300],
  ["flash-1997", 1, 900],
  ["uma-1997", 0, 300],
  ["uma-1997", 1, 300],
] as const)("unloaded latency of %s to node %i is %i ns, through a whole CPU", (profile, node, nanoseconds) => {
  const per = (cycles(node, 2000, profile, 2) - cycles(node, 1000, profile, 2)) / 1000;
  // Load, branch and count take a cycle each.
  expect((per - 3) * 2.5).toBe(nanoseconds);
});

test("a second hop costs more", () => {
  const per = (node: number): number => (cycles(node, 2000, "flash-1997", 4) - cycles(node, 1000, "flash-1997", 4)) / 1000;
  expect(per(3)).toBeGreaterThan(per(1));
});
