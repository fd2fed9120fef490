import type { Core } from "@disco-vm/mips";
import type { Journal } from "./memory-side.ts";
import type { Uncached } from "./uncached.ts";

/** When CPUs run ahead, and how far. No result depends on it. */
export interface Tuning {
  /** Stretches that a CPU must have run to their end, and so many at most after it was taken back. */
  readonly stretches: number;
  readonly mostStretches: number;
  /** Cycles, at first and at most: after each such stretch twice as many. */
  readonly window: number;
  readonly mostWindow: number;
}
export const TUNING: Tuning = { stretches: 6, mostStretches: 1 << 12, window: 1 << 12, mostWindow: 1 << 18 };

/**
 * CPUs that run on beyond where others might still reach them, because for some time nobody has. What they change is written
 * down, and a message that reaches one in its past finds it as it was then: it is taken back, and goes on from there (as
 * Jefferson's Time Warp does, Virtual Time, 1985; but a CPU that asks something of others waits until all have come to that cycle, so
 * that nothing ever has to be taken back from them).
 */
export class RunAhead {
  private readonly tuning: Tuning;
  /** Stretches that each CPU has run to their end since it last stopped short, and how many are wanted. */
  private readonly streak: Float64Array;
  private readonly wanted: Float64Array;
  private readonly window: Float64Array;

  constructor(private readonly core: Core, private readonly journal: Journal, private readonly uncached: Uncached, tuning: Tuning) {
    this.tuning = tuning;
    const each = (value: number): Float64Array => new Float64Array(core.cpus.length).fill(value);
    this.streak = each(0);
    this.wanted = each(tuning.stretches);
    this.window = each(tuning.window);
  }

  /** Up to which cycle the CPU has run ahead; 0: it has not. */
  until(cpu: number): number {
    return this.journal.until[cpu]!;
  }

  /** How far the CPU is to run from `clock` on, others being at `first`: up to `certain`, or ahead as far as `most`. */
  begin(cpu: number, clock: number, first: number, certain: number, most: number): number {
    const { core } = this, far = Math.min(most, first + this.window[cpu]!);
    if (this.streak[cpu]! < this.wanted[cpu]! || far <= Math.max(certain, clock)) return certain;
    // An answer that waits for its access is not saved; and nobody may see what may not come to pass.
    if (!this.uncached.quiet(cpu) || core.breakpoints.size + core.probes.size > 0) return certain;
    core.cpus[cpu]!.save();
    this.journal.open(cpu);
    this.journal.until[cpu] = far;
    return far;
  }

  /** The stretch has ended there; `stopped`: because the CPU waits for something. */
  ended(cpu: number, clock: number, limit: number, stopped: boolean): void {
    const { tuning } = this, open = this.until(cpu) > 0;
    if (open) this.journal.until[cpu] = clock;
    if (stopped) this.streak[cpu] = 0;
    else this.streak[cpu]!++;
    if (!open || clock < limit) return;
    this.window[cpu] = Math.min(2 * this.window[cpu]!, tuning.mostWindow);
    this.wanted[cpu] = Math.max(tuning.stretches, this.wanted[cpu]! / 2);
  }

  /** What the CPU has done is certain now. */
  confirm(cpu: number): void {
    if (this.until(cpu)) this.journal.close(cpu);
  }

  /** The CPU is again where it began to run ahead. */
  takeBack(cpu: number): void {
    const { core, tuning } = this;
    this.journal.undo(cpu, (host, bytes) => core.codeChanged(host, bytes));
    core.cpus[cpu]!.restore();
    this.uncached.cancel(cpu);
    this.streak[cpu] = 0;
    this.window[cpu] = tuning.window;
    this.wanted[cpu] = Math.min(4 * this.wanted[cpu]!, tuning.mostStretches);
  }
}
