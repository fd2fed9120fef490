import { DOING, KIND, type Kind } from "../cpu-state.ts";
import { invariant } from "../errors.ts";
import type { Monitor, Wait, WaitCondition } from "../monitor.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Locks } from "./locks.ts";
import { OP, type Op, type Recording } from "./record.ts";
import type { RecordingCpu } from "./recorder.ts";

/** What a replay does to a CPU and its memory. */
export interface Replayer {
  /** 0 and more: done, with its stall charged to the CPU; BLOCKED: try again when the CPU is woken. */
  access(cpu: number, store: boolean, address: number): number;
  clock(cpu: number): number;
  /** Moves the CPU's clock, counting the time as that kind in its present class. */
  spend(cpu: number, kind: Kind, until: number): void;
  /** As `spend`, counting idle time. */
  sleep(cpu: number, until: number): void;
  /** An interrupt line is up, masked or not. */
  interruptPending(cpu: number): boolean;
  /** Cycle of the CPU's own next timer interrupt. */
  timer(cpu: number): number;
  sendInterrupt(from: number, to: number, at: number): void;
  read64(address: number): bigint;
}

interface Slot {
  code: number;
  /** The handler is to be entered when the CPU runs next. */
  entering: boolean;
  wait: Wait | undefined;
  /** The cycle in which the replay may do what others notice. */
  turn: number;
  /** Instructions that handlers were charged for, accesses included. */
  instructions: number;
  readonly entries: Map<number, number>;
}

/** What a replay does that other CPUs notice. */
const NOTICED: ReadonlySet<Op> = new Set([OP.lock, OP.unlock, OP.interrupt]);

/**
 * The life of a gate, whose turn has come: the handler decides at once and records; the CPU replays the record in time; then it goes on
 * after the gate, or waits and enters the handler again.
 */
export class Seam {
  readonly slots: Slot[];
  /** The CPU whose handler runs just now, or -1. */
  handling = -1;
  private waiters = 0;

  constructor(
    private readonly monitor: Monitor,
    private readonly cpus: readonly RecordingCpu[],
    private readonly records: readonly Recording[],
    private readonly locks: Locks,
    private readonly scheduler: Scheduler,
    private readonly replayer: Replayer,
    /** What CPUs notice of each other happens in the order of cycles. */
    private readonly ordered: boolean,
    /** Called after each handler, in audit mode for its checks. */
    private readonly afterHandler: () => void,
  ) {
    this.slots = cpus.map(() => ({ code: 0, entering: false, wait: undefined, turn: -1, instructions: 0, entries: new Map() }));
  }

  /** The CPU has executed `gate code` and will now replay what the handler records. */
  gate(cpu: number, code: number): void {
    const slot = this.slots[cpu]!;
    slot.code = code;
    slot.entries.set(code, (slot.entries.get(code) ?? 0) + 1);
    this.handle(cpu);
    this.scheduler.set(cpu, DOING.replaying);
  }

  /** Goes on with a CPU that replays, until its clock has reached `limit` or it must wait; returns its clock. */
  advance(cpu: number, limit: number): number {
    const slot = this.slots[cpu]!, record = this.records[cpu]!, { replayer } = this;
    if (slot.entering) {
      if (!this.mayAct(cpu, slot)) return replayer.clock(cpu);
      this.handle(cpu);
    }
    for (; !record.done; record.next()) {
      const now = replayer.clock(cpu);
      if (now >= limit) return now;
      const argument = record.argument;
      if (NOTICED.has(record.op) && !this.mayAct(cpu, slot)) return now;
      switch (record.op) {
        case OP.load:
        case OP.store:
          if (replayer.access(cpu, record.op === OP.store, argument) < 0) {
            const clock = replayer.clock(cpu);
            this.scheduler.set(cpu, DOING.asking, clock);
            return clock;
          }
          // The instruction itself, after whatever it stalled.
          replayer.spend(cpu, KIND.busy, replayer.clock(cpu) + 1);
          slot.instructions++;
          break;
        case OP.charge:
          replayer.spend(cpu, KIND.busy, now + argument);
          slot.instructions += argument;
          break;
        case OP.lock:
          if (!this.locks.acquire(argument, cpu)) {
            this.scheduler.set(cpu, DOING.locked);
            return now;
          }
          break;
        case OP.unlock:
          this.unlock(argument, cpu, now);
          break;
        case OP.interrupt:
          replayer.sendInterrupt(cpu, argument, now);
          break;
      }
    }
    if (slot.wait && !this.mayAct(cpu, slot)) return replayer.clock(cpu);
    record.clear();
    this.finish(cpu, slot);
    return replayer.clock(cpu);
  }

  /** Looks whether a CPU that waits for a value may go on; `now` is when the value may have come. */
  checkWaiting(now: number): void {
    if (!this.waiters) return;
    this.slots.forEach((slot, cpu) => {
      if (slot.wait && this.scheduler.doing[cpu] === DOING.waiting && this.holds(slot.wait)) this.wake(cpu, now);
    });
  }

  /** An interrupt line of the CPU has come up. */
  interrupted(cpu: number, now: number): void {
    if (this.scheduler.doing[cpu] === DOING.waiting && this.slots[cpu]!.wait?.interrupt) this.wake(cpu, now);
  }

  /** Ends a wait at cycle `now`: the handler is entered again. */
  wake(cpu: number, now: number): void {
    const slot = this.slots[cpu]!;
    const until = Math.max(now, this.replayer.clock(cpu));
    if (slot.wait && !("until" in slot.wait)) this.replayer.sleep(cpu, until);
    else this.replayer.spend(cpu, KIND.busy, until);
    this.enterAgain(cpu, slot);
    this.scheduler.move(cpu, this.replayer.clock(cpu));
  }

  /** The CPU has a record to go on with. */
  replaying(cpu: number): boolean {
    return !this.records[cpu]!.done;
  }

  /** A CPU that waits does so in its sleep. */
  sleeps(cpu: number): boolean {
    const { wait } = this.slots[cpu]!;
    return wait !== undefined && !("until" in wait);
  }

  state(): unknown {
    return {
      locks: this.locks.state(),
      slots: this.slots.map((s, n) => ({
        code: s.code, entering: s.entering, wait: s.wait ?? null, instructions: s.instructions,
        entries: [...s.entries].sort((a, b) => a[0] - b[0]), record: this.records[n]!.state(),
      })),
      monitor: this.monitor.state?.() ?? null,
    };
  }

  private handle(cpu: number): void {
    const slot = this.slots[cpu]!, seen = this.cpus[cpu]!;
    invariant(this.handling < 0, `Seam: CPU ${cpu} enters the monitor while the handler of CPU ${this.handling} runs`);
    slot.entering = false;
    if (slot.wait) this.waiters--;
    this.handling = cpu;
    try {
      slot.wait = this.monitor.gate(seen, slot.code) ?? undefined;
    } finally {
      this.handling = -1;
    }
    if (slot.wait) this.waiters++;
    seen.close();
    this.afterHandler();
    this.checkWaiting(this.replayer.clock(cpu));
  }

  /** Whether it is the turn of the cycle that the CPU is in; if not, it waits for that. */
  private mayAct(cpu: number, slot: Slot): boolean {
    const now = this.replayer.clock(cpu);
    if (!this.ordered || slot.turn === now) return true;
    slot.turn = now;
    this.scheduler.set(cpu, DOING.acting, now);
    return false;
  }

  private finish(cpu: number, slot: Slot): void {
    const { wait } = slot;
    if (!wait) this.scheduler.set(cpu, DOING.running);
    else if (this.holds(wait) || (wait.interrupt && this.replayer.interruptPending(cpu))) this.enterAgain(cpu, slot);
    else this.scheduler.set(cpu, DOING.waiting, wait.interrupt ? this.replayer.timer(cpu) : Infinity);
  }

  /** One cycle at least between two entries: a handler that waits for what already is must not stop time. */
  private enterAgain(cpu: number, slot: Slot): void {
    slot.entering = true;
    this.replayer.spend(cpu, KIND.busy, this.replayer.clock(cpu) + 1);
    this.scheduler.set(cpu, DOING.replaying);
  }

  private holds(wait: Wait): boolean {
    if (!("until" in wait)) return false;
    const { address, mask, value }: WaitCondition = wait.until;
    return (this.replayer.read64(address) & mask) === value;
  }

  private unlock(index: number, cpu: number, now: number): void {
    const next = this.locks.release(index, cpu);
    if (next < 0) return;
    // The waiter spun until now; it holds the lock and goes on behind its lock operation.
    this.replayer.spend(next, KIND.busy, Math.max(now, this.replayer.clock(next)));
    this.records[next]!.next();
    this.scheduler.set(next, DOING.replaying);
    this.scheduler.move(next, this.replayer.clock(next));
  }
}
