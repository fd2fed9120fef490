import { f64, i32, type F64, type I32, type Label, type ModuleBuilder } from "@disco-vm/wasm";
import { WORK } from "../layout.ts";
import { CacheSide, PULLS } from "./cache-side.ts";
import { define } from "./define.ts";
import { HomeSide } from "./home-side.ts";
import { FIRST_FOR_CPU, FLAG, KIND_MASK, KIND_SHIFT, MESSAGE } from "./messages.ts";
import type { MessageQueue } from "./message-queue.ts";
import { OnceSide } from "./once-side.ts";
import type { Parts } from "./parts.ts";

/** What the module exports for `Engine`. */
export interface ProtocolCode {
  numa_start(cpu: number, now: number): void;
  numa_release(cpu: number, now: number): void;
  numa_handle(message: number, time: number, a: number, line: number, c: number): void;
  /**
   * Handles what is in the queue up to that time, until something is in the outbox, or up to a message with a journal in its
   * way; returns the time of the last one, or 0.
   */
  numa_advance(until: number): number;
  numa_once(agent: number, message: number, line: number, now: number): void;
  numa_step(event: number, state: number, cpu: number, line: number, c: number, out: number): void;
}

/** A bit for each message that changes the caches of a CPU which waits for nothing. */
const TAKING = [...PULLS, MESSAGE.INV].reduce((bits, message) => bits | (1 << message), 0);

/**
 * Emits the two sides of the protocol, and what takes messages to them.
 *
 * Time: a message is handled, in the order of arrival, in one step: its handler starts when the controller is free, and
 * whatever it causes is dated from there. So state changes when the message arrives, its consequences when the handler
 * would have got to it; nobody can see the difference but through those consequences.
 */
export function emitProtocol(b: ModuleBuilder, parts: Parts, queue: MessageQueue | undefined): void {
  const home: HomeSide = new HomeSide(b, parts, () => cache), cache = new CacheSide(b, parts, home), once = new OnceSide(b, parts);
  const { cells, resources, transport, r, r: { profile: { timing: { occupancy, latency } } } } = parts;

  /** The requester's controller passes a request on to the home. */
  const forward = define(b, "numaForward", ["f64", "i32", "i32", "i32"], "void", (f, time, agent, line, c) => {
    const node = f.local("i32", cells.node(agent)), message = f.local("i32", i32.and(i32.shrU(c, KIND_SHIFT), KIND_MASK));
    const out: F64 = f64.add(resources.controller(node, time, occupancy.forward), latency.forward);
    const dirty: I32 = i32.and(i32.eq(message, MESSAGE.PUT), i32.eqz(i32.and(c, FLAG)));
    f.add(transport.send.call(message, node, cells.home(line), out, agent, line, c, i32.or(dirty, i32.eq(message, MESSAGE.WRITE_UNIQUE))));
  });

  const handle = define(b, "numa_handle", ["i32", "f64", "i32", "i32", "i32"], "void", (f, message, time, a, line, c) => {
    f.if(i32.ltU(message, FIRST_FOR_CPU), () => f.add(home.handle.call(message, time, a, line, c)),
      () => f.if(i32.eq(message, MESSAGE.FORWARD), () => f.add(forward.call(time, a, line, c)),
        () => f.if(i32.eq(message, MESSAGE.DONE), () => f.add(once.handle.call(time, a)),
          () => f.add(cache.handle.call(message, time, a, line, c)))));
  }, { export: true });

  if (queue) define(b, "numa_advance", ["f64"], "f64", (f, until) => {
    const waits = (done: Label, message: I32, a: I32): void => {
      const taken = i32.and(i32.shrU(TAKING, message), 1);
      if (r.journalBytes) f.if(taken, () => f.if(cells.journal(a), () => {
        f.add(cells.setWork(WORK.inTheWay, i32.add(a, 1)));
        f.br(done);
      }));
    };
    queue.emitAdvance(f, until, cells.work(WORK.outbox), waits, (message, time, a, line, c) => f.add(handle.call(message, time, a, line, c)));
  }, { export: true });
}
