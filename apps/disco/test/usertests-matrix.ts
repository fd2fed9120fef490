/**
 * Runs the IRIX-like system's own tests on all combinations of CPUs, flavour and seed of noise:
 *
 *   pnpm --filter @disco-vm/cli usertests [--seeds N] [--from SEED] [--cpus 1,2,4] [--timing on,off] [--memory MB] [--tests "NAME..."]
 *
 * One line a run; the exit code is 0 if all passed.
 */
import { parseArgs } from "node:util";
import { nameOf, usertests } from "./usertests.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    from: { type: "string", default: "1" },
    cpus: { type: "string", default: "1,2,4,8,16" },
    timing: { type: "string", default: "on,off" },
    memory: { type: "string", default: "32" },
    tests: { type: "string", default: "" },
  },
});
const whole = (name: "seeds" | "from" | "memory", text = values[name]): number => {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0) throw new Error(`usertests: expected --${name} to be a whole number, got "${text}"`);
  return n;
};
const cpus = values.cpus.split(",").map(Number), from = whole("from"), megabytes = whole("memory");
const timings = values.timing.split(",").map((word) => word === "on");
let runs = 0, bad = 0;
for (let noise = from; noise < from + whole("seeds"); noise++)
  for (const timing of timings)
    for (const n of cpus) {
      const combination = { cpus: n, timing, noise, megabytes };
      const { passed, problems, cycles } = usertests(combination, values.tests);
      runs++;
      if (problems.length > 0) bad++;
      console.log(`${problems.length > 0 ? "FAILED" : "passed"}: ${nameOf(combination)}: ${passed} tests, ${(cycles / 1e6).toFixed(0)} million cycles${problems.map((p) => `\n    ${p}`).join("")}`);
    }
console.log(`${runs} runs, ${bad} failed`);
process.exitCode = bad > 0 ? 1 : 0;
