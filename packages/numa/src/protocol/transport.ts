import { f64, i32, type Body, type F64, type Func, type I32, type I32Like, type ModuleBuilder, type Statement } from "@disco-vm/wasm";
import { PAIR_COUNTER } from "../layout.ts";
import type { Network } from "../network.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";
import type { Resources } from "./resources.ts";

/** (time, message, a, line, c): the message is handled at that time. */
export type Post = Func<readonly ["f64", "i32", "i32", "i32", "i32"], "void">;

/** Messages between places, and what they queue for on the way. */
export class Transport {
  /** (message, from, to, out, a, line, c, 1 if a line goes with it): from one controller, which it leaves at `out`, to another. */
  readonly send: Func<readonly ["i32", "i32", "i32", "f64", "i32", "i32", "i32", "i32"], "void">;
  /** (pair, out, with a line) -> how long its head waits for the links on its way; the rest follows it (wormhole). */
  private readonly waits: Func<readonly ["i32", "f64", "i32"], "f64">;

  constructor(b: ModuleBuilder, private readonly cells: Cells, readonly resources: Resources, readonly network: Network, private readonly posted: Post) {
    const { at, base, r } = cells, { occupancy, transit } = r.profile.timing, { map } = resources;
    const linksQueue = r.contention.links && occupancy.linkLine + occupancy.linkShort > 0;

    this.send = define(b, "numaSend", ["i32", "i32", "i32", "f64", "i32", "i32", "i32", "i32"], "void", (f, message, from, to, out, a, line, c, withLine) => {
      const pair = f.local("i32", i32.add(i32.mul(from, network.places), to)), eighth = f.local("i32", i32.shl(pair, 3));
      count(f, i32.shl(pair, 4), base + at.pairs + 8 * PAIR_COUNTER.messages, f64.const(1));
      count(f, i32.shl(pair, 4), base + at.pairs + 8 * PAIR_COUNTER.lines, f64.fromI32S(withLine));
      const arrives = f.local("f64", f64.add(out, f64.load(eighth, base + at.transit)));
      if (linksQueue) f.set(arrives, f64.add(arrives, this.waits.call(pair, out, withLine)));
      // One lane for each pair, in order.
      f.if(f64.lt(arrives, f64.load(eighth, base + at.arrival)), () => f.set(arrives, f64.load(eighth, base + at.arrival)));
      f.add(f64.store(eighth, arrives, base + at.arrival));
      f.add(this.post(arrives, message, a, line, c));
    });

    this.waits = define(b, "numaLinkWaits", ["i32", "f64", "i32"], "f64", (f, pair, out, withLine) => {
      const n = f.local("i32", i32.shl(i32.load(i32.shl(pair, 2), base + at.routeAt), 2)), end = f.local("i32", i32.shl(i32.load(i32.shl(pair, 2), base + at.routeAt + 4), 2));
      const head = f.local("f64", out), waited = f.local("f64", 0), wait = f.local("f64"), link = f.local("i32"), cell = f.local("i32");
      f.block((done) => f.loop((again) => {
        f.brIf(done, i32.eq(n, end));
        f.set(link, i32.load(n, base + at.route));
        f.set(cell, resources.offset(i32.add(link, map.links)));
        f.set(wait, f64.sub(resources.free(cell), head));
        f.if(f64.gt(wait, 0), () => {
          f.add(resources.countWait.call(cell, wait));
          f.set(waited, f64.add(waited, wait));
          f.set(head, f64.add(head, wait));
        });
        f.add(resources.setFree(cell, f64.add(head, f64.load(i32.shl(i32.add(i32.shl(link, 1), withLine), 3), base + at.linkCycles))));
        f.set(head, f64.add(head, transit.perHop));
        f.set(n, i32.add(n, 4));
        f.br(again);
      }));
      f.return(waited);
    });
  }

  /** The message is handled at that time. */
  post(time: F64, message: I32Like, a: I32, line: I32, c: I32): Statement {
    return this.posted.call(time, message, a, line, c);
  }

  /** The one that handles what comes for that CPU or device. */
  controllerOf(agent: I32): I32 {
    return this.network.bus ? i32.const(this.cells.r.nodes) : this.cells.node(agent);
  }
}

function count(f: Body, at: I32, cell: number, by: F64): void {
  f.add(f64.store(at, f64.add(f64.load(at, cell), by), cell));
}
