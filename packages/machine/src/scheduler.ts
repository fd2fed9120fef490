import { Earliest } from "@disco-vm/numa";
import { DOING, type Doing } from "./cpu-state.ts";
import type { Noise } from "./noise.ts";
import type { RunAhead } from "./run-ahead.ts";

/** What the scheduler decides about, done by others. */
export interface Work {
  /** Time of the next event, or Infinity. */
  nextEvent(): number;
  /** Time of the next event that may concern each CPU at once, and of the next that may concern all. */
  readonly soonest: Float64Array;
  soonestForAll(): number;
  /** Processes the next event; and may go on up to that time, as long as nothing has woken a CPU. */
  event(until: number): void;
  /** Runs the CPU until its clock has reached `limit` or it cannot go on; returns its clock. */
  advance(cpu: number, limit: number): number;
  /** With a machine that can take back what a CPU has done. */
  readonly ahead: RunAhead | undefined;
  /** A CPU that slept, or wanted to act at a certain time, has reached the cycle in `wakeAt`. */
  wake(cpu: number): void;
}

/** How far CPUs may run ahead, in cycles. */
export interface Lookahead {
  /** Nothing that a CPU does from now on reaches another CPU in less. */
  readonly cpu: number;
  /** Nothing that an event does reaches a CPU which it does not concern at once in less. */
  readonly event: number;
}

/** The longest a lone CPU runs at a stretch: callers can look in this often. No result depends on it. */
const LONGEST = 1 << 18;

export type StepResult = "stepped" | "horizon" | "nothing";

/**
 * Time. Each CPU has a clock. In a *round* every CPU that can run does so, up to where something that has not been decided
 * yet may reach it: an event that concerns it; another event, or the CPU furthest behind, and the time from there. At each
 * cycle come first its events, then instructions, then those who want to act, ties by number. So nothing arrives in a
 * CPU's past (Chandy and Misra's condition), and how far rounds go decides nothing (docs/decisions/0011-rounds.md); the
 * functional flavour trades that for longer rounds.
 *
 * Where CPUs can be taken back they go further (run-ahead.ts), and nobody beyond the horizon: a run pauses with all CPUs there.
 *
 * With noise, a round is cut short at random.
 *
 * A step is always done whole, so that where a caller cuts a run into slices decides nothing.
 */
export class Scheduler {
  readonly doing: Uint8Array;
  private readonly clock: Float64Array;
  /** The clock of each CPU that runs; else Infinity. */
  private readonly runners: Earliest;
  /** The cycle at which a CPU that does not run wakes up by itself. */
  private readonly wakeAt: Earliest;
  /** Of the round under way: whose turn is next, and how far it goes; for the CPU that was furthest behind it may go further. */
  private turn: number;
  private runner = -1;
  private end = 0;
  private runnersEnd = 0;
  /** Where the CPU furthest behind was when the round began, and how far the round may go for those that run ahead. */
  private decided = 0;
  private most = 0;
  /** The round stops after this CPU: somebody wants to look. */
  private cut = false;
  /** A stretch that a breakpoint has interrupted. */
  private interrupted: { readonly cpu: number; readonly limit: number } | undefined;

  constructor(readonly cpus: number, private readonly lookahead: Lookahead, private readonly work: Work, private readonly noise?: Noise) {
    this.doing = new Uint8Array(cpus);
    this.clock = new Float64Array(cpus);
    this.runners = new Earliest(cpus, Infinity);
    this.wakeAt = new Earliest(cpus, Infinity);
    this.turn = cpus;
  }

  set(cpu: number, doing: Doing, wakeAt = Infinity): void {
    this.doing[cpu] = doing;
    this.runners.set(cpu, runs(doing) ? this.clock[cpu]! : Infinity);
    this.wakeAt.set(cpu, wakeAt);
  }

  /** The CPU's clock has moved there. */
  move(cpu: number, clock: number): void {
    this.clock[cpu] = clock;
    if (runs(this.doing[cpu]!)) this.runners.set(cpu, clock);
  }

  /** Does the next thing, unless it lies at or beyond the horizon. */
  step(horizon: number): StepResult {
    if (this.turn < this.cpus || this.interrupted) {
      this.goOn();
      return "stepped";
    }
    const { work } = this, first = this.runners.time, event = work.nextEvent(), next = Math.min(event, first, this.wakeAt.time);
    if (next === Infinity) return "nothing";
    if (next >= horizon) return "horizon";
    if (event === next) work.event(Math.max(event, Math.min(first, this.wakeAt.time, horizon - 1)));
    else if (first === next) this.begin(event, horizon);
    else this.wake(this.wakeAt.first);
    return "stepped";
  }

  /** A breakpoint has stopped the CPU in the middle of its stretch, which the next step takes up again. */
  interrupt(cpu: number, limit: number): void {
    this.interrupted = { cpu, limit };
    this.cut = true;
  }

  /** The round under way ends for now: the run is over. */
  stop(): void {
    this.cut = true;
  }

  /** The time up to which something has happened. */
  get latest(): number {
    return Math.max(...this.clock);
  }

  state(): unknown {
    const { turn, end, runnersEnd, interrupted } = this;
    return {
      doing: [...this.doing], clock: [...this.clock], wakeAt: Array.from(this.doing, (_, cpu) => String(this.wakeAt.of(cpu))),
      interrupted: interrupted ?? null, ...(turn < this.cpus && { round: { turn, end, runnersEnd, runner: this.runner } }),
    };
  }

  private wake(cpu: number): void {
    this.wakeAt.set(cpu, Infinity);
    this.work.ahead?.confirm(cpu);
    this.work.wake(cpu);
  }

  /** A round; `event` is the next one's time. */
  private begin(event: number, horizon: number): void {
    const { runners, wakeAt, lookahead, work, noise } = this, first = runners.time;
    const ahead = noise?.stretch(lookahead.cpu) ?? lookahead.cpu;
    this.most = Math.min(work.soonestForAll(), work.ahead ? horizon : Infinity);
    const all = Math.min(event + lookahead.event, this.most, wakeAt.time + ahead);
    this.decided = first;
    this.end = Math.min(all, first + ahead);
    this.runner = runners.first;
    this.runnersEnd = Math.min(all, runners.second + ahead, first + LONGEST);
    this.turn = 0;
    this.goOn();
  }

  private goOn(): void {
    const { work, doing, clock, interrupted } = this, { soonest, ahead } = work;
    this.cut = false;
    if (interrupted) {
      this.interrupted = undefined;
      this.move(interrupted.cpu, work.advance(interrupted.cpu, interrupted.limit));
    }
    while (this.turn < this.cpus && !this.cut) {
      const cpu = this.turn++;
      if (!runs(doing[cpu]!)) continue;
      let limit = Math.min(cpu === this.runner ? this.runnersEnd : this.end, soonest[cpu]!);
      const free = doing[cpu] === DOING.running;
      if (ahead && free) {
        if (ahead.until(cpu) > this.decided) continue; // the others first
        ahead.confirm(cpu);
        limit = ahead.begin(cpu, clock[cpu]!, this.decided, limit, this.most);
      }
      if (clock[cpu]! >= limit) continue;
      this.move(cpu, work.advance(cpu, limit));
      if (free) ahead?.ended(cpu, clock[cpu]!, limit, !runs(doing[cpu]!));
    }
  }
}

const runs = (doing: number): boolean => doing === DOING.running || doing === DOING.replaying;
