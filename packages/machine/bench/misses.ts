/**
 * What a miss of the L2 costs the host through a whole machine, in the packages as they are built:
 *   pnpm --filter @disco-vm/machine bench:misses
 */
import { SEGMENTS } from "@disco-vm/abi";
import { Machine } from "@disco-vm/machine";
import { assemble } from "@disco-vm/mips";

const NODE = 8 << 20, CODE = 0x1_0000, DATA = 2 << 20, LINE = 128;
const kseg0 = (physical: number): bigint => SEGMENTS.kseg0.base + BigInt(physical);

/** Each round of the loop is one access, to the next of so many lines of that node, again and again. */
const program = (access: "ld" | "sd", node: number, lines: number): string => `
        .set    noreorder
round:  dli     $a0, ${kseg0(node * NODE + DATA)}
        li      $t1, ${lines}
loop:   ${access}      $t0, 0($a0)
        addiu   $t1, $t1, -1
        bnez    $t1, loop
        daddiu  $a0, $a0, ${LINE}
        b       round
        nop
`;

/** Host nanoseconds, user and system, for each round of the loop: the best of many parts, since others use the host, too. */
function cost(access: "ld" | "sd", node: number, lines: number): number {
  const origin = kseg0(CODE), code = assemble(program(access, node, lines), { origin }).bytes;
  const m = new Machine({ cpus: 2, memory: 2 * NODE, timing: true, image: { entry: origin, segments: [{ address: origin, bytes: code, memoryBytes: code.length }] } });
  const [cpu] = m.core.cpus, used = (): number => { const { user, system } = process.cpuUsage(); return user + system; };
  let best = Infinity;
  for (let part = 0; part < PARTS; part++) {
    const end = cpu!.instructions + 4 * ACCESSES, from = cpu!.instructions, start = used(); // two CPUs
    while (cpu!.instructions < end) m.run({ maxCycles: 1_000_000 });
    if (part >= PARTS / 4) best = Math.min(best, ((used() - start) * 1000) / ((cpu!.instructions - from) / 4));
  }
  return best;
}
const ACCESSES = 1 << 15, PARTS = 80;

for (const [what, access, node] of [["local, clean", "ld", 0], ["local, dirty victim", "sd", 0], ["remote, clean", "ld", 1]] as const) {
  const hit = cost(access, node, 64), miss = cost(access, node, ACCESSES);
  console.log(`L2 miss, ${what.padEnd(24)}${(miss - hit).toFixed(0).padStart(6)} ns (the loop around it ${hit.toFixed(0)})`);
}
