/** Runs one program on our engine: FILE, tier, whether it is timed. Prints an OurOutcome. */
import { readFileSync } from "node:fs";
import { Machine } from "../../machine/src/index.ts";
import type { OurOutcome } from "./engines.ts";

/** Bytes of RAM of the simulated machine; of the host's memory a machine takes what its program touches. */
const RAM = 32 << 20;
const [file, tier, timing] = process.argv.slice(2);
const before = process.memoryUsage.rss();
let output = "";
const machine = new Machine({
  image: readFileSync(file!), tier: tier === "1" ? 1 : 0, timing: timing === "true", memory: RAM,
  console: { write: (bytes) => { output += String.fromCharCode(...bytes); } },
});
machine.run({ maxCycles: 1 }); // start-up ends with the first instruction, for which the host compiles the interpreter
const start = process.hrtime.bigint();
machine.run();
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const outcome: OurOutcome = { output, seconds, instructions: machine.core.cpus[0]!.instructions, bytes: process.memoryUsage.rss() - before }; // one CPU
console.log(JSON.stringify(outcome));
