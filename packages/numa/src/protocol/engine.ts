import type { ModuleBuilder } from "@disco-vm/wasm";
import type { Resolved } from "../config.ts";
import { NumaError } from "../errors.ts";
import { messagesUnderWay, OUT, OUT_KIND, QUEUE, TX, TX_CELLS, WORK, type Layout } from "../layout.ts";
import type { MissRing } from "../miss-ring.ts";
import { CACHE_EVENT } from "./cache-table.ts";
import { Cells } from "./cells.ts";
import { emitProtocol, type ProtocolCode } from "./code.ts";
import { failureOf } from "./failures.ts";
import { MessageQueue } from "./message-queue.ts";
import { MESSAGES } from "./messages.ts";
import { emitOutbox, emitPosting } from "./outbox.ts";
import type { Parts } from "./parts.ts";
import { Resources, type ResourceMap } from "./resources.ts";
import { Store } from "./store.ts";
import { CACHE_ROWS, HOME_ROWS, type Tables } from "./tables.ts";
import { Transport } from "./transport.ts";
import { importVersions } from "./versions-code.ts";

/** What the protocol tells its surroundings. */
export interface Sink {
  /** Without it, the engine keeps messages itself until `advance`. */
  readonly post: ((time: number, kind: number, a: number, b: number, c: number) => void) | undefined;
  /** The CPU's line has come; the access executes again at `time`, which may lie ahead. */
  ready(cpu: number, time: number, missClass: number): void;
  /** READ_ONCE or WRITE_UNIQUE is done. */
  done(agent: number, time: number): void;
  hotPage(cpu: number, line: number): void;
}

/** The protocol's code from outside: calls it, and passes on what it has written into the outbox. */
export class Engine {
  readonly store: Store;
  /** Gets each miss, if anybody wants to know. */
  ring: MissRing | undefined;
  private code: ProtocolCode = UNBOUND;
  private readonly work: Int32Array;
  private readonly out: Int32Array;
  private readonly outTimes: Float64Array;
  private readonly queue: Int32Array;
  private readonly queueTimes: Float64Array;
  /** For each place, when the next message that the engine keeps for it is due, or Infinity. */
  readonly soonest: Float64Array;
  /** Time of the message that was handled last by `advance`. */
  now = 0;
  private readonly uses: Uint32Array;
  private passing = false;

  constructor(
    readonly r: Resolved, readonly at: Layout, readonly map: ResourceMap, private readonly sink: Sink,
    private readonly memory: WebAssembly.Memory, private readonly base: number, private readonly kindBase: number, private readonly tables: Tables,
  ) {
    const { buffer } = memory, outbox = at.bytes - at.outbox;
    this.store = new Store(r, at, map, memory, base);
    this.work = new Int32Array(buffer, base + at.work, Object.keys(WORK).length);
    this.out = new Int32Array(buffer, base + at.outbox, outbox >> 2);
    this.outTimes = new Float64Array(buffer, base + at.outbox, outbox >> 3);
    this.queue = new Int32Array(buffer, base + at.queue, Object.keys(QUEUE).length);
    this.queueTimes = new Float64Array(buffer, base + at.queueHeap, 1);
    this.soonest = new Float64Array(buffer, base + at.queueSoonest, map.network.places).fill(Infinity);
    this.uses = new Uint32Array(buffer, base + at.uses, CACHE_ROWS.count + HOME_ROWS.count);
  }

  emit(b: ModuleBuilder, lookup: Parts["lookup"], check: boolean): void {
    const { r, at, map, base, tables } = this, versions = check ? importVersions(b) : undefined;
    const cells = new Cells(b, r, at, base), put = emitOutbox(b, cells), resources = new Resources(b, cells, map);
    const queue = this.sink.post ? undefined : new MessageQueue(b, cells, messagesUnderWay(r));
    const transport = new Transport(b, cells, resources, map.network, queue?.post ?? emitPosting(b, put));
    emitProtocol(b, { r, cells, resources, transport, put, tables, lookup, versions }, queue);
  }

  bind(exports: WebAssembly.Exports, cpus: readonly number[]): void {
    this.code = exports as unknown as ProtocolCode; // emitted by emitProtocol
    new Int32Array(this.memory.buffer, this.base + this.at.cpuAddresses, cpus.length).set(cpus);
  }

  start(cpu: number, now: number): void {
    try { this.code.numa_start(cpu, now); } catch (e) { this.explain(e); }
    this.passOn();
  }
  release(cpu: number, now: number): void {
    try { this.code.numa_release(cpu, now); } catch (e) { this.explain(e); }
    this.passOn();
  }
  wanted(cpu: number): boolean { return this.store.tx[cpu * TX_CELLS + TX.deferredEvent] !== 0; }
  handle(time: number, kind: number, a: number, line: number, c: number): void {
    try { this.code.numa_handle(kind - this.kindBase, time, a, line, c); } catch (e) { this.explain(e); }
    this.passOn();
  }
  /** Handles the messages that it keeps up to that time, until something is told, or up to one that an open journal is in the way of: that CPU, or -1. */
  advance(until: number): number {
    this.work[WORK.inTheWay] = 0;
    try { this.now = this.code.numa_advance(until) || this.now; } catch (e) { this.explain(e); }
    this.passOn();
    return this.work[WORK.inTheWay]! - 1;
  }
  /** Time of the next message that it keeps, or Infinity. */
  get nextTime(): number { return this.queue[QUEUE.count] ? this.queueTimes[0]! : Infinity; }

  once(agent: number, message: number, line: number, now: number): void {
    if (this.store.tx[agent * TX_CELLS + TX.once]) throw new NumaError("bad-call", `numa: expected \`done\` of the last access of ${agent} first, got another one; a device has one at a time`);
    this.code.numa_once(agent, message, line, now);
    this.passOn();
  }
  /** The CPU replaces the line, which it has in that state. */
  replace(cpu: number, line: number, state: number): void {
    try { this.code.numa_step(CACHE_EVENT.EVICT, state, cpu, line, 0, 0); } catch (e) { this.explain(e); }
    this.passOn();
  }

  /** Rows of both tables that have run, as "cache S.INV", "home BI.GETS". */
  rowsUsed(): string[] {
    return [...CACHE_ROWS.used(this.uses.subarray(0, CACHE_ROWS.count)), ...HOME_ROWS.used(this.uses.subarray(CACHE_ROWS.count))];
  }

  /** The code traps where it finds something that must not be. */
  private explain(e: unknown): never {
    throw failureOf(this.work, CACHE_ROWS, HOME_ROWS) ?? e;
  }

  /** What is told may call back: what that writes down comes after what is there. */
  private passOn(): void {
    const { work, out, outTimes } = this;
    if (work[WORK.outbox] === 0 || this.passing) return;
    this.passing = true;
    try {
      for (let n = 0; n < work[WORK.outbox]!; n++) {
        const at = n * (OUT.bytes >> 2);
        this.tell(outTimes[at >> 1]!, out[at + (OUT.kind >> 2)]!, out[at + (OUT.a >> 2)]!, out[at + (OUT.b >> 2)]!, out[at + (OUT.c >> 2)]!, outTimes[(at + (OUT.more >> 2)) >> 1]!);
      }
    } finally {
      work[WORK.outbox] = 0;
      this.passing = false;
    }
  }

  private tell(time: number, kind: number, a: number, b: number, c: number, more: number): void {
    const { sink } = this;
    if (kind < MESSAGES) return sink.post?.(time, this.kindBase + kind, a, b, c);
    if (kind === OUT_KIND.done) return sink.done(a, time);
    if (kind === OUT_KIND.hotPage) return sink.hotPage(a, b);
    this.ring?.add(time, a, b, c & 0xf, more, c >> 4);
    sink.ready(a, time, c & 0xf);
  }
}

function unbound(): never {
  throw new NumaError("bad-call", "numa: expected bind(exports, cpus) before anything happens, got none; call it when the module is instantiated");
}
const UNBOUND: ProtocolCode = { numa_start: unbound, numa_release: unbound, numa_handle: unbound, numa_advance: unbound, numa_once: unbound, numa_step: unbound };
