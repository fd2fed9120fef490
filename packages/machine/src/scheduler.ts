import { DOING, type Doing } from "./cpu-state.ts";
import type { Noise } from "./noise.ts";

/** What the scheduler decides about, done by others. */
export interface Work {
  /** Time of the next event, or Infinity. */
  nextEvent(): number;
  /** Processes that event. */
  event(): void;
  /** Runs the CPU until its clock has reached `limit` or it cannot go on; returns its clock. */
  advance(cpu: number, limit: number): number;
  /** A CPU that slept has reached the cycle in `wakeAt`. */
  wake(cpu: number): void;
}

/** The longest a lone CPU runs at a stretch: callers can look in this often. No result depends on it. */
const LONGEST = 1 << 18;

export type StepResult = "stepped" | "horizon" | "nothing";

/**
 * Time. Each CPU has a clock; the CPU furthest behind runs next, ties by number, up to the next event or to `skew`
 * cycles beyond the CPU that is second furthest behind. An event is processed when every running CPU's clock has
 * reached its time. As long as nothing gets from one CPU to another in less than `skew` cycles, nothing arrives in a
 * CPU's past (Chandy and Misra's condition); the functional flavour trades that for longer stretches.
 *
 * With noise, a stretch is cut short at random.
 *
 * A step is always done whole, so that where a caller cuts a run into slices decides nothing.
 */
export class Scheduler {
  readonly doing: Uint8Array;
  private readonly clock: Float64Array;
  /** For a CPU that is idle or waits: the cycle of its own timer. */
  private readonly wakeAt: Float64Array;
  /** What the last look at the CPUs found; most events change nothing of it. */
  private stale = true;
  private runner = -1;
  private first = Infinity;
  private second = Infinity;
  private sleeper = -1;
  private earliestWake = Infinity;
  /** A stretch that a breakpoint has interrupted. */
  private interrupted: { readonly cpu: number; readonly limit: number } | undefined;

  constructor(readonly cpus: number, private readonly skew: number, private readonly work: Work, private readonly noise?: Noise) {
    this.doing = new Uint8Array(cpus);
    this.clock = new Float64Array(cpus);
    this.wakeAt = new Float64Array(cpus).fill(Infinity);
  }

  set(cpu: number, doing: Doing, wakeAt = Infinity): void {
    this.doing[cpu] = doing;
    this.wakeAt[cpu] = wakeAt;
    this.stale = true;
  }

  /** The CPU's clock has moved there. */
  move(cpu: number, clock: number): void {
    this.clock[cpu] = clock;
    this.stale = true;
  }

  /** Does the next thing, unless it lies at or beyond the horizon. */
  step(horizon: number): StepResult {
    if (this.interrupted) {
      const { cpu, limit } = this.interrupted;
      this.interrupted = undefined;
      this.stretch(cpu, limit);
      return "stepped";
    }
    if (this.stale) this.look();
    const { runner, first, second, sleeper, earliestWake, work } = this;
    const event = work.nextEvent();
    const outside = Math.min(event, earliestWake);
    if (outside === Infinity && runner < 0) return "nothing";
    if (Math.min(outside, first) >= horizon) return "horizon";
    if (outside > first) {
      const skew = this.noise?.stretch(this.skew) ?? this.skew;
      this.stretch(runner, Math.min(event, earliestWake + skew, second + skew, first + LONGEST));
    } else if (event <= earliestWake) {
      work.event();
    } else {
      this.wakeAt[sleeper] = Infinity;
      this.stale = true;
      work.wake(sleeper);
    }
    return "stepped";
  }

  /** A breakpoint has stopped the CPU in the middle of its stretch, which the next step takes up again. */
  interrupt(cpu: number, limit: number): void {
    this.interrupted = { cpu, limit };
  }

  /** The time up to which something has happened. */
  get latest(): number {
    return Math.max(...this.clock);
  }

  state(): unknown {
    return { doing: [...this.doing], clock: [...this.clock], wakeAt: [...this.wakeAt].map(String), interrupted: this.interrupted ?? null };
  }

  private stretch(cpu: number, limit: number): void {
    this.move(cpu, this.work.advance(cpu, limit));
  }

  /** Who runs next, who after that, and who wakes up by itself. */
  private look(): void {
    const { doing, clock, wakeAt } = this;
    let runner = -1, first = Infinity, second = Infinity, sleeper = -1, wake = Infinity;
    for (let c = 0; c < this.cpus; c++) {
      const d = doing[c];
      if (d === DOING.running || d === DOING.replaying) {
        const t = clock[c]!;
        if (t < first) { second = first; first = t; runner = c; }
        else if (t < second) second = t;
      } else if (wakeAt[c]! < wake) {
        wake = wakeAt[c]!;
        sleeper = c;
      }
    }
    this.runner = runner;
    this.first = first;
    this.second = second;
    this.sleeper = sleeper;
    this.earliestWake = wake;
    this.stale = false;
  }
}
