#!/usr/bin/env node
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { commandLine, settings, type Settings } from "./command-line.ts";
import { runJobs } from "./experiment.ts";
import { writeFile } from "./host/write-file.ts";
import { imageFor, type RadixRun } from "./radix/simulate.ts";
import { radixInput, radixJobs, memoryFor, type RadixJob } from "./radix/job.ts";
import { discoTable } from "./report/disco-table.ts";
import { radixFigure } from "./report/figure.ts";
import { speedTable } from "./report/speed-table.ts";
import { radixTable } from "./report/table.ts";
import { runResult, speedResult } from "./results-file/collect.ts";
import { provenance } from "./results-file/provenance.ts";
import { resultsSchema, SCHEMA, type Results } from "./results-file/schema.ts";

const WRONG = 1, BAD_OPTION = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  const command = commandLine().exitOverride();
  try {
    command.parse();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_OPTION; // Commander has said it.
    throw error;
  }
  const chosen = settings(command);
  try {
    mkdirSync(chosen.out, { recursive: true });
  } catch (error) {
    console.error(`bench: cannot write to ${chosen.out}: ${(error as Error).message}; choose another directory with --out`);
    return BAD_OPTION;
  }
  return report(chosen, await experiments(chosen));
}

async function experiments(s: Settings): Promise<Results> {
  const input = radixInput(s.keys, s.seed), memory = memoryFor(s.keys);
  const speedJobs = s.speed ? jobsForSpeed(s) : [], jobs = radixJobs(input, s);
  console.error(`bench: Radix, ${s.keys} keys, seed ${s.seed}: ${jobs.length} runs on ${s.cpus.join(", ")} CPUs, ${s.jobs} at a time`);
  const { runs, failures } = await runJobs(speedJobs, jobs, s.jobs, process.stderr);
  const came = (from: number, to: number): RadixRun[] => runs.slice(from, to).filter((run) => run !== undefined);

  const images = new Set(jobs.map((job) => imageFor(job.monitor)));
  const configuration = {
    ...input, memory, profiles: [...s.profiles], monitors: [...s.monitors], cpus: [...s.cpus], quick: s.quick, jobs: s.jobs,
  };
  const { seed: _, ...withoutSeed } = configuration;
  return resultsSchema.parse({
    schema: SCHEMA,
    provenance: provenance(images, s.seed, withoutSeed, [...failures]),
    experiments: {
      radix: {
        runs: inOrder(came(speedJobs.length, runs.length), s).map(runResult),
        speed: came(0, speedJobs.length).map(speedResult),
      },
    },
  } satisfies Results);
}

/** One run each, functional and timed, of what the experiment does on one CPU. */
function jobsForSpeed(s: Settings): RadixJob[] {
  const { keys } = s, [profile] = s.profiles;
  return ([false, true]).flatMap((timing) => s.monitors.map((monitor): RadixJob =>
    ({ profile: profile!, monitor, cpus: 1, timing, ...radixInput(keys, s.seed), memory: memoryFor(keys) }))); // the list is never empty
}

/** As the options name them, whatever order they ran in. */
function inOrder(runs: readonly RadixRun[], s: Settings): RadixRun[] {
  const rank = ({ job }: RadixRun): number => (s.profiles.indexOf(job.profile) * s.monitors.length + s.monitors.indexOf(job.monitor)) * 100 + job.cpus;
  return [...runs].sort((a, b) => rank(a) - rank(b));
}

async function report(s: Settings, results: Results): Promise<number> {
  const { runs, speed } = results.experiments.radix, { failures } = results.provenance;
  const files = [join(s.out, "results.json")];
  writeFile(files[0]!, `${JSON.stringify(results, null, 2)}\n`);
  if (runs.length > 0) {
    files.push(join(s.out, "radix.svg"));
    writeFile(files[1]!, await radixFigure(runs, { keys: s.keys, seed: s.seed }));
    console.log(`\n${radixTable(runs)}`);
    if (runs.some((run) => run.disco)) console.log(`\n${discoTable(runs)}`);
  }
  if (speed.length > 0) console.log(`\n${speedTable(speed)}`);
  console.log(`\nwritten: ${files.join(", ")}`);
  const wrong = runs.filter((run) => !run.correct).length;
  if (wrong > 0) console.error(`bench: ${wrong} of ${runs.length} runs gave a wrong result`);
  for (const { run, message } of failures) console.error(`bench: ${run}: ${message}`);
  return wrong + failures.length > 0 ? WRONG : 0;
}
