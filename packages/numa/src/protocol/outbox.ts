import { f64, i32, type Func, type ModuleBuilder } from "@disco-vm/wasm";
import { OUT, WORK } from "../layout.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";
import type { Post } from "./transport.ts";

/** (time, kind, a, b, c, more) */
export type Put = Func<readonly ["f64", "i32", "i32", "i32", "i32", "f64"], "void">;

export function emitOutbox(b: ModuleBuilder, cells: Cells): Put {
  const base = cells.base + cells.at.outbox;
  return define(b, "numaPut", ["f64", "i32", "i32", "i32", "i32", "f64"], "void", (f, time, kind, a, line, c, more) => {
    const count = f.local("i32", cells.work(WORK.outbox)), at = f.local("i32", i32.mul(count, OUT.bytes));
    f.add(f64.store(at, time, base + OUT.time));
    f.add(i32.store(at, kind, base + OUT.kind));
    f.add(i32.store(at, a, base + OUT.a));
    f.add(i32.store(at, line, base + OUT.b));
    f.add(i32.store(at, c, base + OUT.c));
    f.add(f64.store(at, more, base + OUT.more));
    f.add(cells.setWork(WORK.outbox, i32.add(count, 1)));
  });
}

/** Messages leave by the outbox too: somebody else keeps them. */
export function emitPosting(b: ModuleBuilder, put: Put): Post {
  return define(b, "numaPost", ["f64", "i32", "i32", "i32", "i32"], "void", (f, time, message, a, line, c) => f.add(put.call(time, message, a, line, c, 0)));
}
