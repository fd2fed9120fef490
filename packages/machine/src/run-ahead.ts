import type { Core } from "@disco-vm/mips";
import type { Journal } from "./memory-side.ts";
import type { Uncached } from "./uncached.ts";

/** How far CPUs run ahead, in cycles. No result depends on it. */
export interface Tuning {
  /** At first; twice as far each time that a CPU got there, a quarter when it was taken back. */
  readonly window: number;
  readonly least: number;
  readonly most: number;
}
export const TUNING: Tuning = { window: 1 << 12, least: 1 << 8, most: 1 << 18 };
/** Cycles for which writing down what a CPU does costs more than it brings. */
const BRIEF = 128;

/**
 * CPUs run on beyond where others might still reach them. What they change is written down, and a message that reaches one in
 * its past finds it as it was then: it is taken back, and goes on from there (as in Jefferson's Time Warp, Virtual Time,
 * 1985; but a CPU that asks something of others waits until all have come to that cycle, so that no message is ever taken
 * back). docs/decisions/0014-running-ahead.md.
 */
export class RunAhead {
  private readonly window: Float64Array;
  /** Where its stretch began; and whether the last one ended so soon that it need not have been written down. */
  private readonly from: Float64Array;
  private readonly brief: Uint8Array;

  /** `strict`: nothing is certain that is not written down, but the next cycle of the CPU furthest behind; handlers of a monitor reach everywhere. */
  constructor(private readonly core: Core, private readonly journal: Journal, private readonly uncached: Uncached, private readonly tuning: Tuning, private readonly strict: boolean) {
    const { length } = core.cpus;
    this.window = new Float64Array(length).fill(tuning.window);
    this.from = new Float64Array(length);
    this.brief = new Uint8Array(length);
  }

  /** The first cycle in which the CPU, running ahead, has not yet begun anything; 0: it does not run ahead. */
  until(cpu: number): number {
    return this.journal.until[cpu]!;
  }

  /** How far the CPU is to run from `clock` on, others being at `first`: up to `certain`, or ahead as far as `most`. */
  begin(cpu: number, clock: number, first: number, certain: number, most: number): number {
    this.from[cpu] = clock;
    const { core } = this, far = Math.min(most, first + this.window[cpu]!);
    if (this.strict) certain = Math.min(certain, first + 1);
    if (far <= Math.max(certain, clock)) return certain;
    if (this.brief[cpu]) {
      this.brief[cpu] = 0;
      if (!this.strict) return certain;
    }
    // An answer that waits for its access is not saved; and no probe may see what may not come to pass.
    if (!this.uncached.quiet(cpu) || core.probes.size > 0) return certain;
    core.save(cpu);
    this.journal.open(cpu);
    this.journal.until[cpu] = far;
    return far;
  }

  /** The CPU has run up to there; `stopped`: to an instruction in that cycle that it has begun and cannot end. */
  ended(cpu: number, clock: number, limit: number, stopped: boolean): void {
    if (stopped && clock - this.from[cpu]! < BRIEF) this.brief[cpu] = 1;
    if (!this.until(cpu)) return;
    this.journal.until[cpu] = stopped ? clock + 1 : clock;
    if (clock >= limit) this.window[cpu] = Math.min(2 * this.window[cpu]!, this.tuning.most);
  }

  /** What the CPU has done is certain now. */
  confirm(cpu: number): void {
    if (this.until(cpu)) this.journal.close(cpu);
  }

  /** The CPU is again where it began to run ahead. */
  takeBack(cpu: number): void {
    const { core, tuning } = this;
    this.journal.undo(cpu, (host, bytes) => core.codeChanged(host, bytes));
    core.restore(cpu);
    this.uncached.cancel(cpu);
    this.window[cpu] = Math.max(this.window[cpu]! / 4, tuning.least);
  }
}
