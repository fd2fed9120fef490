import { f64, i32, i64, type Body, type F64, type Func, type I32, type ModuleBuilder } from "@disco-vm/wasm";
import { QUEUE } from "../layout.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";
import { fail, FAILURE } from "./failures.ts";

/** An entry of the heap: f64 time, i32 order, i32 offset of its message. A message: i32 kind, a, line, c. */
const ENTRY = 16, ORDER = 8, MESSAGE_AT = 12;

/**
 * Messages under way, in a binary heap by time; those of equal time come out in the order in which they went in. A
 * message that is out leaves its place to the next one: free places are a list through their first cells.
 */
export class MessageQueue {
  /** (time, message, a, line, c) */
  readonly post: Func<readonly ["f64", "i32", "i32", "i32", "i32"], "void">;
  /** (offset of an entry's content, entries): the heap's first place is free for it or for a child. */
  private readonly sink: Func<readonly ["i32", "i32"], "void">;
  private readonly heap: number;
  private readonly messages: number;

  constructor(b: ModuleBuilder, private readonly cells: Cells, capacity: number) {
    const { at, base } = cells;
    this.heap = base + at.queueHeap;
    this.messages = base + at.queueMessages;
    this.post = define(b, "numaPost", ["f64", "i32", "i32", "i32", "i32"], "void", (f, time, message, a, line, c) => {
      const count = f.local("i32", this.get(QUEUE.count)), place = f.local("i32", this.get(QUEUE.free));
      f.if(i32.geU(count, capacity), () => fail(f, cells, FAILURE.queueFull, count));
      f.if(place, () => {
        f.set(place, i32.sub(place, 1));
        f.add(this.set(QUEUE.free, this.message(place, 0)));
      }, () => {
        f.set(place, this.get(QUEUE.fresh));
        f.add(this.set(QUEUE.fresh, i32.add(place, 16)));
      });
      [message, a, line, c].forEach((value, n) => f.add(i32.store(place, value, this.messages + 4 * n)));
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
      f.add(i32.store(at, place, this.heap + MESSAGE_AT));
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
  }

  private get(cell: number): I32 { return i32.load(i32.const(0), this.cells.base + this.cells.at.queue + 4 * cell); }
  private set(cell: number, value: I32) { return i32.store(0, value, this.cells.base + this.cells.at.queue + 4 * cell); }
  private message(place: I32, cell: number): I32 { return i32.load(place, this.messages + 4 * cell); }
  private time(entry: I32): F64 { return f64.load(entry, this.heap); }
  private copy(f: Body, to: I32, from: I32): void {
    for (const half of [0, 8]) f.add(i64.store(to, i64.load(from, this.heap + half), this.heap + half));
  }
  private before(x: I32, y: I32): I32 {
    const order = (entry: I32): I32 => i32.load(entry, this.heap + ORDER);
    return i32.or(f64.lt(this.time(x), this.time(y)), i32.and(f64.eq(this.time(x), this.time(y)), i32.ltS(i32.sub(order(x), order(y)), 0)));
  }

  /** Takes messages out and has them handled, up to time `until`, or until one of them has had `told` as its effect. */
  emitAdvance(f: Body, until: F64, told: I32, handle: (message: I32, time: F64, a: I32, line: I32, c: I32) => void): void {
    const count = f.local("i32"), time = f.local("f64"), place = f.local("i32"), [message, a, line, c] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    f.block((done) => f.loop((again) => {
      f.brIf(done, i32.eqz(f.tee(count, this.get(QUEUE.count))));
      f.set(time, this.time(i32.const(0)));
      f.brIf(done, f64.gt(time, until));
      f.set(place, i32.load(0, this.heap + MESSAGE_AT));
      [message, a, line, c].forEach((local, n) => f.set(local, this.message(place, n)));
      f.add(i32.store(place, this.get(QUEUE.free), this.messages));
      f.add(this.set(QUEUE.free, i32.add(place, 1)));
      f.add(this.set(QUEUE.count, f.tee(count, i32.sub(count, 1))));
      f.if(count, () => f.add(this.sink.call(i32.mul(count, ENTRY), i32.mul(count, ENTRY))));
      handle(message, time, a, line, c);
      f.brIf(again, i32.eqz(told));
    }));
  }
}
