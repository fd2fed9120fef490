import { drop, f64, i32, select, type Body, type F64, type F64Like, type Func, type I32, type I32Like, type ModuleBuilder } from "@disco-vm/wasm";
import { CPU_COUNTER, MISS_CLASS, OUT_KIND, PHASE, REQUEST, TX, WANT } from "../layout.ts";
import { CACHE_ACTIONS, type CacheTransition } from "./cache-actions.ts";
import { CACHE_EVENT, STATE, type CacheAction } from "./cache-table.ts";
import { define } from "./define.ts";
import { fail, FAILURE } from "./failures.ts";
import type { HomeSide } from "./home-side.ts";
import { carriesLine, FLAG, KIND_SHIFT, MESSAGE, REQUESTER, VERSION_SHIFT } from "./messages.ts";
import { emitPageCounter } from "./page-counters.ts";
import type { Parts } from "./parts.ts";
import { emitTable } from "./table.ts";
import { CACHE_ROWS } from "./tables.ts";

type Answer = "data" | "grant" | "refusal";

/** Messages that are neither replies nor take a line away by themselves: the processor is asked for it. */
export const PULLS = [MESSAGE.FWD_GETS, MESSAGE.FWD_GETX, MESSAGE.PULL, MESSAGE.RECALL];
/** Of a message for a CPU, its CACHE_EVENT: they are in the same order. */
const EVENT_OF = CACHE_EVENT.DATA_S - MESSAGE.DATA_S;

/** Emits the code that runs the cache table. */
export class CacheSide {
  /** (cpu, now): the CPU's access has returned BLOCKED. */
  readonly start: Func<readonly ["i32", "f64"], "void">;
  /** (cpu, now): sends the CPU's request, or waits for the write-back buffer. */
  readonly begin: Func<readonly ["i32", "f64"], "void">;
  /**
   * (cpu, now): the access has been executed again: the line may be taken away. What has come for it is answered at
   * once, since it must not fall behind what comes next.
   */
  readonly release: Func<readonly ["i32", "f64"], "void">;
  /** (message, time, cpu, line, c) */
  readonly handle: Func<readonly ["i32", "f64", "i32", "i32", "i32"], "void">;
  /** (event, cpu, line, c, out): the controller has the message for the CPU; what it sends leaves at `out`. */
  readonly receive: Func<readonly ["i32", "i32", "i32", "i32", "f64"], "void">;
  /** (event, state, cpu, line, c, out) */
  readonly step: Func<readonly ["i32", "i32", "i32", "i32", "i32", "f64"], "void">;
  /** (event, cpu, c, out): the processor answers when it has used the line. The home sends no second message meanwhile. */
  private readonly defer: Func<readonly ["i32", "i32", "i32", "f64"], "void">;
  private readonly countMiss: Func<readonly ["i32", "i32", "i32"], "void">;
  private readonly actions: Readonly<Record<CacheAction, Func<readonly ["i32", "i32", "i32", "f64", "i32"], "void">>>;

  constructor(private readonly b: ModuleBuilder, readonly parts: Parts, readonly home: HomeSide) {
    this.start = this.emitStart();
    this.begin = this.emitBegin();
    this.release = this.emitRelease();
    this.handle = this.emitHandle();
    this.step = this.emitStep();
    this.defer = this.emitDefer();
    this.receive = define(b, "numaReceive", ["i32", "i32", "i32", "i32", "f64"], "void", (f, event, cpu, line, c, out) => {
      f.add(this.step.call(event, parts.cells.state.call(cpu, line), cpu, line, c, out));
    });
    this.countMiss = emitPageCounter(b, parts.cells, parts.put);
    this.actions = Object.fromEntries(Object.entries(CACHE_ACTIONS).map(([name, write]) => [name,
      define(b, `numa cache ${name}`, ["i32", "i32", "i32", "f64", "i32"], "void", (f, cpu, line, c, out, next) => write(this, f, { cpu, line, c, out, next }))])) as unknown as typeof this.actions; // all names
  }

  private emitStart(): typeof this.start {
    const { cells } = this.parts;
    return define(this.b, "numa_start", ["i32", "f64"], "void", (f, cpu, now) => {
      f.if(i32.ne(cells.tx(cpu, TX.state), PHASE.idle), () => fail(f, cells, FAILURE.secondStart, cpu));
      f.add(cells.setCounter(cpu, CPU_COUNTER.startedAt, now));
      f.add(this.begin.call(cpu, now));
    }, { export: true });
  }

  private emitBegin(): typeof this.begin {
    const { cells, r } = this.parts;
    return define(this.b, "numaBegin", ["i32", "f64"], "void", (f, cpu, now) => {
      const want = f.local("i32", cells.wants(cpu)), line = f.local("i32", cells.request(cpu, REQUEST.line));
      f.if(i32.eq(want, WANT.nothing), () => fail(f, cells, FAILURE.nothingBlocked, cpu));
      f.add(cells.setTx(cpu, TX.state, PHASE.waiting));
      // A line on its way home is asked for again only when it has got there: no state for both at once.
      f.if(i32.geS(cells.writeBackEntry.call(cpu, line), 0), () => f.return());
      const state = f.local("i32", cells.cachedState.call(cpu, line)), victim = f.local("i32", 0), lost = f.local("i32");
      f.if(i32.eq(state, STATE.I), () => f.set(victim, cells.tag(cells.set(cpu, line), 4)));
      f.set(lost, i32.and(victim, 3));
      f.if(i32.gtU(lost, STATE.S), () => f.if(i32.ltS(cells.writeBackEntry.call(cpu, -1), 0), () => f.return()));
      f.add(cells.setTx(cpu, TX.line, line));
      f.add(cells.setTx(cpu, TX.index, cells.request(cpu, REQUEST.index)));
      f.add(cells.setTx(cpu, TX.recharge, select(i32.eq(state, STATE.I), i32.const(r.profile.l2Hit), cells.request(cpu, REQUEST.recharge))));
      f.add(cells.setRequest(cpu, REQUEST.want, WANT.nothing));
      f.add(this.step.call(select(i32.eq(want, WANT.read), i32.const(CACHE_EVENT.LOAD), i32.const(CACHE_EVENT.STORE)), state, cpu, line, 0, now));
      // What is replaced goes out behind the request, in its shadow.
      f.if(lost, () => f.add(this.step.call(CACHE_EVENT.EVICT, lost, cpu, i32.shrU(victim, 4), 0, now)));
    });
  }

  private emitRelease(): typeof this.release {
    const { cells } = this.parts;
    return define(this.b, "numa_release", ["i32", "f64"], "void", (f, cpu, now) => {
      const phase = f.local("i32", cells.tx(cpu, TX.state));
      f.if(i32.and(i32.ne(phase, PHASE.pinned), i32.ne(phase, PHASE.refused)), () => fail(f, cells, FAILURE.nothingToRelease, cpu));
      f.add(cells.setTx(cpu, TX.state, PHASE.idle));
      const event = f.local("i32", cells.tx(cpu, TX.deferredEvent)), line = f.local("i32", cells.tx(cpu, TX.line));
      f.if(i32.eqz(event), () => f.return());
      f.add(cells.setTx(cpu, TX.deferredEvent, 0));
      const out = f.local("f64", cells.counter(cpu, CPU_COUNTER.deferredOut));
      f.if(f64.lt(out, now), () => f.set(out, now));
      f.add(this.step.call(event, cells.cachedState.call(cpu, line), cpu, line, cells.tx(cpu, TX.deferredC), out));
    }, { export: true });
  }

  private emitHandle(): typeof this.handle {
    const { cells, resources, r: { profile: { timing: { occupancy, latency } } } } = this.parts;
    return define(this.b, "numaCacheHandle", ["i32", "f64", "i32", "i32", "i32"], "void", (f, message, time, cpu, line, c) => {
      const event = f.local("i32", i32.add(message, EVENT_OF)), out = f.local("f64");
      const occupied = (busy: number, late: number): F64 => f64.add(resources.controller(this.parts.transport.controllerOf(cpu), time, busy), late);
      let pulls: I32 = i32.const(0);
      for (const one of PULLS) pulls = i32.or(pulls, i32.eq(message, one));
      f.if(pulls, () => {
        f.add(cells.count(cpu, CPU_COUNTER.interventions));
        f.set(out, occupied(occupancy.pull, latency.pull));
        f.set(out, resources.bus(cells.node(cpu), out));
      }, () => f.if(i32.eq(message, MESSAGE.INV), () => {
        f.add(cells.count(cpu, CPU_COUNTER.invalidations));
        f.set(out, occupied(occupancy.invalidation, latency.acknowledge));
      }, () => f.set(out, occupied(occupancy.reply, latency.reply))));
      f.if(cells.pins(cpu, line), () => f.add(this.defer.call(event, cpu, c, out)), () => f.add(this.receive.call(event, cpu, line, c, out)));
    });
  }

  private emitDefer(): typeof this.defer {
    const { cells } = this.parts;
    return define(this.b, "numaDefer", ["i32", "i32", "i32", "f64"], "void", (f, event, cpu, c, out) => {
      f.if(cells.tx(cpu, TX.deferredEvent), () => fail(f, cells, FAILURE.secondDeferred, cpu));
      f.add(cells.setTx(cpu, TX.deferredEvent, event));
      f.add(cells.setTx(cpu, TX.deferredC, c));
      f.add(cells.setCounter(cpu, CPU_COUNTER.deferredOut, out));
    });
  }

  private emitStep(): typeof this.step {
    const { cells, tables, versions } = this.parts, uses = cells.base + cells.at.uses;
    return define(this.b, "numa_step", ["i32", "i32", "i32", "i32", "i32", "f64"], "void", (f, event, state, cpu, line, c, out) => {
      emitTable(f, CACHE_ROWS, tables.cache, uses, state, event, (row) => {
        const next = STATE[row.next];
        if (next >= STATE.IS && next <= STATE.SI) f.add(cells.setTx(cpu, TX.state, next));
        else if (next === STATE.WI) f.add(cells.setWriteBackState(cells.writeBackEntry.call(cpu, line), next));
        for (const action of row.actions) f.add(this.actions[action].call(cpu, line, c, out, next));
        if (versions) this.checkNext(f, event, cpu, line, next);
      }, () => fail(f, cells, FAILURE.cacheRow, state, event, line));
    }, { export: true });
  }

  /** Check mode: the actions have done what the table says. */
  private checkNext(f: Body, event: I32, cpu: I32, line: I32, next: number): void {
    const { cells } = this.parts, now = f.local("i32", cells.state.call(cpu, line));
    // A miss that waited for the write-back buffer may be under way already.
    const again = next === STATE.I ? i32.and(i32.eq(event, CACHE_EVENT.WB_ACK), i32.or(i32.eq(now, STATE.IS), i32.eq(now, STATE.IM))) : i32.const(0);
    f.if(i32.and(i32.ne(now, next), i32.eqz(again)), () => fail(f, cells, FAILURE.otherState, cpu, event, now));
  }

  /** Data from this CPU's cache to another's. */
  give(f: Body, { cpu, line, c, out }: CacheTransition, message: number): void {
    const { cells, transport } = this.parts, to = f.local("i32", i32.and(c, REQUESTER));
    f.add(transport.send.call(message, cells.node(cpu), cells.node(to), out, to, line, this.withVersion(cpu, line, i32.add(cpu, FLAG)), Number(carriesLine(message, true))));
  }

  /** From the CPU's controller to the line's home. */
  answer(f: Body, { cpu, line, out }: CacheTransition, message: number, c: I32): void {
    const { cells, transport } = this.parts;
    f.add(transport.send.call(message, cells.node(cpu), cells.home(line), out, cpu, line, c, Number(carriesLine(message, false))));
  }

  /** In check mode, with the version of the CPU's copy. */
  withVersion(cpu: I32, line: I32, c: I32): I32 {
    const { versions } = this.parts;
    return versions ? i32.or(c, i32.shl(versions.held.call(cpu, line), VERSION_SHIFT)) : c;
  }

  /** From the processor to its home: through its own controller first, unless that is the home's. */
  request(f: Body, { cpu, line, out }: CacheTransition, message: number, flag = 0): void {
    const { cells, resources, transport, r } = this.parts, node = f.local("i32", cells.node(cpu));
    // A replaced line takes the bus before what replaces it, in the shadow of the miss.
    if (carriesLine(message, flag !== 0)) f.add(drop(resources.bus(node, out)));
    const kind = select(i32.eq(cells.home(line), node), i32.const(message), i32.const(MESSAGE.FORWARD));
    const c = i32.add(cpu, (message << KIND_SHIFT) + flag);
    f.add(transport.post(f64.add(out, r.profile.timing.issue), kind, cpu, line, message === MESSAGE.PUT ? this.withVersion(cpu, line, c) : c));
  }

  /** The answer has come with the message at hand: the access executes again when it has reached the processor. */
  resume(f: Body, { cpu, line, c, out }: CacheTransition, answer: Answer): void {
    const { cells, resources, put, r: { profile } } = this.parts, { timing: { deliver } } = profile;
    const home = f.local("i32", cells.home(line)), node = f.local("i32", cells.node(cpu)), phase = f.local("i32", cells.tx(cpu, TX.state));
    const owned = f.local("i32", i32.and(c, FLAG)), missClass = f.local("i32", this.classOf(answer, home, node, owned, c));
    // The L2 hit that the access will be charged is the processor's restart, a part of the sum.
    const leaves: F64Like = answer === "data" ? resources.bus(node, out) : out;
    const at = f.local("f64", f64.sub(f64.add(f64.add(leaves, deliver), profile.l2Hit), f64.fromI32S(cells.tx(cpu, TX.recharge))));
    const waited = f.local("f64", f64.sub(at, cells.counter(cpu, CPU_COUNTER.startedAt)));
    f.add(cells.setTx(cpu, TX.state, answer === "refusal" ? PHASE.refused : PHASE.pinned));
    f.add(cells.countMiss(cpu, missClass));
    f.add(cells.count(cpu, CPU_COUNTER.stall, waited));
    if (answer === "data") f.add(this.countMiss.call(cpu, line, missClass));
    const cause = f.local("i32", i32.sub(phase, STATE.IS));
    f.if(i32.gtU(cause, 2), () => f.set(cause, 2));
    f.add(put.call(at, OUT_KIND.ready, cpu, line, i32.or(missClass, i32.shl(cause, 4)), waited));
    f.if(i32.eqz(owned), () => f.return());
    // The home keeps the line busy until the requester says that the owner's data have come; its own node knows at once.
    f.if(i32.eq(home, node), () => f.add(this.home.handle.call(MESSAGE.UNBLOCK, out, cpu, line, cpu)),
      () => this.answer(f, { cpu, line, c, out, next: c }, MESSAGE.UNBLOCK, cpu));
  }

  private classOf(answer: Answer, home: I32, node: I32, owned: I32, c: I32): I32 {
    const { cells, transport: { network } } = this.parts, local = network.bus ? i32.const(1) : i32.eq(home, node);
    const value = (x: I32Like): I32 => (typeof x === "number" ? i32.const(x) : x);
    const pick = (condition: I32, then: I32Like, otherwise: I32Like): I32 => select(condition, value(then), value(otherwise));
    if (answer !== "data") return pick(local, MISS_CLASS.upgradeLocal, MISS_CLASS.upgradeRemote);
    const dirty = pick(i32.eq(cells.node(i32.and(c, REQUESTER)), home), MISS_CLASS.remoteDirtyHome, MISS_CLASS.remoteDirtyThird);
    return pick(owned, pick(local, MISS_CLASS.localDirty, dirty), pick(local, MISS_CLASS.localClean, MISS_CLASS.remoteClean));
  }
}
