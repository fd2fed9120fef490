import { LINE, PAGE, type Resolved } from "../config.ts";
import { InvariantError } from "../errors.ts";
import { BUSY, CONTROLLER_COUNTER, CONTROLLER_COUNTERS, CPU_COUNTER, CPU_COUNTERS, MISS_CLASS, PHASE, REQUEST, TX, TX_CELLS, WANT, type Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import type { Timing } from "../profiles/profile.ts";
import { CACHE_ACTIONS } from "./cache-actions.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "./cache-table.ts";
import { DIRECTORY, DIRECTORY_TABLE, HOME_EVENT } from "./directory-table.ts";
import { HOME_ACTIONS } from "./home-actions.ts";
import { FIRST_FOR_CPU, FLAG, KIND_SHIFT, MESSAGE, REQUESTER, VERSION } from "./messages.ts";
import { compile } from "./table.ts";
import type { Versions } from "./versions.ts";

/** What the protocol needs of its surroundings. */
export interface Surroundings {
  readonly sink: {
    post(time: number, kind: number, a: number, b: number, c: number): void;
    /** The CPU's line has come; the access executes again at `time`, which may lie ahead. */
    ready(cpu: number, time: number, missClass: number): void;
  };
  hotPage(cpu: number, line: number): void;
  /** The line leaves the L1s and line tables of a CPU; or only may not be stored to. */
  invalidate(cpu: number, line: number, index: number): void;
  downgrade(cpu: number, line: number, index: number): void;
}

/**
 * Runs the two tables. State is in the region; the fields here are the context of the transition at hand.
 *
 * Time: a message is handled, in the order of arrival, in one step: its handler starts when the controller is free, and
 * whatever it causes is dated from there. So state changes when the message arrives, its consequences when the handler
 * would have got to it; nobody can see the difference but through those consequences.
 */
export class Engine {
  readonly tx: Int32Array;
  readonly tags: Int32Array;
  /** Line plus one, then state, for each entry. */
  readonly writeBacks: Int32Array;
  readonly directory: Uint8Array;
  readonly sharers: Uint32Array;
  readonly misses: Uint16Array;
  readonly free: Float64Array;
  readonly arrival: Float64Array;
  readonly counters: Float64Array;
  readonly controllers: Float64Array;
  readonly timing: Timing;
  /** The home of each page. */
  private readonly homes: Uint8Array;
  readonly cacheTable = compile<keyof typeof STATE, keyof typeof CACHE_EVENT, keyof typeof CACHE_ACTIONS, Engine>(CACHE_TABLE, STATE, CACHE_EVENT, CACHE_ACTIONS);
  readonly homeTable = compile<keyof typeof DIRECTORY, keyof typeof HOME_EVENT, keyof typeof HOME_ACTIONS, Engine>(DIRECTORY_TABLE, DIRECTORY, HOME_EVENT, HOME_ACTIONS);

  // Of the cache transition at hand.
  cpu = 0;
  line = 0;
  c = 0;
  next = 0;
  /** When what the handler sends leaves it. NaN, here and below: a field of doubles from the start, for the host's compiler. */
  out = NaN;

  // Of the home transition at hand.
  homePlace = 0;
  homeLine = 0;
  /** Who sent the message, and on whose behalf. */
  from = 0;
  requester = 0;
  message = 0;
  homeC = 0;
  started = NaN;
  finished = false;
  head = 0;
  tail = 0;

  constructor(
    readonly r: Resolved, readonly at: Layout, readonly network: Network, readonly around: Surroundings,
    memory: WebAssembly.Memory, base: number, readonly kindBase: number, readonly versions: Versions | undefined,
  ) {
    const { buffer } = memory;
    this.timing = r.profile.timing;
    this.homes = Uint8Array.from({ length: r.pages }, (_, page) => network.home(page << (PAGE - LINE)));
    this.tags = new Int32Array(buffer, base + at.cpus, (at.cpuStride / 4) * r.cpus);
    this.tx = new Int32Array(buffer, base + at.transactions, TX_CELLS * r.cpus);
    this.writeBacks = new Int32Array(buffer, base + at.writeBacks, 2 * r.profile.writeBackBuffer * r.cpus);
    this.directory = new Uint8Array(buffer, base + at.directory, r.lines);
    this.sharers = new Uint32Array(buffer, base + at.sharers, at.words * r.lines);
    this.misses = new Uint16Array(buffer, base + at.misses, r.pages * r.cpus);
    this.free = new Float64Array(buffer, base + at.free, network.places);
    this.arrival = new Float64Array(buffer, base + at.arrival, network.places ** 2);
    this.counters = new Float64Array(buffer, base + at.statistics, CPU_COUNTERS * r.cpus);
    this.controllers = new Float64Array(buffer, base + at.controllers, CONTROLLER_COUNTERS * network.places);
  }

  /** The CPU's access has returned BLOCKED at `now`. */
  start(cpu: number, now: number): void {
    const tx = cpu * TX_CELLS;
    if (this.tx[tx + TX.state] !== PHASE.idle) throw new InvariantError(`start: CPU ${cpu} has a transaction; release it first`);
    this.count(cpu, CPU_COUNTER.startedAt, now - this.counters[cpu * CPU_COUNTERS + CPU_COUNTER.startedAt]!);
    this.begin(cpu, now);
  }

  /** Sends the CPU's request, or waits for the write-back buffer. */
  begin(cpu: number, now: number): void {
    const tx = cpu * TX_CELLS, request = (cpu * this.at.cpuStride + this.at.request) >> 2;
    const want = this.tags[request + REQUEST.want / 4]!, line = this.tags[request + REQUEST.line / 4]!;
    if (want === WANT.nothing) throw new InvariantError(`start: CPU ${cpu} has no blocked access`);
    this.tx[tx + TX.state] = PHASE.waiting;
    // A line on its way home is asked for again only when it has got there: no state for both at once.
    if (this.writeBackEntry(cpu, line) >= 0) return;
    const state = this.cachedState(cpu, line), victim = state === STATE.I ? this.tags[this.set(cpu, line) + 1]! : 0;
    if ((victim & 3) > STATE.S && this.writeBackEntry(cpu, -1) < 0) return;
    this.tx[tx + TX.line] = line;
    this.tx[tx + TX.index] = this.tags[request + REQUEST.index / 4]!;
    this.tx[tx + TX.recharge] = state === STATE.I ? this.r.profile.l2Hit : this.tags[request + REQUEST.recharge / 4]!;
    this.tags[request + REQUEST.want / 4] = WANT.nothing;
    this.cacheStep(want === WANT.read ? CACHE_EVENT.LOAD : CACHE_EVENT.STORE, state, cpu, line, 0, now);
    // What is replaced goes out behind the request, in its shadow.
    if (victim & 3) this.cacheStep(CACHE_EVENT.EVICT, victim & 3, cpu, victim >>> 4, 0, now);
  }

  /**
   * The access has been executed again: the line may be taken away. What has come for it is answered at once, since it
   * must not fall behind what comes next.
   */
  release(cpu: number, now: number): void {
    const tx = cpu * TX_CELLS;
    const phase = this.tx[tx + TX.state]!;
    if (phase !== PHASE.pinned && phase !== PHASE.refused) throw new InvariantError(`release: CPU ${cpu} has no line that has come`);
    this.tx[tx + TX.state] = PHASE.idle;
    const event = this.tx[tx + TX.deferredEvent]!;
    if (!event) return;
    this.tx[tx + TX.deferredEvent] = 0;
    const line = this.tx[tx + TX.line]!, out = this.counters[cpu * CPU_COUNTERS + CPU_COUNTER.deferredOut]!;
    this.cacheStep(event, this.cachedState(cpu, line), cpu, line, this.tx[tx + TX.deferredC]!, Math.max(out, now));
  }

  handle(time: number, kind: number, a: number, line: number, c: number): void {
    const message = kind - this.kindBase;
    const { occupancy, latency } = this.timing;
    if (message === MESSAGE.FORWARD) {
      const out = this.occupy(a, time, occupancy.forward) + latency.forward;
      this.send((c >> KIND_SHIFT) & 0xf, a, this.home(line), out, a, line, c);
    } else if (message < FIRST_FOR_CPU) this.atHome(message, time, a, line, c);
    else this.atCache(message, time, a, line, c);
  }

  private atHome(message: number, time: number, from: number, line: number, c: number): void {
    const { occupancy } = this.timing;
    const home = this.home(line), own = home === from;
    let busy: number;
    switch (message) {
      case MESSAGE.GETS: busy = occupancy.read; break;
      case MESSAGE.GETX: case MESSAGE.UPGRADE: busy = occupancy.write; break;
      case MESSAGE.PUT:
        busy = c & FLAG ? (own ? occupancy.hintLocal : occupancy.hintRemote) : own ? occupancy.writeBackLocal : occupancy.writeBackRemote;
        break;
      case MESSAGE.SHARING_WB: busy = occupancy.sharingWriteBack; break;
      // At the requester's own node, the reply's handler does this too.
      case MESSAGE.UNBLOCK: busy = own ? 0 : occupancy.acknowledgement; break;
      default: busy = occupancy.acknowledgement;
    }
    this.homePlace = home;
    this.homeLine = line;
    this.homeC = c;
    this.started = this.occupy(home, time, busy);
    this.homeStep(message, from);
    if (this.finished) this.serveWaiting(time);
  }

  /** The line is no longer busy: requests that wait go on, up to one that keeps it busy again. */
  private serveWaiting(time: number): void {
    const { occupancy } = this.timing, { tx } = this, line = this.homeLine;
    const { tail } = this;
    let { head } = this;
    this.finished = false;
    while (head && this.directory[line]! < DIRECTORY.BI) {
      const cpu = head - 1, kind = tx[cpu * TX_CELLS + TX.kind]!;
      head = tx[cpu * TX_CELLS + TX.next]!;
      tx[cpu * TX_CELLS + TX.next] = 0;
      this.homeC = cpu;
      this.started = this.occupy(this.homePlace, time, kind === MESSAGE.GETS ? occupancy.read : occupancy.write);
      this.homeStep(kind, cpu);
    }
    if (!head) return;
    this.setBusy(BUSY.head, head);
    this.setBusy(BUSY.tail, tail);
  }

  private homeStep(message: number, from: number): void {
    const line = this.homeLine, state = this.directory[line]!;
    this.from = from;
    this.message = message;
    // While the line is busy its entry names the requester.
    this.requester = message <= MESSAGE.UPGRADE || state < DIRECTORY.BI ? from : this.busy(BUSY.requester);
    const event = this.classify(message, state, from, line);
    const table = this.homeTable, row = state * table.events + event;
    table.uses[row]!++;
    this.directory[line] = table.next[row]!;
    const actions = table.actions[row]!;
    for (let n = 0; n < actions.length; n++) actions[n]!(this);
  }

  /** Divides what a message means by what the directory entry says. */
  private classify(message: number, state: number, from: number, line: number): number {
    switch (message) {
      case MESSAGE.GETS: return HOME_EVENT.GETS;
      case MESSAGE.UPGRADE:
        if (state >= DIRECTORY.BI) return HOME_EVENT.UPGRADE;
        if (state === DIRECTORY.S && this.isSharer(line, from)) return this.sharedByOthers(line, from) ? HOME_EVENT.UPGRADE_SHARED : HOME_EVENT.UPGRADE;
        return HOME_EVENT.UPGRADE_LOST;
      case MESSAGE.GETX: return state === DIRECTORY.S && this.sharedByOthers(line, from) ? HOME_EVENT.GETX_SHARED : HOME_EVENT.GETX;
      case MESSAGE.PUT: return state === DIRECTORY.E && this.sharers[line * this.at.words] === from ? HOME_EVENT.PUT : HOME_EVENT.PUT_LATE;
      case MESSAGE.INV_ACK: return this.busy(BUSY.acks) === 1 ? HOME_EVENT.INV_ACK_LAST : HOME_EVENT.INV_ACK;
      case MESSAGE.SHARING_WB: return HOME_EVENT.SHARING_WB;
      default: return HOME_EVENT.UNBLOCK;
    }
  }

  private atCache(message: number, time: number, cpu: number, line: number, c: number): void {
    const { occupancy, latency } = this.timing, tx = cpu * TX_CELLS;
    let busy = occupancy.reply, late = latency.reply;
    if (message === MESSAGE.INV) {
      busy = occupancy.invalidation;
      late = latency.acknowledge;
      this.count(cpu, CPU_COUNTER.invalidations, 1);
    } else if (message === MESSAGE.FWD_GETS || message === MESSAGE.FWD_GETX) {
      busy = occupancy.pull;
      late = latency.pull;
      this.count(cpu, CPU_COUNTER.interventions, 1);
    }
    const out = this.occupy(this.network.bus ? this.r.nodes : cpu, time, busy) + late;
    const event = message - MESSAGE.DATA_S + CACHE_EVENT.DATA_S;
    if (this.tx[tx + TX.state] === PHASE.pinned && this.tx[tx + TX.line] === line) {
      // The processor answers when it has used the line. The home sends no second message meanwhile.
      if (this.tx[tx + TX.deferredEvent] !== 0) throw new InvariantError(`CPU ${cpu}: two messages for a pinned line`);
      this.tx[tx + TX.deferredEvent] = event;
      this.tx[tx + TX.deferredC] = c;
      this.counters[cpu * CPU_COUNTERS + CPU_COUNTER.deferredOut] = out;
      return;
    }
    this.cacheStep(event, this.state(cpu, line), cpu, line, c, out);
  }

  cacheStep(event: number, state: number, cpu: number, line: number, c: number, out: number): void {
    const table = this.cacheTable, row = state * table.events + event;
    this.cpu = cpu;
    this.line = line;
    this.c = c;
    this.out = out;
    const next = this.next = table.next[row]!;
    table.uses[row]!++;
    if (next >= STATE.IS && next <= STATE.SI) this.tx[cpu * TX_CELLS + TX.state] = next;
    else if (next === STATE.WI) this.writeBacks[this.writeBackEntry(cpu, line) + 1] = next;
    const actions = table.actions[row]!;
    for (let n = 0; n < actions.length; n++) actions[n]!(this);
  }

  /** A reply from the home to the CPU of its request. At its own node, the home's handler hands it over itself. */
  reply(message: number, latency: number): void {
    const { versions, homeLine: line, requester } = this;
    const c = requester + (versions ? versions.inMemory(line) * VERSION : 0);
    if (this.homePlace === requester)
      this.cacheStep(message - MESSAGE.DATA_S + CACHE_EVENT.DATA_S, this.state(requester, line), requester, line, c, this.started + latency);
    else this.send(message, this.homePlace, requester, this.started + latency, requester, line, c);
  }

  /**
   * To the CPU whose write-back is at hand. At its own node at once, if no intervention for it can be on its way, which
   * this must not overtake: only a busy line has one.
   */
  acknowledge(): void {
    const out = this.started + this.timing.latency.writeBack, { from, homeLine: line } = this;
    if (this.homePlace === from && this.directory[line] === DIRECTORY.U) this.cacheStep(CACHE_EVENT.WB_ACK, this.state(from, line), from, line, from, out);
    else this.send(MESSAGE.WB_ACK, this.homePlace, from, out, from, line, from);
  }

  /** Data from one CPU's cache to another's. */
  give(message: number): void {
    const to = this.c & REQUESTER;
    this.send(message, this.cpu, to, this.out, to, this.line, (this.cpu + FLAG) + this.version());
  }

  version(): number {
    return this.versions ? this.versions.held(this.cpu, this.line) * VERSION : 0;
  }

  /** From the processor to its home: through its own controller first, unless that is the home's. */
  request(message: number, rest = 0): void {
    const { cpu, line } = this, home = this.home(line);
    const kind = home === cpu ? message : MESSAGE.FORWARD;
    this.around.sink.post(this.out + this.timing.issue, this.kindBase + kind, cpu, line, cpu + (message << KIND_SHIFT) + rest);
  }

  send(message: number, from: number, to: number, out: number, a: number, line: number, c: number): void {
    const pair = from * this.network.places + to;
    let arrives = out + this.network.transit[pair]!;
    // One lane for each pair, in order.
    if (arrives < this.arrival[pair]!) arrives = this.arrival[pair]!;
    this.arrival[pair] = arrives;
    this.around.sink.post(arrives, this.kindBase + message, a, line, c);
  }

  /** The controller's time from `time` on, first come first served; returns when the handler starts. */
  occupy(place: number, time: number, cycles: number): number {
    if (cycles === 0) return time;
    const n = place * CONTROLLER_COUNTERS, { controllers } = this;
    let start = time;
    if (this.r.contention) {
      if (this.free[place]! > start) {
        start = this.free[place]!;
        const waited = start - time;
        controllers[n + CONTROLLER_COUNTER.waited]! += waited;
        if (waited > controllers[n + CONTROLLER_COUNTER.longestWait]!) controllers[n + CONTROLLER_COUNTER.longestWait] = waited;
      }
      this.free[place] = start + cycles;
    }
    controllers[n + CONTROLLER_COUNTER.messages]!++;
    controllers[n + CONTROLLER_COUNTER.busy]! += cycles;
    return start;
  }

  /** The home's handler takes longer than its message alone tells. */
  occupyMore(cycles: number): void {
    if (this.r.contention) this.free[this.homePlace]! += cycles;
    this.controllers[this.homePlace * CONTROLLER_COUNTERS + CONTROLLER_COUNTER.busy]! += cycles;
  }

  /** The first of the two L2 tags of the line's set, as an index into `tags`. */
  set(cpu: number, line: number): number {
    return (cpu * this.at.cpuStride + this.at.l2 + ((line & (this.r.l2Sets - 1)) << 3)) >> 2;
  }

  /** Index into `tags` of the line's L2 tag, or -1. */
  tagOf(cpu: number, line: number): number {
    const set = this.set(cpu, line), first = this.tags[set]!, second = this.tags[set + 1]!;
    if (first >>> 4 === line && first & 3) return set;
    return second >>> 4 === line && second & 3 ? set + 1 : -1;
  }

  home(line: number): number {
    return this.homes[line >>> (PAGE - LINE)]!;
  }

  cachedState(cpu: number, line: number): number {
    const tag = this.tagOf(cpu, line);
    return tag < 0 ? STATE.I : this.tags[tag]! & 3;
  }

  /** The line's state at the CPU, cache, transaction and write-back buffer taken together. */
  state(cpu: number, line: number): number {
    const tx = cpu * TX_CELLS, phase = this.tx[tx + TX.state]!;
    if (phase > 0 && this.tx[tx + TX.line] === line) return phase;
    const entry = this.writeBackEntry(cpu, line);
    return entry >= 0 ? this.writeBacks[entry + 1]! : this.cachedState(cpu, line);
  }

  /** Index into `writeBacks` of the line's entry, for line -1 of an empty one; -1 if there is none. */
  writeBackEntry(cpu: number, line: number): number {
    if (line >= 0 && this.tx[cpu * TX_CELLS + TX.buffered] === 0) return -1;
    const entries = this.r.profile.writeBackBuffer, first = 2 * entries * cpu;
    for (let n = first; n < first + 2 * entries; n += 2) if (this.writeBacks[n] === line + 1) return n;
    return -1;
  }

  isSharer(line: number, cpu: number): boolean {
    return ((this.sharers[line * this.at.words + (cpu >> 5)]! >>> (cpu & 31)) & 1) === 1;
  }

  sharedByOthers(line: number, cpu: number): boolean {
    const { words } = this.at;
    for (let w = 0; w < words; w++) {
      const own = w === cpu >> 5 ? 1 << (cpu & 31) : 0;
      if (this.sharers[line * words + w]! & ~own) return true;
    }
    return false;
  }

  /** A byte of what the home knows about the busy line. */
  busy(field: number): number {
    return (this.sharers[this.homeLine * this.at.words]! >>> field) & 0xff;
  }
  setBusy(field: number, value: number): void {
    const word = this.homeLine * this.at.words;
    this.sharers[word] = (this.sharers[word]! & ~(0xff << field)) | (value << field);
  }

  clearSharers(line: number): void {
    const { words } = this.at;
    for (let w = 0; w < words; w++) this.sharers[line * words + w] = 0;
  }

  count(cpu: number, counter: number, by: number): void {
    this.counters[cpu * CPU_COUNTERS + counter]! += by;
  }

  /** The answer has come with the message at hand: the access executes again when it has reached the processor. */
  resume(answer: "data" | "grant" | "refusal"): void {
    const { cpu, line } = this, tx = cpu * TX_CELLS, { timing } = this;
    const home = this.home(line), local = this.network.bus || home === cpu;
    const owner = this.c & FLAG ? this.c & REQUESTER : -1;
    const missClass = answer !== "data" ? (local ? MISS_CLASS.upgradeLocal : MISS_CLASS.upgradeRemote)
      : owner < 0 ? (local ? MISS_CLASS.localClean : MISS_CLASS.remoteClean)
      : local ? MISS_CLASS.localDirty
      : owner === home ? MISS_CLASS.remoteDirtyHome : MISS_CLASS.remoteDirtyThird;
    // The L2 hit that the access will be charged is the processor's restart, a part of the sum.
    const at = this.out + timing.deliver + this.r.profile.l2Hit - this.tx[tx + TX.recharge]!;
    this.tx[tx + TX.state] = answer === "refusal" ? PHASE.refused : PHASE.pinned;
    this.count(cpu, missClass, 1);
    this.count(cpu, CPU_COUNTER.stall, at - this.counters[cpu * CPU_COUNTERS + CPU_COUNTER.startedAt]!);
    if (answer === "data") this.countPage(cpu, line);
    this.around.sink.ready(cpu, at, missClass);
    if (owner < 0) return;
    // The home keeps the line busy until the requester says that the owner's data have come; its own node knows at once.
    if (home === cpu) this.atHome(MESSAGE.UNBLOCK, this.out, cpu, line, cpu);
    else this.send(MESSAGE.UNBLOCK, cpu, home, this.out, cpu, line, cpu);
  }

  private countPage(cpu: number, line: number): void {
    const cell = (line >>> 5) * this.r.cpus + cpu, misses = this.misses[cell]! + 1;
    if (misses > 0xffff) return;
    this.misses[cell] = misses;
    if (misses === this.r.hotPageThreshold) this.around.hotPage(cpu, line);
  }
}
