/** What a CPU has done while it ran ahead can be taken back, to the last bit; rounds.test.ts has what follows from that. */
import { expect, test } from "vitest";
import { DOING } from "../src/cpu-state.ts";
import { Machine } from "../src/machine.ts";
import { plan, type Plan } from "../src/plan.ts";
import { image, startOthers } from "./programs.ts";

/** Each CPU walks through `bytes` of its own node's memory, changing it, again and again. */
const walkers = (bytes: number): string => `
${startOthers("work")}
work:   dli     $s0, 0xffffffff80080000     # CPU n: 512 KB into the n-th 2 MB
        sll     $t1, $a0, 21
        daddu   $s0, $s0, $t1
        dli     $s1, ${bytes}
        daddu   $s1, $s1, $s0
round:  move    $s2, $s0
step:   lw      $t0, 0($s2)
        addu    $s3, $s3, $t0
        sw      $s3, 4($s2)                 # by this word, and within two lines around it
        sb      $s3, 1($s2)
        ll      $t1, 8($s2)
        addu    $t1, $t1, $s3
        sc      $t1, 8($s2)
        swl     $s3, 13($s2)
        daddiu  $s2, $s2, 20
        sltu    $t2, $s2, $s1
        bnez    $t2, step
        nop
        b       round
        nop
`;

/** Everything that running a CPU changes. */
function bytesOf(machine: Machine, { memory, side, settings }: Plan): Uint8Array[] {
  const regions = side.stateRegions().map(({ base, bytes }) => new Uint8Array(memory.buffer, base, bytes).slice());
  return [machine.readPhysical(0, settings.memory), ...regions, ...machine.core.cpus.map((cpu) => cpu.stateBytes())];
}

test("journal and saved state bring back RAM, caches and CPU", () => {
  const options = { cpus: 3, memory: 6 << 20, image: image(walkers(24 << 10)) }, made = plan(options), machine = new Machine(options, made);
  const journal = made.side.journal!; // several CPUs with caches
  let tried = 0, changed = 0;
  for (let cycle = 20_000; cycle < 300_000; cycle += 9_973) {
    machine.run({ untilCycle: cycle });
    machine.core.cpus.forEach((cpu, n) => {
      const before = bytesOf(machine, made), { cycle: at } = cpu;
      if (doing(machine)[n] !== DOING.running || !made.uncached.quiet(n)) return;
      cpu.save();
      journal.open(n);
      machine.core.run(n, at + 3000);
      if (bytesOf(machine, made).some((bytes, k) => Buffer.compare(bytes, before[k]!) !== 0)) changed++;
      journal.undo(n, () => {});
      cpu.restore();
      made.uncached.cancel(n);
      bytesOf(machine, made).forEach((bytes, k) => expect(Buffer.compare(bytes, before[k]!), `CPU ${n} at ${at}, part ${k}`).toBe(0));
      tried++;
    });
  }
  expect(tried).toBeGreaterThan(50);
  expect(changed).toBe(tried);
});

test("a journal that is full ends a stretch and nothing else", () => {
  const options = { cpus: 2, memory: 4 << 20, image: image(walkers(256 << 10)) };
  const run = (window: number): { hash: string; full: number } => {
    const made = plan(options), journal = made.side.journal!;
    let full = 0;
    const told = { ...made.side, journal: Object.assign(Object.create(journal) as typeof journal, { full: (cpu: number) => journal.full(cpu) && ++full > 0 }) };
    const machine = new Machine(options, { ...made, side: told, tuning: { window, least: window, most: window } });
    machine.run({ untilCycle: 3_000_000 });
    return { hash: machine.hash(), full };
  };
  const ahead = run(1 << 20), apart = run(0);
  expect(ahead.full).toBeGreaterThan(3);
  expect(apart.full).toBe(0);
  expect(ahead.hash).toBe(apart.hash);
});

function doing(machine: Machine): Uint8Array {
  return (machine as unknown as { processors: { scheduler: { doing: Uint8Array } } }).processors.scheduler.doing;
}
