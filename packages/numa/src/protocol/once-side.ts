import { f64, i32, select, type Func, type ModuleBuilder } from "@disco-vm/wasm";
import { OUT_KIND, TX } from "../layout.ts";
import { define } from "./define.ts";
import { fail, FAILURE } from "./failures.ts";
import { KIND_SHIFT, MESSAGE } from "./messages.ts";
import type { Parts } from "./parts.ts";

/** Coherent accesses that leave no copy: those of devices, and uncached ones of CPUs. One at a time for each of them. */
export class OnceSide {
  /** (agent, READ_ONCE or WRITE_UNIQUE, line, now) */
  readonly start: Func<readonly ["i32", "i32", "i32", "f64"], "void">;
  /** (time, agent): DONE has arrived. */
  readonly handle: Func<readonly ["f64", "i32"], "void">;

  constructor(b: ModuleBuilder, { cells, transport, resources, put, r: { profile: { timing } } }: Parts) {
    this.start = define(b, "numa_once", ["i32", "i32", "i32", "f64"], "void", (f, agent, message, line, now) => {
      f.add(cells.setTx(agent, TX.once, i32.add(message, 1)));
      const kind = select(i32.eq(cells.home(line), cells.node(agent)), message, i32.const(MESSAGE.FORWARD));
      f.add(transport.post(f64.add(now, timing.issue), kind, agent, line, i32.add(agent, i32.shl(message, KIND_SHIFT))));
    }, { export: true });
    this.handle = define(b, "numaOnceDone", ["f64", "i32"], "void", (f, time, agent) => {
      f.if(i32.eqz(cells.tx(agent, TX.once)), () => fail(f, cells, FAILURE.doneUnasked, agent));
      f.add(cells.setTx(agent, TX.once, 0));
      const out = f64.add(resources.controller(transport.controllerOf(agent), time, timing.occupancy.reply), timing.latency.reply);
      f.add(put.call(f64.add(out, timing.deliver), OUT_KIND.done, agent, 0, 0, 0));
    });
  }
}
