import { bareCaches, type BareCaches } from "../src/bare-caches.ts";
import type { NumaConfig } from "../src/config.ts";
import { EventQueue } from "../src/event-queue.ts";

export type Kind = "load" | "store" | "fetch";

/** CPUs that do one access at a time, each taken to its end before the next. */
export class Rig {
  readonly queue = new EventQueue();
  readonly caches: BareCaches;
  readonly hot: [number, number][] = [];
  private readonly readyAt: number[] = [];
  private readonly readyClass: number[] = [];

  constructor(config: NumaConfig, options: { check?: boolean } = {}) {
    this.caches = bareCaches(config, {
      post: (time, kind, a, b, c) => this.queue.post(time, kind, a, b, c),
      ready: (cpu, time, missClass) => { this.readyAt[cpu] = time; this.readyClass[cpu] = missClass; },
      hotPage: (cpu, address) => this.hot.push([cpu, address]),
    }, options);
  }

  /** Does the access alone, from `now` on, and lets everything settle; its cycles and miss class (-1: a hit). */
  access(cpu: number, kind: Kind, address: number, now: number, virtual = address): { cycles: number; missClass: number } {
    const { caches, queue } = this, { numa } = caches;
    let clock = now, missClass = -1;
    while (caches[kind](cpu, address, virtual) < 0) {
      this.readyAt[cpu] = -1;
      numa.start(cpu, clock);
      while (this.readyAt[cpu]! < 0) {
        if (!queue.take()) throw new Error("deadlock");
        numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
      }
      clock = this.readyAt[cpu]!;
      missClass = this.readyClass[cpu]!;
      if (caches[kind](cpu, address, virtual) < 0) throw new Error("the line that came was taken away");
      clock += caches.takeCharge(cpu);
      numa.release(cpu, clock);
      break;
    }
    clock += caches.takeCharge(cpu);
    while (queue.take()) numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
    return { cycles: clock - now, missClass };
  }
}
