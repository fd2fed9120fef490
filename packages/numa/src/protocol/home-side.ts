import { InvariantError } from "../errors.ts";
import { BUSY, TX, TX_CELLS } from "../layout.ts";
import type { Timing } from "../profiles/profile.ts";
import type { CacheSide } from "./cache-side.ts";
import { CACHE_EVENT } from "./cache-table.ts";
import { DIRECTORY, DIRECTORY_TABLE, HOME_EVENT } from "./directory-table.ts";
import { HOME_ACTIONS } from "./home-actions.ts";
import { FIRST_FOR_CPU, FLAG, MESSAGE, VERSION } from "./messages.ts";
import type { Store } from "./store.ts";
import { compile } from "./table.ts";
import type { Transport } from "./transport.ts";
import type { Versions } from "./versions.ts";

/** Runs the directory table. The fields are the context of the transition at hand. */
export class HomeSide {
  readonly table = compile<keyof typeof DIRECTORY, keyof typeof HOME_EVENT, keyof typeof HOME_ACTIONS, HomeSide>(DIRECTORY_TABLE, DIRECTORY, HOME_EVENT, HOME_ACTIONS);
  place = 0;
  line = 0;
  /** Who sent the message, and on whose behalf. */
  from = 0;
  requester = 0;
  message = 0;
  c = 0;
  /** When its handler starts. NaN: a field of doubles from the start, for the host's compiler. */
  started = NaN;
  /** The line is no longer busy; who waits for that, first and last. */
  finished = false;
  head = 0;
  tail = 0;
  private caches: CacheSide | undefined;
  /** By message; from another node, from the own. */
  private readonly occupancies: Float64Array;

  constructor(readonly store: Store, readonly transport: Transport, readonly timing: Timing, readonly versions: Versions | undefined) {
    this.occupancies = occupanciesOf(timing);
  }

  /** A CPU at its line's home is spoken to without a message. */
  connect(caches: CacheSide): void { this.caches = caches; }
  private get own(): CacheSide {
    if (!this.caches) throw new InvariantError("HomeSide: a message before connect");
    return this.caches;
  }

  handle(message: number, time: number, from: number, line: number, c: number): void {
    this.place = this.store.home(line);
    this.line = line;
    this.c = c;
    this.started = this.transport.controller(this.place, time, this.occupancyOf(message, from, c));
    this.step(message, from);
    if (this.finished) this.serveWaiting(time);
  }

  private occupancyOf(message: number, from: number, c: number): number {
    const own = this.place === this.store.node(from);
    if (message === MESSAGE.PUT && c & FLAG) return own ? this.timing.occupancy.hintLocal : this.timing.occupancy.hintRemote;
    return this.occupancies[2 * message + Number(own)]!;
  }

  /** The line is no longer busy: requests that wait go on, up to one that keeps it busy again. */
  private serveWaiting(time: number): void {
    const { store, line, tail } = this, { tx } = store;
    let { head } = this;
    this.finished = false;
    while (head && store.directory[line]! < DIRECTORY.BI) {
      const cpu = head - 1, kind = tx[cpu * TX_CELLS + TX.kind]!;
      head = tx[cpu * TX_CELLS + TX.next]!;
      tx[cpu * TX_CELLS + TX.next] = 0;
      this.c = cpu;
      this.started = this.transport.controller(this.place, time, this.occupancyOf(kind, cpu, cpu));
      this.step(kind, cpu);
    }
    if (!head) return;
    store.setBusy(line, BUSY.head, head);
    store.setBusy(line, BUSY.tail, tail);
  }

  private step(message: number, from: number): void {
    const { line, store, table } = this, state = store.directory[line]!;
    this.from = from;
    this.message = message;
    // While the line is busy its entry names the requester.
    this.requester = message <= MESSAGE.WRITE_UNIQUE || state < DIRECTORY.BI ? from : store.busy(line, BUSY.requester);
    const row = state * table.events + this.classify(message, state);
    table.uses[row]!++;
    store.directory[line] = table.next[row]!;
    const actions = table.actions[row]!;
    for (let n = 0; n < actions.length; n++) actions[n]!(this);
  }

  /** Divides what a message means by what the directory entry says. */
  private classify(message: number, state: number): number {
    const { line, from, store } = this;
    switch (message) {
      case MESSAGE.GETS: return HOME_EVENT.GETS;
      case MESSAGE.UPGRADE:
        if (state >= DIRECTORY.BI) return HOME_EVENT.UPGRADE;
        if (state === DIRECTORY.S && store.isSharer(line, from)) return store.sharedByOthers(line, from) ? HOME_EVENT.UPGRADE_SHARED : HOME_EVENT.UPGRADE;
        return HOME_EVENT.UPGRADE_LOST;
      case MESSAGE.GETX: return state === DIRECTORY.S && store.sharedByOthers(line, from) ? HOME_EVENT.GETX_SHARED : HOME_EVENT.GETX;
      case MESSAGE.PUT: return state === DIRECTORY.E && store.owner(line) === from ? HOME_EVENT.PUT : HOME_EVENT.PUT_LATE;
      case MESSAGE.INV_ACK: return store.busy(line, BUSY.acks) === 1 ? HOME_EVENT.INV_ACK_LAST : HOME_EVENT.INV_ACK;
      case MESSAGE.SHARING_WB: return HOME_EVENT.SHARING_WB;
      case MESSAGE.READ_ONCE: return HOME_EVENT.READ_ONCE;
      case MESSAGE.WRITE_UNIQUE: return state === DIRECTORY.S && store.shared(line) ? HOME_EVENT.WRITE_UNIQUE_SHARED : HOME_EVENT.WRITE_UNIQUE;
      default: return HOME_EVENT.UNBLOCK;
    }
  }

  /** Whether the requester's own copy outlives its request. */
  get keepsCopy(): boolean { return this.message <= MESSAGE.UPGRADE; }

  /** Keeps the line's bank; returns how long the handler waits for it. */
  memory(): number {
    return this.transport.bank(this.place, this.line, this.started) - this.started;
  }

  send(message: number, to: number, out: number, c: number): void {
    this.transport.send(message, this.place, this.store.node(to), out, to, this.line, c);
  }

  /** To the CPU of the request. At its own node, the home's handler hands the answer over itself. */
  reply(message: number, latency: number): void {
    const { versions, line, requester } = this, out = this.started + latency;
    const c = requester + (versions ? versions.inMemory(line) * VERSION : 0);
    if (this.place === this.store.node(requester)) this.own.receive(message - MESSAGE.DATA_S + CACHE_EVENT.DATA_S, requester, line, c, out);
    else this.send(message, requester, out, c);
  }

  /**
   * To the CPU whose write-back is at hand. At its own node at once, if no intervention for it can be on its way, which
   * this must not overtake: only a busy line has one.
   */
  acknowledge(): void {
    const out = this.started + this.timing.latency.writeBack, { from, line } = this;
    if (this.place === this.store.node(from) && this.store.directory[line] === DIRECTORY.U) this.own.receive(CACHE_EVENT.WB_ACK, from, line, from, out);
    else this.send(MESSAGE.WB_ACK, from, out, from);
  }

  /** To whoever asked for READ_ONCE or WRITE_UNIQUE. */
  finish(latency: number): void {
    const { requester, line, store } = this, read = store.tx[requester * TX_CELLS + TX.once] === MESSAGE.READ_ONCE + 1;
    if (read) this.versions?.readMemory(line);
    else this.versions?.wasOverwritten(line);
    this.send(MESSAGE.DONE, requester, this.started + latency, requester + (read ? FLAG : 0));
  }
}

function occupanciesOf({ occupancy: o }: Timing): Float64Array {
  const of = new Float64Array(2 * FIRST_FOR_CPU).fill(o.acknowledgement);
  const set = (message: number, remote: number, own = remote): void => of.set([remote, own], 2 * message);
  for (const read of [MESSAGE.GETS, MESSAGE.READ_ONCE]) set(read, o.read);
  for (const write of [MESSAGE.GETX, MESSAGE.UPGRADE, MESSAGE.WRITE_UNIQUE]) set(write, o.write);
  set(MESSAGE.PUT, o.writeBackRemote, o.writeBackLocal);
  set(MESSAGE.SHARING_WB, o.sharingWriteBack);
  // At the requester's own node, the reply's handler does this too.
  set(MESSAGE.UNBLOCK, o.acknowledgement, 0);
  return of;
}
