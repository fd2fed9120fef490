/** `pnpm --filter @disco-vm/mips mutants [--row NAME] [--json FILE]`: all mutants of all rows, or of one. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mnemonics, type Mnemonic } from "../../src/isa/rows.ts";
import { emptyReport, enter, equivalentOf, killedOf, sound } from "./report.ts";

const { values } = parseArgs({ options: { row: { type: "string" }, json: { type: "string" } } });
const known = mnemonics.filter((name) => values.row === undefined || name === values.row);
if (!known.length) {
  console.error(`mutants: expected --row to name a row, such as addu or c.cond.s; got ${values.row}`);
  process.exit(2);
}
const report = emptyReport();
for (const name of known satisfies Mnemonic[]) {
  enter(report, name);
  if (process.stderr.isTTY) process.stderr.write(`\r${report.mutants} ${name}\x1b[K`);
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");

const killed = killedOf(report), equivalent = equivalentOf(report);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
console.log(`${report.mutants} mutants of ${known.length} rows`);
for (const [suite, n] of Object.entries(report.killed)) console.log(`  killed by ${suite}: ${n}`);
console.log(`killed: ${killed} (${percent(killed, report.mutants)}; ${percent(killed, report.mutants - equivalent)} of those that are not equivalent)`);
for (const [why, list] of Object.entries(report.equivalent)) console.log(`  equivalent, ${list.length}: ${why}\n    ${list.join("; ")}`);
for (const name of report.unexplained) console.log(`  SURVIVED, unexplained: ${name}`);
for (const name of report.wronglyExplained) console.log(`  KILLED, though said to be equivalent: ${name}`);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ ...report, killRate: killed / report.mutants }, null, 2)}\n`);
process.exitCode = sound(report) ? 0 : 1;
