import { f64, i32, select, type Body, type F64, type F64Like, type Func, type I32, type ModuleBuilder } from "@disco-vm/wasm";
import { BUSY, TX, WORK } from "../layout.ts";
import type { Timing } from "../profiles/profile.ts";
import type { CacheSide } from "./cache-side.ts";
import { CACHE_EVENT } from "./cache-table.ts";
import { define } from "./define.ts";
import { DIRECTORY, HOME_EVENT, type HomeAction } from "./directory-table.ts";
import { fail, FAILURE } from "./failures.ts";
import { HOME_ACTIONS, type HomeTransition } from "./home-actions.ts";
import { carriesLine, FIRST_FOR_CPU, FLAG, MESSAGE, VERSION_SHIFT } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { emitTable } from "./table.ts";
import { CACHE_ROWS, HOME_ROWS } from "./tables.ts";

const TRANSITION = ["i32", "i32", "i32", "i32", "i32", "f64", "i32"] as const;

/** Emits the code that runs the directory table. */
export class HomeSide {
  /** (message, time, from, line, c) */
  readonly handle: Func<readonly ["i32", "f64", "i32", "i32", "i32"], "void">;
  /** (message, from, line, c, started, place) */
  private readonly step: Func<readonly ["i32", "i32", "i32", "i32", "f64", "i32"], "void">;
  /** (message, state, line, from) -> HOME_EVENT: divides what a message means by what the directory entry says. */
  private readonly classify: Func<readonly ["i32", "i32", "i32", "i32"], "i32">;
  /** (message, from, c, place) -> how long its handler keeps the controller */
  private readonly occupancyOf: Func<readonly ["i32", "i32", "i32", "i32"], "f64">;
  /** (time, line, place): the line is no longer busy: requests that wait go on, up to one that keeps it busy again. */
  private readonly serveWaiting: Func<readonly ["f64", "i32", "i32"], "void">;
  private readonly actions: Readonly<Record<HomeAction, Func<typeof TRANSITION, "void">>>;

  constructor(private readonly b: ModuleBuilder, readonly parts: Parts, private readonly caches: () => CacheSide) {
    this.handle = this.emitHandle();
    this.step = this.emitStep();
    this.classify = this.emitClassify();
    this.occupancyOf = this.emitOccupancy();
    this.serveWaiting = this.emitServeWaiting();
    this.actions = Object.fromEntries(Object.entries(HOME_ACTIONS).map(([name, write]) => [name,
      define(b, `numa home ${name}`, TRANSITION, "void", (f, line, from, requester, message, c, started, place) => write(this, f, { line, from, requester, message, c, started, place }))])) as unknown as typeof this.actions; // all names
  }

  private emitHandle(): typeof this.handle {
    const { cells, resources } = this.parts;
    return define(this.b, "numaHomeHandle", ["i32", "f64", "i32", "i32", "i32"], "void", (f, message, time, from, line, c) => {
      const place = f.local("i32", cells.home(line));
      const started = f.local("f64", resources.controller(place, time, this.occupancyOf.call(message, from, c, place)));
      f.add(this.step.call(message, from, line, c, started, place));
      f.if(cells.work(WORK.finished), () => f.add(this.serveWaiting.call(time, line, place)));
    });
  }

  private emitOccupancy(): typeof this.occupancyOf {
    const { cells, r: { profile: { timing: { occupancy } } } } = this.parts;
    return define(this.b, "numaOccupancyOf", ["i32", "i32", "i32", "i32"], "f64", (f, message, from, c, place) => {
      const own = f.local("i32", i32.eq(place, cells.node(from)));
      f.if(i32.and(i32.eq(message, MESSAGE.PUT), i32.ne(i32.and(c, FLAG), 0)), () => f.return(select(own, f64.const(occupancy.hintLocal), f64.const(occupancy.hintRemote))));
      f.return(f64.load(i32.shl(i32.add(i32.shl(message, 1), own), 3), cells.base + cells.at.homeCycles));
    });
  }

  private emitServeWaiting(): typeof this.serveWaiting {
    const { cells, resources } = this.parts;
    return define(this.b, "numaServeWaiting", ["f64", "i32", "i32"], "void", (f, time, line, place) => {
      const head = f.local("i32", cells.work(WORK.head)), tail = f.local("i32", cells.work(WORK.tail)), cpu = f.local("i32"), kind = f.local("i32");
      f.add(cells.setWork(WORK.finished, 0));
      f.block((done) => f.loop((again) => {
        f.brIf(done, i32.or(i32.eqz(head), i32.geU(cells.directory(line), DIRECTORY.BI)));
        f.set(cpu, i32.sub(head, 1));
        f.set(kind, cells.tx(cpu, TX.kind));
        f.set(head, cells.tx(cpu, TX.next));
        f.add(cells.setTx(cpu, TX.next, 0));
        f.add(this.step.call(kind, cpu, line, cpu, resources.controller(place, time, this.occupancyOf.call(kind, cpu, cpu, place)), place));
        f.br(again);
      }));
      f.if(i32.eqz(head), () => f.return());
      f.add(cells.setBusy(line, BUSY.head, head));
      f.add(cells.setBusy(line, BUSY.tail, tail));
    });
  }

  private emitStep(): typeof this.step {
    const { cells, tables } = this.parts, uses = cells.base + cells.at.uses + 4 * CACHE_ROWS.count;
    return define(this.b, "numaHomeStep", ["i32", "i32", "i32", "i32", "f64", "i32"], "void", (f, message, from, line, c, started, place) => {
      const state = f.local("i32", cells.directory(line)), requester = f.local("i32", from), event = f.local("i32", this.classify.call(message, state, line, from));
      // While the line is busy its entry names the requester.
      f.if(i32.and(i32.gtU(message, MESSAGE.WRITE_UNIQUE), i32.geU(state, DIRECTORY.BI)), () => f.set(requester, cells.busy(line, BUSY.requester)));
      emitTable(f, HOME_ROWS, tables.home, uses, state, event, (row) => {
        f.add(cells.setDirectory(line, DIRECTORY[row.next]));
        for (const action of row.actions) f.add(this.actions[action].call(line, from, requester, message, c, started, place));
      }, () => fail(f, cells, FAILURE.homeRow, state, event, line));
    });
  }

  private emitClassify(): typeof this.classify {
    const { cells } = this.parts;
    return define(this.b, "numaClassify", ["i32", "i32", "i32", "i32"], "i32", (f, message, state, line, from) => {
      const is = (one: number): I32 => i32.eq(state, one);
      /** The event of that message: `then` if the condition holds. */
      const when = (of: number, condition: I32, then: number, otherwise: number): void =>
        f.if(i32.eq(message, of), () => f.return(select(condition, i32.const(then), i32.const(otherwise))));
      const always = (of: number, event: number): void => f.if(i32.eq(message, of), () => f.return(i32.const(event)));
      const sharedByOthers = (): I32 => cells.sharedByOthers.call(line, from);
      always(MESSAGE.GETS, HOME_EVENT.GETS);
      when(MESSAGE.PUT, i32.and(is(DIRECTORY.E), i32.eq(cells.owner(line), from)), HOME_EVENT.PUT, HOME_EVENT.PUT_LATE);
      when(MESSAGE.GETX, i32.and(is(DIRECTORY.S), sharedByOthers()), HOME_EVENT.GETX_SHARED, HOME_EVENT.GETX);
      f.if(i32.eq(message, MESSAGE.UPGRADE), () => {
        f.if(i32.geU(state, DIRECTORY.BI), () => f.return(i32.const(HOME_EVENT.UPGRADE)));
        f.if(i32.and(is(DIRECTORY.S), cells.isSharer(line, from)), () => f.return(select(sharedByOthers(), i32.const(HOME_EVENT.UPGRADE_SHARED), i32.const(HOME_EVENT.UPGRADE))));
        f.return(i32.const(HOME_EVENT.UPGRADE_LOST));
      });
      when(MESSAGE.INV_ACK, i32.eq(cells.busy(line, BUSY.acks), 1), HOME_EVENT.INV_ACK_LAST, HOME_EVENT.INV_ACK);
      always(MESSAGE.SHARING_WB, HOME_EVENT.SHARING_WB);
      always(MESSAGE.READ_ONCE, HOME_EVENT.READ_ONCE);
      when(MESSAGE.WRITE_UNIQUE, i32.and(is(DIRECTORY.S), cells.shared(line)), HOME_EVENT.WRITE_UNIQUE_SHARED, HOME_EVENT.WRITE_UNIQUE);
      f.return(i32.const(HOME_EVENT.UNBLOCK));
    });
  }

  /** Keeps the line's bank; how long the handler waits for it. */
  memory({ line, started, place }: HomeTransition): F64 {
    return f64.sub(this.parts.resources.bank(place, line, started), started);
  }

  send(f: Body, { line, place }: HomeTransition, message: number, to: I32, out: F64, c: I32, flag = false): void {
    const { cells, transport } = this.parts;
    f.add(transport.send.call(message, place, cells.node(to), out, to, line, c, Number(carriesLine(message, flag))));
  }

  /** To the CPU of the request. At its own node, the home's handler hands the answer over itself. */
  reply(f: Body, e: HomeTransition, message: number, latency: F64Like): void {
    const { cells, versions } = this.parts, { line, requester, started, place } = e;
    const out = f.local("f64", f64.add(started, latency));
    const c = f.local("i32", versions ? i32.or(requester, i32.shl(versions.inMemory.call(line), VERSION_SHIFT)) : requester);
    f.if(i32.eq(place, cells.node(requester)),
      () => f.add(this.caches().receive.call(message - MESSAGE.DATA_S + CACHE_EVENT.DATA_S, requester, line, c, out)),
      () => this.send(f, e, message, requester, out, c));
  }

  /**
   * To the CPU whose write-back is at hand. At its own node at once, if no intervention for it can be on its way, which
   * this must not overtake: only a busy line has one.
   */
  acknowledge(f: Body, e: HomeTransition): void {
    const { cells, r } = this.parts, { line, from, started, place } = e, out = f.local("f64", f64.add(started, r.profile.timing.latency.writeBack));
    f.if(i32.and(i32.eq(place, cells.node(from)), i32.eq(cells.directory(line), DIRECTORY.U)),
      () => f.add(this.caches().receive.call(CACHE_EVENT.WB_ACK, from, line, from, out)),
      () => this.send(f, e, MESSAGE.WB_ACK, from, out, from));
  }

  /** To whoever asked for READ_ONCE or WRITE_UNIQUE. */
  finish(f: Body, e: HomeTransition, latency: F64Like): void {
    const { cells, versions } = this.parts, { line, requester, started } = e;
    const out = f.local("f64", f64.add(started, latency));
    f.if(i32.eq(cells.tx(requester, TX.once), MESSAGE.READ_ONCE + 1), () => {
      if (versions) f.add(versions.readMemory.call(line));
      this.send(f, e, MESSAGE.DONE, requester, out, i32.or(requester, FLAG), true);
    }, () => {
      if (versions) f.add(versions.wasOverwritten.call(line));
      this.send(f, e, MESSAGE.DONE, requester, out, requester);
    });
  }
}

/** Occupancies by message for the home; from another node, from the own. */
export function homeCyclesOf({ occupancy: o }: Timing): Float64Array {
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
