/** `disco run`. */
import { TABLE_2 } from "@disco-vm/irix-like";
import type { Machine, RunResult } from "@disco-vm/machine";
import { CliError, EXIT, type ExitName } from "../exit-codes.ts";
import { IRIX, loadImage, resolve } from "../image.ts";
import { note } from "../messages.ts";
import { writeFile } from "../write-file.ts";
import { build } from "./build.ts";
import { streamInput, terminalInput, type ConsoleInput } from "./console-input.ts";
import { ConsoleOutput } from "./console-output.ts";
import type { RunOptions } from "./options.ts";
import { registers } from "./registers.ts";
import { servicesTable } from "./services-table.ts";
import { statisticsFile } from "./statistics-file.ts";

/** Runs an image to its end; returns the command's exit code. */
export async function run(name: string, o: RunOptions): Promise<number> {
  const image = loadImage(name, o.monitor === "disco" ? "disco" : "bare");
  const stopAt = o.stopAt === undefined ? undefined : resolve(o.stopAt, image);
  if (stopAt !== undefined && stopAt & 3n)
    throw new CliError("badOption", `--stop-at: expected the address of an instruction, a multiple of 4, got 0x${stopAt.toString(16)}; the nearest below is 0x${(stopAt & ~3n).toString(16)}.`);
  let userEnded = false;
  const output = new ConsoleOutput(process.stdout);
  const input = process.stdin.isTTY ? terminalInput(process.stdin, () => { userEnded = true; }) : streamInput();
  try {
    const machine = build(image, o, { write: output.write, ...(input ? { read: input.read } : {}) });
    const started = performance.now();
    const end = await runSlices(machine, { o, stopAt, input, output, stopped: () => userEnded || output.closed });
    const hostSeconds = (performance.now() - started) / 1000;
    output.flush();
    input?.close();

    if (o.dumpRegisters) for (const cpu of machine.core.cpus) process.stderr.write(`${registers(cpu, image)}\n`);
    const hash = o.hash ? machine.hash() : undefined;
    if (hash !== undefined) note(`state hash: ${hash}`);
    const services = machine.services();
    if (services) process.stderr.write(`${servicesTable(services, name === IRIX ? TABLE_2 : {})}\n`);
    if (o.stats !== undefined) writeFile(o.stats, statisticsFile({ image, o, machine, end, hostSeconds, hash }));
    return conclude(end, o);
  } finally {
    output.flush();
    input?.close();
  }
}

export type End = RunResult | { readonly reason: "interrupted"; readonly exitCode: undefined; readonly message: string; readonly cycles: number };

/** Host milliseconds that a slice takes, about. No result depends on it. */
const SLICE = 20;
/**
 * The machine's cycles that a slice takes at most: as many milliseconds of its time. A machine that idles runs them in no time, and so does any
 * number of them; but the terminal must be heard when it wakes in the middle.
 */
const MOST_CYCLES = SLICE * 400_000;
/** A machine idles if it executes less than one instruction in so many cycles: its clock ticks even then. */
const IDLE = 64;

/** Runs in slices, between which the terminal is heard. */
async function runSlices(machine: Machine, run: {
  readonly o: RunOptions;
  readonly stopAt: bigint | undefined;
  readonly input: ConsoleInput | undefined;
  readonly output: ConsoleOutput;
  readonly stopped: () => boolean;
}): Promise<End> {
  const limit = run.o.maxCycles ?? Infinity;
  for (let slice = 100_000; ;) {
    const from = machine.cycles, until = Math.min(limit, from + slice), before = retired(machine), started = performance.now();
    const result = machine.run({ untilCycle: until, ...(run.stopAt === undefined ? {} : { stopAt: run.stopAt }) });
    if (result.reason !== "cycle-limit" || until === limit) return result;
    if (run.stopped()) return { reason: "interrupted", exitCode: undefined, message: "ended by the user", cycles: machine.cycles };
    const took = performance.now() - started;
    slice = Math.min(MOST_CYCLES, Math.ceil(slice * Math.min(4, Math.max(0.25, SLICE / Math.max(took, 0.1)))));
    run.output.flush();
    if ((retired(machine) - before) * IDLE < machine.cycles - from) await run.input?.waitForKey(SLICE);
    await new Promise(setImmediate);
  }
}

const retired = (machine: Machine): number => machine.core.cpus.reduce((sum, cpu) => sum + cpu.instructions, 0);

const CONCLUSIONS: Readonly<Record<Exclude<End["reason"], "power-off" | "stopped">, ExitName>> = {
  "cycle-limit": "cycleLimit",
  deadlock: "deadlock",
  interrupted: "interrupted",
};

function conclude(end: End, o: RunOptions): number {
  if (end.reason === "power-off") return end.exitCode ?? 0;
  if (end.reason === "stopped") {
    note(`${end.message}, cycle ${end.cycles}`);
    return 0;
  }
  note(end.reason === "cycle-limit" ? `cycle limit reached: ${o.maxCycles} cycles; --max-cycles raises it` : end.message);
  return EXIT[CONCLUSIONS[end.reason]].code;
}
