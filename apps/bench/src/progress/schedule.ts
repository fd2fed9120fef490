import { expectedInstructions, jobName, type RadixJob } from "../radix/job.ts";

export interface Task {
  readonly name: string;
  /** How many it will take, about. */
  readonly instructions: number;
  /** Expected work, in any unit. */
  readonly work: number;
  /** What part of it is done, 0 to 1. */
  done: number;
  state: "waiting" | "running" | "finished";
}

/** What is to be done, how far it is, and how long the rest may take. */
export class Schedule {
  readonly tasks: readonly Task[];
  private started: number | undefined;

  constructor(jobs: readonly RadixJob[], private readonly now: () => number) {
    this.tasks = jobs.map((job) => ({ name: jobName(job), instructions: expectedInstructions(job), work: expectedWork(job), done: 0, state: "waiting" }));
  }

  start(n: number): void {
    this.started ??= this.now();
    this.task(n).state = "running";
  }
  /** A part of its instructions has been executed; how many there will be is a guess, so never all. */
  advance(n: number, instructions: number): void {
    this.task(n).done = Math.min(0.99, instructions / this.task(n).instructions);
  }
  finish(n: number): void {
    Object.assign(this.task(n), { done: 1, state: "finished" });
  }

  get finished(): number {
    return this.tasks.filter((t) => t.state === "finished").length;
  }
  /** Part of all the work, 0 to 1. */
  get part(): number {
    const sum = (of: (t: Task) => number): number => this.tasks.reduce((total, t) => total + of(t), 0);
    return sum((t) => t.work * t.done) / sum((t) => t.work);
  }
  /** Seconds that the rest takes if it goes on like this; undefined while too little is done to tell. */
  get remaining(): number | undefined {
    const { part } = this;
    if (this.started === undefined || part < 0.02) return undefined;
    return (((this.now() - this.started) / 1000) * (1 - part)) / part;
  }

  private task(n: number): Task {
    return this.tasks[n]!; // callers number the jobs they gave
  }
}

/** Misses and interleaving make timed runs on many CPUs slower; how much, is a guess that only the clock's estimate sees. */
const expectedWork = (job: RadixJob): number => expectedInstructions(job) * (job.timing ? 2 + job.cpus : 1);
