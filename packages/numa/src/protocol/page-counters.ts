import { f64, i32, select, type Func, type ModuleBuilder } from "@disco-vm/wasm";
import { CPU_COUNTER, OUT_KIND, PAGE_CLASSES } from "../layout.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";
import type { Put } from "./outbox.ts";
import type { Store } from "./store.ts";

const FULL = 0xffff;

/** (cpu, line, miss class): counts misses by page and CPU, and by class too if asked for; of each CPU's misses each n-th. */
export function emitPageCounter(b: ModuleBuilder, cells: Cells, put: Put): Func<readonly ["i32", "i32", "i32"], "void"> {
  const { r, at, base } = cells;
  return define(b, "numaCountPage", ["i32", "i32", "i32"], "void", (f, cpu, line, missClass) => {
    if (r.pageSampling > 1) {
      const since = f.local("f64", f64.add(cells.counter(cpu, CPU_COUNTER.unsampled), 1)), enough = f64.ge(since, r.pageSampling);
      f.add(cells.setCounter(cpu, CPU_COUNTER.unsampled, select(enough, f64.const(0), since)));
      f.if(i32.eqz(enough), () => f.return());
    }
    const cell = f.local("i32", i32.add(i32.mul(i32.shrU(line, 5), r.cpus), cpu)), count = f.local("i32");
    if (r.pageClasses) {
      const byClass = f.local("i32", i32.shl(i32.add(i32.mul(cell, PAGE_CLASSES), missClass), 1)), first = base + at.classMisses;
      f.if(i32.ltU(f.tee(count, i32.load16u(byClass, first)), FULL), () => f.add(i32.store16(byClass, i32.add(count, 1), first)));
    }
    f.set(cell, i32.shl(cell, 1));
    f.if(i32.gtU(f.tee(count, i32.add(i32.load16u(cell, base + at.misses), 1)), FULL), () => f.return());
    f.add(i32.store16(cell, count, base + at.misses));
    if (r.hotPageThreshold > 0) f.if(i32.eq(count, r.hotPageThreshold), () => f.add(put.call(0, OUT_KIND.hotPage, cpu, line, 0, 0)));
  });
}

export function clearMisses({ misses, classMisses, r: { cpus } }: Store, page: number): void {
  misses.fill(0, page * cpus, (page + 1) * cpus);
  classMisses?.fill(0, page * cpus * PAGE_CLASSES, (page + 1) * cpus * PAGE_CLASSES);
}
