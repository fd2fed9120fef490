import { bareCaches, type BareCaches } from "./bare-caches.ts";
import type { NumaConfig } from "./config.ts";
import { NumaError } from "./errors.ts";
import { EventQueue } from "./event-queue.ts";
import { BUS_ERROR } from "./hooks.ts";
import type { NumaMemory } from "./numa-memory.ts";
import { Histogram, reportOf, type NumaReport } from "./report.ts";

export interface Access {
  readonly cpu: number;
  /** Machine address: RAM is contiguous from 0, and node n owns the n-th share of it. */
  readonly address: number;
  readonly kind: "load" | "store" | "fetch";
  /** Cycles that the CPU computes before it. Default 0. The access itself takes one more, and what it stalls. */
  readonly gap?: number;
}

export type NumaOptionsAlone = Partial<Pick<NumaConfig, "cpus" | "ramBytes" | "profile" | "contention">>;

/** The memory system alone, to be fed with accesses. Defaults: flash-1997, 1 CPU, 32 MB a CPU. */
export function createNuma(options: NumaOptionsAlone = {}): Numa {
  const cpus = options.cpus ?? 1;
  return new Numa({
    cpus, ramBytes: options.ramBytes ?? cpus * (32 << 20), profile: options.profile ?? "flash-1997",
    contention: options.contention ?? true, map: { aliasBytes: 0 },
  });
}

const KINDS = ["load", "store", "fetch"] as const;

/** Accesses of one CPU that have been read and not begun: kind + 4 * gap, and address, in turns. */
class Lane {
  private items = new Float64Array(64);
  private first = 0;
  private end = 0;
  clock = 0;
  /** 0 runs, 1 waits for its line, 2 has it and must execute again. */
  state = 0;
  startedAt = 0;
  accesses = 0;
  busy = 0;
  l2Hits = 0;

  get empty(): boolean { return this.first === this.end; }
  get code(): number { return this.items[this.first]!; }
  set code(code: number) { this.items[this.first] = code; }
  get address(): number { return this.items[this.first + 1]!; }
  push(code: number, address: number): void {
    if (this.end === this.items.length) {
      const kept = this.items.subarray(this.first, this.end);
      const room = kept.length * 2 > this.items.length ? new Float64Array(this.items.length * 2) : this.items;
      room.set(kept);
      this.items = room;
      this.end -= this.first;
      this.first = 0;
    }
    this.items[this.end++] = code;
    this.items[this.end++] = address;
  }
  pop(): void { this.first += 2; }
}

/**
 * In-order CPUs without anything but memory accesses. The CPU furthest behind goes next; accesses of a CPU are taken in
 * the order of the trace, and the order between CPUs follows from their clocks.
 */
export class Numa {
  readonly memory: NumaMemory;
  private readonly caches: BareCaches;
  private readonly queue = new EventQueue();
  private readonly lanes: Lane[];
  private readonly latencies: Histogram;
  private records = 0;
  private woken = false;

  constructor(readonly config: NumaConfig) {
    const { queue } = this;
    this.caches = bareCaches(config, {
      post: (time, kind, a, b, c) => queue.post(time, kind, a, b, c),
      ready: (cpu, time, missClass) => this.ready(cpu, time, missClass),
    });
    this.memory = this.caches.numa;
    this.lanes = Array.from({ length: config.cpus }, () => new Lane());
    this.latencies = new Histogram();
  }

  /** Runs the accesses and everything they cause to the end. A further call goes on where this one stopped. */
  run(trace: Iterable<Access>): NumaReport {
    const accesses = trace[Symbol.iterator]();
    for (let more = true; more || this.pending;) {
      while (this.step(more));
      if (!more) continue;
      const next = accesses.next();
      if (next.done) more = false;
      else this.push(next.value);
    }
    return this.report();
  }

  async runAsync(trace: AsyncIterable<Access>): Promise<NumaReport> {
    for await (const access of trace) {
      this.push(access);
      while (this.step(true));
    }
    return this.run([]);
  }

  report(): NumaReport {
    return reportOf(this.memory, this.lanes, this.latencies);
  }

  private push(access: Access): void {
    const { cpu, address, kind, gap = 0 } = access, code = KINDS.indexOf(kind);
    const bad = (field: string, expected: string, got: unknown): never => {
      throw new NumaError("bad-trace", `trace record ${this.records}: expected ${field} to be ${expected}, got ${String(got)}; correct the trace or the configuration`);
    };
    if (!(cpu >= 0 && cpu < this.lanes.length && Number.isInteger(cpu))) bad("cpu", `0 to ${this.lanes.length - 1}`, cpu);
    if (!(address >= 0 && address < this.config.ramBytes && Number.isInteger(address))) bad("address", `an integer below ${this.config.ramBytes}`, address);
    if (code < 0) bad("kind", "load, store or fetch", kind);
    if (!(gap >= 0 && gap < 2 ** 40 && Number.isInteger(gap))) bad("gap", "a whole number of cycles", gap);
    this.lanes[cpu]!.push(code + 4 * gap, address); // checked
    this.records++;
  }

  private get pending(): boolean {
    return this.queue.length > 0 || this.lanes.some((l) => !l.empty);
  }

  /** Does the next thing; false if that needs more of the trace, or if all is done. */
  private step(more: boolean): boolean {
    const { lanes, queue } = this;
    let next = -1, first = Infinity;
    for (let c = 0; c < lanes.length; c++) {
      const lane = lanes[c]!;
      if (lane.state === 1 || (lane.empty && !more)) continue;
      if (lane.clock < first) { first = lane.clock; next = c; }
    }
    if (queue.peekTime() <= first && queue.length) {
      // Until somebody may go on, only events can be next.
      this.woken = false;
      while (!this.woken && queue.peekTime() <= first && queue.take()) this.memory.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
      return true;
    }
    if (next < 0 || lanes[next]!.empty) return false;
    this.execute(next, lanes[next]!);
    return true;
  }

  private execute(cpu: number, lane: Lane): void {
    const { caches } = this, again = lane.state === 2, { code, address } = lane;
    if (!again && code >= 4) {
      // Computes first; others may come before the access.
      const gap = Math.floor(code / 4);
      lane.busy += gap;
      lane.clock += gap;
      lane.code = code & 3;
      return;
    }
    const host = code === 0 ? caches.load(cpu, address) : code === 1 ? caches.store(cpu, address) : caches.fetch(cpu, address);
    if (host === BUS_ERROR) throw new NumaError("bad-trace", `trace: expected an address in RAM, got 0x${address.toString(16)}; raise ramBytes`);
    if (host < 0) {
      if (again) this.memory.release(cpu, lane.clock); // a refused upgrade: now as a write miss
      lane.state = 1;
      lane.startedAt = lane.clock;
      this.memory.start(cpu, lane.clock);
      return;
    }
    const charge = caches.takeCharge(cpu);
    lane.l2Hits += charge;
    lane.busy++;
    lane.clock += 1 + charge;
    lane.accesses++;
    lane.pop();
    if (again) {
      lane.state = 0;
      this.memory.release(cpu, lane.clock);
    }
  }

  private ready(cpu: number, time: number, missClass: number): void {
    const lane = this.lanes[cpu]!; // the model's own number
    this.latencies.add(missClass, time - lane.startedAt);
    lane.clock = time;
    lane.state = 2;
    this.woken = true;
  }
}
