import { EXIT, type Core, type Cpu } from "@disco-vm/mips";
import type { EventQueue } from "@disco-vm/numa";
import { DOING, KIND, type Kind } from "./cpu-state.ts";
import { invariant, InvariantError } from "./errors.ts";
import { EVENT } from "./events.ts";
import type { MemorySide } from "./memory-side.ts";
import { Noise } from "./noise.ts";
import type { Settings } from "./options.ts";
import { RunAhead, type Tuning } from "./run-ahead.ts";
import { Scheduler, type Work } from "./scheduler.ts";
import type { Seam } from "./seam/seam.ts";
import type { Rest } from "./statistics.ts";
import type { Uncached } from "./uncached.ts";

/** What the processors work with. */
export interface Parts {
  readonly core: Core;
  readonly settings: Settings;
  readonly side: MemorySide;
  readonly uncached: Uncached;
  readonly tuning: Tuning;
  /** What devices do. */
  readonly events: EventQueue;
  /** Processes the next of those. */
  readonly event: () => void;
}

/** The CPUs in time: what each does when the scheduler says that it is its turn, and what wakes it. */
export class Processors implements Work {
  readonly scheduler: Scheduler;
  readonly noise: Noise | undefined;
  /** The time at which devices and handlers act. */
  time = 0;
  /** With a monitor. */
  seam: Seam | undefined;
  /** The CPU that has come to a breakpoint. */
  stopped: number | undefined;
  readonly soonest: Float64Array;
  readonly ahead: RunAhead | undefined;

  constructor(private readonly parts: Parts) {
    const { settings, side, core } = parts;
    this.ahead = side.journal && new RunAhead(core, side.journal, parts.uncached, parts.tuning, settings.monitor !== undefined);
    this.soonest = side.soonest;
    this.noise = settings.noise === undefined ? undefined : new Noise(settings.noise);
    // With caches it is misses that are late; what a stretch is then decides nothing.
    this.scheduler = new Scheduler(settings.cpus, side.lookahead, this, settings.timing ? undefined : this.noise);
  }

  nextEvent(): number {
    return Math.min(this.parts.side.nextTime(), this.parts.events.peekTime());
  }
  soonestForAll(): number {
    return this.parts.events.peekTime();
  }
  event(until: number): void {
    const { side, events } = this.parts, own = events.peekTime();
    // In a cycle, messages come before what devices do.
    if (side.nextTime() <= own) {
      const inTheWay = side.advance(Math.min(until, own));
      if (inTheWay >= 0) this.reach(inTheWay, side.nextTime());
      else this.time = side.now();
    } else {
      for (let cpu = 0; cpu < this.parts.settings.cpus; cpu++) this.reach(cpu, own);
      this.parts.event();
    }
  }

  /** What the CPU does up to that cycle is certain now; if it has run ahead of it, it is taken back to there. */
  private reach(n: number, time: number): void {
    const { ahead, scheduler } = this;
    if (!ahead?.until(n)) return;
    if (ahead.until(n) <= time) return ahead.confirm(n);
    ahead.takeBack(n);
    scheduler.set(n, DOING.running);
    scheduler.move(n, this.left(n, this.parts.core.run(n, time), time));
  }

  /** The run has ended, or pauses at that cycle: nothing that may still be taken back is left. */
  pause(time: number): void {
    for (let cpu = 0; cpu < this.parts.settings.cpus; cpu++) this.reach(cpu, time);
  }

  /** Runs the CPU until its clock has reached `limit` or it cannot go on; returns its clock. */
  advance(n: number, limit: number): number {
    const { seam } = this;
    if (!seam) return this.left(n, this.parts.core.run(n, limit), limit);
    const clock = this.scheduler.doing[n] === DOING.replaying
      ? this.handle(n, () => seam.advance(n, limit))
      : this.left(n, this.parts.core.run(n, limit), limit);
    seam.checkWaiting(clock);
    return clock;
  }

  /** The cycle has come that the CPU told the scheduler. */
  wake(n: number): void {
    switch (this.scheduler.doing[n]) {
      case DOING.asking: return this.ask(n);
      case DOING.entering: return this.enter(n);
      case DOING.acting: return this.scheduler.set(n, DOING.replaying);
      case DOING.stopping:
        this.stopped = n;
        return this.scheduler.set(n, DOING.running);
      case DOING.resuming: return this.resume(n);
      case DOING.idle: return this.wakeIdle(n, this.cpu(n).timerCycle);
      default: this.seam?.wake(n, this.cpu(n).timerCycle);
    }
  }

  /** Lets a halted CPU run from that cycle on, where its pc is. */
  start(n: number, at: number): void {
    invariant(this.scheduler.doing[n] === DOING.halted, `Machine: CPU ${n} is started twice`);
    this.wakeIdle(n, at);
  }

  /** What a CPU waited for is there at cycle `at`. */
  answered(n: number, at: number, kind: Kind): void {
    const cpu = this.cpu(n), now = Math.max(at, cpu.cycle);
    cpu.stall(kind, now);
    this.scheduler.move(n, now);
    if (this.parts.side.holds(n)) this.scheduler.set(n, this.seam?.replaying(n) ? DOING.acting : DOING.resuming, now);
    else this.scheduler.set(n, DOING.running);
  }

  /** Drives an interrupt line. */
  interrupt(n: number, ip: number, level: boolean): void {
    this.cpu(n).setInterruptLine(ip, level);
    if (!level) return;
    if (this.scheduler.doing[n] === DOING.idle) this.wakeIdle(n, this.time);
    else this.seam?.interrupted(n, this.time);
  }

  /** How the time from a CPU's clock to the present counts. */
  rest(n: number): Rest {
    const { side, uncached } = this.parts;
    switch (this.scheduler.doing[n]) {
      case DOING.blocked: return { kind: side.waitsFor(n) };
      case DOING.asking: return { kind: uncached.asks(n) ? uncached.kind(n) : side.waitsFor(n) };
      case DOING.io: return { kind: uncached.kind(n) };
      case DOING.locked: case DOING.entering: case DOING.acting: case DOING.stopping: return { kind: KIND.busy };
      case DOING.waiting: return this.seam?.sleeps(n) ? { idle: true } : { kind: KIND.busy };
      // Halted or idle; and at the end of a run what the CPU has not come to.
      default: return { idle: true };
    }
  }

  /** What each CPU does, in words. */
  describe(): string {
    const names = Object.keys(DOING);
    return [...this.scheduler.doing].map((d, n) => `CPU ${n} ${names[d]} at 0x${this.cpu(n).pc.toString(16)}`).join(", ");
  }

  private cpu(n: number): Cpu {
    return this.parts.core.cpus[n]!; // numbers come from the scheduler
  }

  /** A CPU has left its engine; returns its clock. */
  private left(n: number, exit: number, limit: number): number {
    const cpu = this.cpu(n), { cycle } = cpu;
    switch (exit) {
      case EXIT.LIMIT: break;
      case EXIT.BLOCKED:
        if (!this.parts.uncached.asks(n) && this.parts.side.journal?.full(n)) {
          cpu.cancelBlocked(); // goes on when what it has done is certain
          break;
        }
        this.scheduler.set(n, DOING.asking, cycle);
        break;
      case EXIT.GATE:
        if (this.ahead) {
          this.scheduler.set(n, DOING.entering, cycle);
          break;
        }
        return this.handle(n, (seam) => { seam.gate(n, cpu.gateCode); return cpu.cycle; });
      case EXIT.IDLE:
        this.scheduler.set(n, DOING.idle, cpu.timerCycle);
        break;
      case EXIT.BREAKPOINT:
        if (this.ahead) this.scheduler.set(n, DOING.stopping, cycle);
        else {
          this.stopped = n;
          this.scheduler.interrupt(n, limit);
        }
        break;
      default: throw new InvariantError(`Machine: CPU ${n} left its engine with ${exit}`);
    }
    return cycle;
  }

  private handle(n: number, act: (seam: Seam) => number): number {
    invariant(this.seam, `Machine: CPU ${n} has entered a monitor, and there is none`);
    this.time = this.cpu(n).cycle;
    return act(this.seam);
  }

  /** The handler of the CPU's gate runs. */
  private enter(n: number): void {
    const cpu = this.cpu(n);
    this.handle(n, (seam) => {
      seam.gate(n, cpu.gateCode);
      return cpu.cycle;
    });
  }

  /** A handler reads or stores at a machine address: nobody has done more there than it may see. */
  touched(address: number, store: boolean): void {
    const { ahead, parts: { side, settings } } = this;
    if (!ahead) return;
    for (let n = 0; n < settings.cpus; n++) if (ahead.until(n) && side.caches(n, address, !store)) this.reach(n, this.time);
  }

  /** The access that the CPU has come to goes out. */
  private ask(n: number): void {
    const { side, uncached, events } = this.parts;
    if (uncached.asks(n)) {
      this.scheduler.set(n, DOING.io);
      events.post(this.cpu(n).cycle + side.latency.request(n, uncached.send(n)), EVENT.uncached, n, 0, 0);
    } else {
      this.scheduler.set(n, DOING.blocked);
      side.blocked(n);
    }
  }

  /** The access that has waited executes again, alone; then others may have its line. */
  private resume(n: number): void {
    const { side } = this.parts;
    if (!side.wanted(n)) {
      side.release(n); // nothing can come before it has
      return this.scheduler.set(n, DOING.running);
    }
    const { cycle } = this.cpu(n), exit = this.parts.core.run(n, cycle + 1);
    if (exit === EXIT.BREAKPOINT) {
      this.stopped = n;
      return this.scheduler.set(n, DOING.resuming, cycle);
    }
    this.parts.side.release(n);
    this.scheduler.set(n, DOING.running);
    this.scheduler.move(n, this.left(n, exit, cycle + 1));
  }

  private wakeIdle(n: number, at: number): void {
    const cpu = this.cpu(n);
    cpu.idle(Math.max(at, cpu.cycle));
    this.scheduler.move(n, cpu.cycle);
    this.scheduler.set(n, DOING.running);
  }
}
