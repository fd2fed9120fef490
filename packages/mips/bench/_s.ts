import { readFileSync } from "node:fs";
import { Machine } from "../../machine/src/index.ts";
const [tier, timing, ...files] = process.argv.slice(2);
for (const file of files) {
const machine = new Machine({ image: readFileSync(file), tier: tier === "1" ? 1 : 0, timing: timing === "true", memory: 32<<20, console: { write: () => {} } });
let best = 0;
for (let k = 0; k < 400; k++) {
  const i = machine.core.cpus[0]!.instructions, s = process.hrtime.bigint();
  const r = machine.run({ maxCycles: 2_000_000 });
  const t = Number(process.hrtime.bigint() - s) / 1e9, n = machine.core.cpus[0]!.instructions - i;
  if (k > 100) best = Math.max(best, n / t / 1e6);
  if (r.reason !== "cycle-limit") break;
}
console.log(file, tier, timing, best.toFixed(1));
}
