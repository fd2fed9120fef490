/**
 * Random programs on QEMU and here: `pnpm --filter @disco-vm/mips lockstep [--seeds A-B] [--instructions N] [--all]`. Goes
 * through the seeds until that many random instructions have been compared; prints the counts and how often each listed
 * difference applied. Ends at an unexplained difference, with exit code 1, or goes on with --all. `--rules` prints the
 * differences and what is left out; `--record` makes the recording that the tests compare with anew.
 */
import { parseArgs } from "node:util";
import { EXCEPTION_CODES, mnemonics } from "../../src/index.ts";
import { Lockstep } from "./compare.ts";
import { DIFFERENCES, LEFT_OUT } from "./differences.ts";
import { Ours } from "./ours.ts";
import { record } from "./golden.ts";
import { lockstepProgram } from "./program.ts";
import { QEMU, QEMU_CPU, QemuRun, qemuVersion } from "./qemu.ts";

const { values: options } = parseArgs({ options: { seeds: { type: "string", default: "1-1000" }, instructions: { type: "string", default: "1000000" }, all: { type: "boolean", default: false }, record: { type: "boolean", default: false }, rules: { type: "boolean", default: false } } });
const [first, last] = (/^(\d+)-(\d+)$/.exec(options.seeds)?.slice(1) ?? []).map(Number), enough = Number(options.instructions);
if (first === undefined || last === undefined || first > last || !(enough > 0))
  throw new Error(`lockstep: expected --seeds A-B and --instructions N, got ${options.seeds} and ${options.instructions}`);
if (options.rules) {
  for (const { name, rule, section } of DIFFERENCES) console.log(`${name}: ${rule} (${section})`);
  for (const { what, why, section } of LEFT_OUT) console.log(`left out: ${what}: ${why} (${section})`);
  process.exit();
}
const version = qemuVersion();
if (!version) throw new Error(`lockstep: expected ${QEMU} to be installed: apt-get install qemu-system-mips`);
if (options.record) {
  record();
  process.exit();
}

const lockstep = new Lockstep(new Ours());
const totals = new Map<string, number>(), executed = new Map<string, number>(), exceptions = new Map<number, number>();
function add<K>(to: Map<K, number>, from: Map<K, number>): void {
  for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count);
}
let instructions = 0, random = 0, programs = 0, failures = 0;
const start = process.hrtime.bigint();
for (let seed = first; seed <= last && random < enough; seed++) {
  const program = lockstepProgram(seed), qemu = new QemuRun(program);
  try {
    const outcome = lockstep.run(program, qemu);
    if (++programs % 50 === 0) console.log(`${programs} programs, ${random} random instructions`);
    instructions += outcome.instructions;
    random += outcome.random;
    add(totals, outcome.differences);
    add(executed, outcome.executed);
    add(exceptions, outcome.exceptions);
    if (outcome.failure) {
      console.log(`DIFFERS  ${outcome.failure}`);
      failures++;
      if (!options.all) break;
    }
  } finally {
    qemu.close();
  }
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(`QEMU ${version}, ${QEMU_CPU}: ${programs} programs, ${instructions} instructions compared, ${random} of them random, in ${seconds.toFixed(1)} s`);
console.log(`exceptions: ${Object.entries(EXCEPTION_CODES).map(([name, code]) => `${name} ${exceptions.get(code) ?? 0}`).join(", ")}`);
console.log(`instructions not executed: ${mnemonics.filter((name) => !executed.has(name)).join(", ")}`);
console.log("listed differences:");
for (const { name } of DIFFERENCES) if (totals.has(name)) console.log(`  ${String(totals.get(name)).padStart(8)}  ${name}`);
console.log(failures ? `${failures} programs with a difference that nothing explains` : "no difference that is not listed");
process.exitCode = failures ? 1 : 0;
