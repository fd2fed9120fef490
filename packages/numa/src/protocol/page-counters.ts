import { CPU_COUNTER, PAGE_CLASSES } from "../layout.ts";
import type { Store } from "./store.ts";

const FULL = 0xffff;

/** Counts misses by page and CPU, and by class too if asked for; of each CPU's misses each n-th. */
export class PageCounters {
  constructor(private readonly store: Store, private readonly hotPage: (cpu: number, line: number) => void) {}

  count(cpu: number, line: number, missClass: number): void {
    const { store } = this, { misses, classMisses, r } = store;
    if (r.pageSampling > 1) {
      const since = store.counter(cpu, CPU_COUNTER.unsampled) + 1;
      store.setCounter(cpu, CPU_COUNTER.unsampled, since % r.pageSampling);
      if (since < r.pageSampling) return;
    }
    const cell = (line >>> 5) * r.cpus + cpu;
    if (classMisses && classMisses[cell * PAGE_CLASSES + missClass]! < FULL) classMisses[cell * PAGE_CLASSES + missClass]!++;
    const count = misses[cell]! + 1;
    if (count > FULL) return;
    misses[cell] = count;
    if (count === r.hotPageThreshold) this.hotPage(cpu, line);
  }

  clear(page: number): void {
    const { misses, classMisses, r: { cpus } } = this.store;
    misses.fill(0, page * cpus, (page + 1) * cpus);
    classMisses?.fill(0, page * cpus * PAGE_CLASSES, (page + 1) * cpus * PAGE_CLASSES);
  }
}
