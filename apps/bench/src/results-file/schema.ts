/** results.json: its type, its validation and its JSON schema, from one definition. */
import { PROFILES, type ProfileName } from "@disco-vm/numa";
import { z } from "zod";
import { CATEGORIES } from "../radix/breakdown.ts";
import { MONITORS } from "../radix/job.ts";

export const SCHEMA = "disco-vm/results/1";

const cycles = z.int().nonnegative();
const counter = z.int().nonnegative(), counters = z.record(z.string(), counter);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const byCategory = <T extends z.ZodType>(value: T): z.ZodObject<Record<(typeof CATEGORIES)[number], T>> =>
  z.object(Object.fromEntries(CATEGORIES.map((name) => [name, value])) as Record<(typeof CATEGORIES)[number], T>); // all categories

const MACHINE = {
  monitor: z.enum(MONITORS).describe("what the program ran on: the Disco monitor, or none, which is bare metal"),
  cpus: z.int().positive().describe("processors, each a node of its own, and threads of the program"),
};
const SPEED = {
  instructions: z.int().nonnegative().describe("retired by all CPUs, those of the monitor's MIPS code included"),
  hostSeconds: z.number().nonnegative().describe("wall-clock time of the simulation; with hostCpuSeconds and simulatedMips the only fields of a run that differ from one time to the next"),
  hostCpuSeconds: z.number().nonnegative().describe("processor time of the same, of all threads"),
  simulatedMips: z.number().nonnegative().describe("instructions / hostSeconds / 1e6"),
};

export const runSchema = z.object({
  profile: z.enum(Object.keys(PROFILES) as [ProfileName, ...ProfileName[]]).describe("the machine's memory system"),
  ...MACHINE,
  correct: z.boolean().describe("the guest's own check passed, and guest memory holds what the host gets by sorting the keys itself"),
  problem: z.string().nullable().describe("why it is not correct"),
  cycles: cycles.describe("from power-on to power-off, of 2.5 ns"),
  seconds: z.number().nonnegative().describe("the same in simulated seconds"),
  ...SPEED,
  stateHash: z.string().regex(/^[0-9a-f]{32}$/).describe("over the machine's whole final state"),
  outputHash: sha256.nullable().describe("SHA-256 of the sorted keys in guest memory: the same for all runs of one input"),
  breakdown: byCategory(z.number().min(0).max(1)).describe("fractions of breakdownCycles' sum"),
  breakdownCycles: byCategory(cycles).describe("counted independently; their sum is cycles * cpus exactly"),
  phases: z.object({ init: cycles.nullable(), sort: cycles.nullable(), check: cycles.nullable() }).describe("cycles that each phase of the program took"),
  misses: counters.describe("second-level cache misses of all CPUs by class"),
  disco: z.object({
    busy: cycles, stallLocal: cycles, stallRemote: cycles,
    refills: counter.describe("TLB refill exceptions"),
    refillsToHandlers: counter.describe("TLB faults that the monitor's MIPS code did not serve alone from the second-level TLB"),
    entries: counters.describe("entries of handlers, by reason"),
    handlerInstructions: counters.describe("instructions of handlers, charged and executed as accesses, by reason of entry"),
    cycles: counters.describe("cycles of the monitor from one entry of a handler to the CPU's next, by the first one's reason"),
    pages: z.array(counter).describe("pages given to the virtual machine, by node"),
  }).nullable().describe("what Disco's time consists of; null on bare metal"),
});

export const speedSchema = z.object({
  flavour: z.enum(["functional", "timed"]),
  profile: runSchema.shape.profile.nullable().describe("null if functional"),
  ...MACHINE,
  keys: z.int().positive(),
  correct: z.boolean(),
  ...SPEED,
}).describe("how fast the simulator is, with nothing else running");

export const resultsSchema = z.object({
  schema: z.literal(SCHEMA),
  provenance: z.object({
    packages: z.record(z.string(), z.string()).describe("versions"),
    git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable().describe("of the repository that the bench ran in, if any"),
    node: z.string(),
    host: z.object({ platform: z.string(), architecture: z.string(), processor: z.string(), cores: z.int().positive(), memoryBytes: z.int().positive() }),
    images: z.record(z.string(), sha256).describe("SHA-256 of each image that ran"),
    seed: z.int().nonnegative(),
    configuration: z.object({
      keys: z.int().positive(), radix: z.int().positive(), maxKey: z.int().positive(), memory: z.int().positive(),
      profiles: z.array(runSchema.shape.profile), monitors: z.array(MACHINE.monitor), cpus: z.array(MACHINE.cpus),
      quick: z.boolean(), jobs: z.int().positive(),
    }),
    failures: z.array(z.object({ run: z.string(), message: z.string() })).describe("runs that came to no result"),
  }),
  experiments: z.object({
    radix: z.object({
      runs: z.array(runSchema),
      speed: z.array(speedSchema),
    }),
  }),
}).refine(tilesTime, "the categories of each run must sum to its cycles times its CPUs");

export type Run = z.infer<typeof runSchema>;
export type Speed = z.infer<typeof speedSchema>;
export type Results = z.infer<typeof resultsSchema>;
export type Provenance = Results["provenance"];

function tilesTime({ experiments }: { experiments: { radix: { runs: readonly Run[] } } }): boolean {
  return experiments.radix.runs.every((run) => CATEGORIES.reduce((sum, name) => sum + run.breakdownCycles[name], 0) === run.cycles * run.cpus);
}

/** results.schema.json: the same for others than TypeScript. */
export function jsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(resultsSchema), null, 2)}\n`;
}
