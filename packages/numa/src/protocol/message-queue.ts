import { f64, i32, i64, select, type Body, type F64, type Func, type I32, type Label, type ModuleBuilder } from "@disco-vm/wasm";
import { QUEUE } from "../layout.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";
import { fail, FAILURE } from "./failures.ts";
import { FIRST_FOR_CPU } from "./messages.ts";

/** An entry of the heap: f64 time, i32 order, i32 offset of its message. */
const ENTRY = 16, ORDER = 8, MESSAGE_AT = 12;
/** A message: i32 kind, a, line, c, place, offset of the next message at that place plus one; f64 time. */
const MESSAGE_BYTES = 32, PLACE = 16, NEXT = 20, TIME = 24;

/**
 * Messages under way, in a binary heap by time; those of equal time come out in the order in which they went in. Records
 * that are free are a list through their first cells, those of the messages for each place one through NEXT.
 */
export class MessageQueue {
  /** (time, message, a, line, c) */
  readonly post: Func<readonly ["f64", "i32", "i32", "i32", "i32"], "void">;
  /** (offset of an entry's content, entries): the heap's first place is free for it or for a child. */
  private readonly sink: Func<readonly ["i32", "i32"], "void">;
  /** (offset of a message): it is no longer among those for its place. */
  private readonly leave: Func<readonly ["i32"], "void">;
  private readonly heap: number;
  private readonly messages: number;
  private readonly firsts: number;
  private readonly soonest: number;

  constructor(b: ModuleBuilder, private readonly cells: Cells, capacity: number) {
    const { at, base } = cells;
    this.firsts = base + at.queueFirsts;
    this.soonest = base + at.queueSoonest;
    this.heap = base + at.queueHeap;
    this.messages = base + at.queueMessages;
    this.post = define(b, "numaPost", ["f64", "i32", "i32", "i32", "i32"], "void", (f, time, message, a, line, c) => {
      const count = f.local("i32", this.get(QUEUE.count)), record = f.local("i32", this.get(QUEUE.free)), place = f.local("i32", placeOf(cells, message, a, line));
      f.if(i32.geU(count, capacity), () => fail(f, cells, FAILURE.queueFull, count));
      f.if(record, () => {
        f.set(record, i32.sub(record, 1));
        f.add(this.set(QUEUE.free, this.message(record, 0)));
      }, () => {
        f.set(record, this.get(QUEUE.fresh));
        f.add(this.set(QUEUE.fresh, i32.add(record, MESSAGE_BYTES)));
      });
      const first = i32.shl(place, 2), soonest = i32.shl(place, 3);
      [message, a, line, c, place, i32.load(first, this.firsts)].forEach((value, n) => f.add(i32.store(record, value, this.messages + 4 * n)));
      f.add(f64.store(record, time, this.messages + TIME));
      f.add(i32.store(first, i32.add(record, 1), this.firsts));
      f.if(f64.lt(time, f64.load(soonest, this.soonest)), () => f.add(f64.store(soonest, time, this.soonest)));
      f.add(this.set(QUEUE.count, i32.add(count, 1)));
      const at = f.local("i32", i32.mul(count, ENTRY)), up = f.local("i32");
      f.block((found) => f.loop((again) => {
        f.brIf(found, i32.eqz(at));
        f.set(up, i32.mul(i32.shrU(i32.sub(i32.shrU(at, 4), 1), 1), ENTRY));
        // The new message is the youngest: it passes only a later one.
        f.brIf(found, f64.le(this.time(up), time));
        this.copy(f, at, up);
        f.set(at, up);
        f.br(again);
      }));
      f.add(f64.store(at, time, this.heap));
      f.add(i32.store(at, this.get(QUEUE.order), this.heap + ORDER));
      f.add(i32.store(at, record, this.heap + MESSAGE_AT));
      f.add(this.set(QUEUE.order, i32.add(this.get(QUEUE.order), 1)));
    });
    this.sink = define(b, "numaSink", ["i32", "i32"], "void", (f, last, end) => {
      const hole = f.local("i32", 0), child = f.local("i32");
      f.block((found) => f.loop((again) => {
        f.set(child, i32.add(i32.shl(hole, 1), ENTRY));
        f.brIf(found, i32.geU(child, end));
        f.if(i32.ltU(i32.add(child, ENTRY), end), () => f.if(this.before(i32.add(child, ENTRY), child), () => f.set(child, i32.add(child, ENTRY))));
        f.brIf(found, i32.eqz(this.before(child, last)));
        this.copy(f, hole, child);
        f.set(hole, child);
        f.br(again);
      }));
      this.copy(f, hole, last);
    });
    this.leave = define(b, "numaLeave", ["i32"], "void", (f, record) => {
      const place = f.local("i32", i32.load(record, this.messages + PLACE)), soonest = f.local("f64", Infinity);
      // Each link of the list, as an address: of the first message, then NEXT of one after the other.
      const link = f.local("i32", i32.add(i32.shl(place, 2), this.firsts)), other = f.local("i32");
      f.block((done) => f.loop((again) => {
        f.brIf(done, i32.eqz(f.tee(other, i32.load(link))));
        f.set(other, i32.sub(other, 1));
        f.if(i32.eq(other, record), () => f.add(i32.store(link, i32.load(record, this.messages + NEXT))), () => {
          f.if(f64.lt(f64.load(other, this.messages + TIME), soonest), () => f.set(soonest, f64.load(other, this.messages + TIME)));
          f.set(link, i32.add(other, this.messages + NEXT));
        });
        f.br(again);
      }));
      f.add(f64.store(i32.shl(place, 3), soonest, this.soonest));
    });
  }

  private get(cell: number): I32 { return i32.load(i32.const(0), this.cells.base + this.cells.at.queue + 4 * cell); }
  private set(cell: number, value: I32) { return i32.store(0, value, this.cells.base + this.cells.at.queue + 4 * cell); }
  private message(record: I32, cell: number): I32 { return i32.load(record, this.messages + 4 * cell); }
  private time(entry: I32): F64 { return f64.load(entry, this.heap); }
  private copy(f: Body, to: I32, from: I32): void {
    for (const half of [0, 8]) f.add(i64.store(to, i64.load(from, this.heap + half), this.heap + half));
  }
  private before(x: I32, y: I32): I32 {
    const order = (entry: I32): I32 => i32.load(entry, this.heap + ORDER);
    return i32.or(f64.lt(this.time(x), this.time(y)), i32.and(f64.eq(this.time(x), this.time(y)), i32.ltS(i32.sub(order(x), order(y)), 0)));
  }

  /**
   * Takes messages out and has them handled, up to time `until`, until one of them has had `told` as its effect, or up to one
   * that must wait; returns the time of the last one, or 0.
   */
  emitAdvance(f: Body, until: F64, told: I32, waits: (done: Label, message: I32, a: I32) => void, handle: (message: I32, time: F64, a: I32, line: I32, c: I32) => void): void {
    const count = f.local("i32"), time = f.local("f64"), last = f.local("f64"), record = f.local("i32");
    const [message, a, line, c] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    f.block((done) => f.loop((again) => {
      f.brIf(done, i32.eqz(f.tee(count, this.get(QUEUE.count))));
      f.set(time, this.time(i32.const(0)));
      f.brIf(done, f64.gt(time, until));
      f.set(record, i32.load(0, this.heap + MESSAGE_AT));
      [message, a, line, c].forEach((local, n) => f.set(local, this.message(record, n)));
      waits(done, message, a);
      f.set(last, time);
      f.add(this.leave.call(record));
      f.add(i32.store(record, this.get(QUEUE.free), this.messages));
      f.add(this.set(QUEUE.free, i32.add(record, 1)));
      f.add(this.set(QUEUE.count, f.tee(count, i32.sub(count, 1))));
      f.if(count, () => f.add(this.sink.call(i32.mul(count, ENTRY), i32.mul(count, ENTRY))));
      handle(message, time, a, line, c);
      f.brIf(again, i32.eqz(told));
    }));
    f.return(last);
  }
}

/** The place where a message acts: that of the home, or the node of the CPU or device. */
function placeOf(cells: Cells, message: I32, a: I32, line: I32): I32 {
  return select(i32.ltU(message, FIRST_FOR_CPU), cells.home(line), cells.node(a));
}
