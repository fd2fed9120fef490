import type { Resolved } from "../config.ts";
import { InvariantError } from "../errors.ts";
import { CPU_COUNTER, MISS_CLASS, PHASE, REQUEST, TX, TX_CELLS, WANT } from "../layout.ts";
import type { MissRing } from "../miss-ring.ts";
import type { Timing } from "../profiles/profile.ts";
import { CACHE_ACTIONS } from "./cache-actions.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "./cache-table.ts";
import type { HomeSide } from "./home-side.ts";
import { carriesLine, FLAG, KIND_SHIFT, MESSAGE, MESSAGES, REQUESTER, VERSION } from "./messages.ts";
import { PageCounters } from "./page-counters.ts";
import type { Store } from "./store.ts";
import { compile } from "./table.ts";
import type { Transport } from "./transport.ts";
import type { Versions } from "./versions.ts";

/** What the protocol needs of its surroundings. */
export interface Surroundings {
  readonly sink: {
    post(time: number, kind: number, a: number, b: number, c: number): void;
    /** The CPU's line has come; the access executes again at `time`, which may lie ahead. */
    ready(cpu: number, time: number, missClass: number): void;
    /** READ_ONCE or WRITE_UNIQUE is done. */
    done?(agent: number, time: number): void;
  };
  hotPage(cpu: number, line: number): void;
  /** The line leaves the L1s and line tables of a CPU; or only may not be stored to. */
  invalidate(cpu: number, line: number, index: number): void;
  downgrade(cpu: number, line: number, index: number): void;
}

/** What the controller does with a message for a CPU. */
const REPLY = 0, INVALIDATES = 1, PULLS = 2;
const HANDLERS = new Uint8Array(MESSAGES);
HANDLERS[MESSAGE.INV] = INVALIDATES;
for (const message of [MESSAGE.FWD_GETS, MESSAGE.FWD_GETX, MESSAGE.PULL, MESSAGE.RECALL]) HANDLERS[message] = PULLS;

/** Runs the cache table. The fields are the context of the transition at hand. */
export class CacheSide {
  readonly table = compile<keyof typeof STATE, keyof typeof CACHE_EVENT, keyof typeof CACHE_ACTIONS, CacheSide>(CACHE_TABLE, STATE, CACHE_EVENT, CACHE_ACTIONS);
  cpu = 0;
  line = 0;
  c = 0;
  next = 0;
  /** When what the handler sends leaves it. NaN: a field of doubles from the start, for the host's compiler. */
  out = NaN;
  readonly pages: PageCounters;
  /** Gets each miss, if anybody wants to know. */
  ring: MissRing | undefined;
  /** By what the controller does: how long it is kept, and when what it sends leaves. */
  private readonly busy: readonly number[];
  private readonly late: readonly number[];

  constructor(
    readonly r: Resolved, readonly store: Store, readonly transport: Transport, readonly home: HomeSide,
    readonly around: Surroundings, readonly timing: Timing, readonly versions: Versions | undefined,
  ) {
    const { occupancy, latency } = timing;
    this.busy = [occupancy.reply, occupancy.invalidation, occupancy.pull];
    this.late = [latency.reply, latency.acknowledge, latency.pull];
    this.pages = new PageCounters(store, (cpu, line) => around.hotPage(cpu, line));
  }

  /** The CPU's access has returned BLOCKED at `now`. */
  start(cpu: number, now: number): void {
    if (this.store.phase(cpu) !== PHASE.idle) throw new InvariantError(`start: CPU ${cpu} has a transaction; release it first`);
    this.store.setCounter(cpu, CPU_COUNTER.startedAt, now);
    this.begin(cpu, now);
  }

  /** Sends the CPU's request, or waits for the write-back buffer. */
  begin(cpu: number, now: number): void {
    const { store } = this, { tags, tx } = store, at = cpu * TX_CELLS;
    const want = store.wants(cpu), line = tags[store.request(cpu, REQUEST.line)]!;
    if (want === WANT.nothing) throw new InvariantError(`start: CPU ${cpu} has no blocked access`);
    tx[at + TX.state] = PHASE.waiting;
    // A line on its way home is asked for again only when it has got there: no state for both at once.
    if (store.writeBackEntry(cpu, line) >= 0) return;
    const state = store.cachedState(cpu, line), victim = state === STATE.I ? tags[store.set(cpu, line) + 1]! : 0;
    if ((victim & 3) > STATE.S && store.writeBackEntry(cpu, -1) < 0) return;
    tx[at + TX.line] = line;
    tx[at + TX.index] = tags[store.request(cpu, REQUEST.index)]!;
    tx[at + TX.recharge] = state === STATE.I ? this.r.profile.l2Hit : tags[store.request(cpu, REQUEST.recharge)]!;
    store.taken(cpu);
    this.step(want === WANT.read ? CACHE_EVENT.LOAD : CACHE_EVENT.STORE, state, cpu, line, 0, now);
    // What is replaced goes out behind the request, in its shadow.
    if (victim & 3) this.step(CACHE_EVENT.EVICT, victim & 3, cpu, victim >>> 4, 0, now);
  }

  /**
   * The access has been executed again: the line may be taken away. What has come for it is answered at once, since it
   * must not fall behind what comes next.
   */
  release(cpu: number, now: number): void {
    const { store } = this, { tx } = store, at = cpu * TX_CELLS, phase = store.phase(cpu);
    if (phase !== PHASE.pinned && phase !== PHASE.refused) throw new InvariantError(`release: CPU ${cpu} has no line that has come`);
    tx[at + TX.state] = PHASE.idle;
    const event = tx[at + TX.deferredEvent]!;
    if (!event) return;
    tx[at + TX.deferredEvent] = 0;
    const line = tx[at + TX.line]!, out = store.counter(cpu, CPU_COUNTER.deferredOut);
    this.step(event, store.cachedState(cpu, line), cpu, line, tx[at + TX.deferredC]!, Math.max(out, now));
  }

  handle(message: number, time: number, cpu: number, line: number, c: number): void {
    const { store, transport } = this, kind = HANDLERS[message]!;
    if (kind !== REPLY) store.count(cpu, kind === PULLS ? CPU_COUNTER.interventions : CPU_COUNTER.invalidations, 1);
    let out = transport.controller(this.controllerOf(cpu), time, this.busy[kind]!) + this.late[kind]!;
    if (kind === PULLS) out = transport.bus(store.node(cpu), out);
    const event = message - MESSAGE.DATA_S + CACHE_EVENT.DATA_S;
    if (store.pins(cpu, line)) this.defer(event, cpu, c, out);
    else this.receive(event, cpu, line, c, out);
  }

  /** The processor answers when it has used the line. The home sends no second message meanwhile. */
  private defer(event: number, cpu: number, c: number, out: number): void {
    const { store } = this, at = cpu * TX_CELLS;
    if (store.tx[at + TX.deferredEvent] !== 0) throw new InvariantError(`CPU ${cpu}: two messages for a pinned line`);
    store.tx[at + TX.deferredEvent] = event;
    store.tx[at + TX.deferredC] = c;
    store.setCounter(cpu, CPU_COUNTER.deferredOut, out);
  }

  receive(event: number, cpu: number, line: number, c: number, out: number): void {
    this.step(event, this.store.state(cpu, line), cpu, line, c, out);
  }

  step(event: number, state: number, cpu: number, line: number, c: number, out: number): void {
    const { table, store } = this, row = state * table.events + event;
    this.cpu = cpu;
    this.line = line;
    this.c = c;
    this.out = out;
    const next = this.next = table.next[row]!;
    table.uses[row]!++;
    if (next >= STATE.IS && next <= STATE.SI) store.tx[cpu * TX_CELLS + TX.state] = next;
    else if (next === STATE.WI) store.writeBacks[store.writeBackEntry(cpu, line) + 1] = next;
    const actions = table.actions[row]!;
    for (let n = 0; n < actions.length; n++) actions[n]!(this);
    if (this.versions) this.checkNext(event, cpu, line, next);
  }

  /** Check mode: the actions have done what the table says. */
  private checkNext(event: number, cpu: number, line: number, next: number): void {
    const now = this.store.state(cpu, line);
    // A miss that waited for the write-back buffer may be under way already.
    const again = event === CACHE_EVENT.WB_ACK && next === STATE.I && (now === STATE.IS || now === STATE.IM);
    if (now !== next && !again) throw new InvariantError(`CPU ${cpu}: line ${line} is in state ${now} after event ${event}, which the table takes to ${next}`);
  }

  /** Data from this CPU's cache to another's. */
  give(message: number): void {
    const { store } = this, to = this.c & REQUESTER;
    this.transport.send(message, store.node(this.cpu), store.node(to), this.out, to, this.line, this.cpu + FLAG + this.version());
  }

  /** From the CPU's controller to the line's home. */
  answer(message: number, c: number): void {
    this.transport.send(message, this.store.node(this.cpu), this.store.home(this.line), this.out, this.cpu, this.line, c);
  }

  version(): number {
    return this.versions ? this.versions.held(this.cpu, this.line) * VERSION : 0;
  }

  /** From the processor to its home: through its own controller first, unless that is the home's. */
  request(message: number, rest = 0): void {
    const { cpu, line } = this, node = this.store.node(cpu), own = this.store.home(line) === node;
    // A replaced line takes the bus before what replaces it, in the shadow of the miss.
    if (carriesLine(message, rest)) this.transport.bus(node, this.out);
    this.transport.post(this.out + this.timing.issue, own ? message : MESSAGE.FORWARD, cpu, line, cpu + (message << KIND_SHIFT) + rest);
  }

  /** The answer has come with the message at hand: the access executes again when it has reached the processor. */
  resume(answer: "data" | "grant" | "refusal"): void {
    const { cpu, line, store } = this, tx = cpu * TX_CELLS, home = store.home(line), phase = store.phase(cpu);
    const owner = this.c & FLAG ? this.c & REQUESTER : -1, missClass = this.classOf(answer, home, owner);
    // The L2 hit that the access will be charged is the processor's restart, a part of the sum.
    const leaves = answer === "data" ? this.transport.bus(store.node(cpu), this.out) : this.out;
    const at = leaves + this.timing.deliver + this.r.profile.l2Hit - store.tx[tx + TX.recharge]!;
    store.tx[tx + TX.state] = answer === "refusal" ? PHASE.refused : PHASE.pinned;
    store.count(cpu, missClass, 1);
    store.count(cpu, CPU_COUNTER.stall, at - store.counter(cpu, CPU_COUNTER.startedAt));
    if (answer === "data") this.pages.count(cpu, line, missClass);
    if (this.ring) this.ring.add(at, cpu, line, missClass, at - store.counter(cpu, CPU_COUNTER.startedAt), Math.min(2, phase - STATE.IS));
    this.around.sink.ready(cpu, at, missClass);
    if (owner < 0) return;
    // The home keeps the line busy until the requester says that the owner's data have come; its own node knows at once.
    if (home === store.node(cpu)) this.home.handle(MESSAGE.UNBLOCK, this.out, cpu, line, cpu);
    else this.answer(MESSAGE.UNBLOCK, cpu);
  }

  /** The one that handles what comes for that CPU or device. */
  controllerOf(agent: number): number {
    return this.transport.network.bus ? this.r.nodes : this.store.node(agent);
  }

  private classOf(answer: "data" | "grant" | "refusal", home: number, owner: number): number {
    const local = this.transport.network.bus || home === this.store.node(this.cpu);
    if (answer !== "data") return local ? MISS_CLASS.upgradeLocal : MISS_CLASS.upgradeRemote;
    if (owner < 0) return local ? MISS_CLASS.localClean : MISS_CLASS.remoteClean;
    if (local) return MISS_CLASS.localDirty;
    return this.store.node(owner) === home ? MISS_CLASS.remoteDirtyHome : MISS_CLASS.remoteDirtyThird;
  }
}
