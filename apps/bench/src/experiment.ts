/** Runs jobs in child processes and shows how far they are. */
import { inChild } from "./host/child.ts";
import { pool } from "./host/pool.ts";
import { display, type Display } from "./progress/display.ts";
import { Schedule } from "./progress/schedule.ts";
import { left } from "./progress/view.ts";
import { jobName, type RadixJob } from "./radix/job.ts";
import type { RadixRun } from "./radix/simulate.ts";

export interface Outcome {
  /** At the place of its job; undefined for a run that came to no result. */
  readonly runs: readonly (RadixRun | undefined)[];
  readonly failures: readonly { readonly run: string; readonly message: string }[];
}

/** First the jobs that want the host for themselves, one by one, then the others, `width` at a time. */
export async function runJobs(alone: readonly RadixJob[], others: readonly RadixJob[], width: number, stream: NodeJS.WriteStream): Promise<Outcome> {
  const jobs = [...alone, ...others], numbers = jobs.map((_, n) => n);
  const schedule = new Schedule(jobs, () => performance.now());
  const shown = display(schedule, stream);
  const work = (n: number): Promise<RadixRun> => runOne(n, jobs[n]!, schedule, shown); // n numbers the jobs
  try {
    const settled = [...await pool(numbers.slice(0, alone.length), 1, work), ...await pool(numbers.slice(alone.length), width, work)];
    return {
      runs: settled.map((s) => (s.status === "fulfilled" ? s.value : undefined)),
      failures: settled.flatMap((s, n) => (s.status === "rejected" ? [{ run: jobName(jobs[n]!), message: messageOf(s.reason) }] : [])),
    };
  } finally {
    shown.close();
  }
}

async function runOne(n: number, job: RadixJob, schedule: Schedule, shown: Display): Promise<RadixRun> {
  schedule.start(n);
  try {
    const run = await inChild(job, ({ instructions }) => schedule.advance(n, instructions));
    schedule.finish(n);
    shown.say(`${schedule.finished}/${schedule.tasks.length} ${jobName(job)}: ${verdict(run)}${left(schedule)}`);
    return run;
  } catch (error) {
    schedule.finish(n);
    shown.say(`${schedule.finished}/${schedule.tasks.length} ${jobName(job)}: FAILED: ${messageOf(error)}`);
    throw error;
  }
}

function verdict({ check, cycles, hostSeconds }: RadixRun): string {
  return `${check.problem === null ? "correct" : `WRONG, ${check.problem}`}, ${(cycles * 2.5e-6).toFixed(2)} ms simulated in ${hostSeconds.toFixed(1)} s`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
