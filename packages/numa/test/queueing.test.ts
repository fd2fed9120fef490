import { describe, expect, test } from "vitest";
import { bareCaches } from "../src/bare-caches.ts";
import { createNuma, EventQueue, PROFILES, type Access, type NumaConfig, type Profile } from "../src/index.ts";
import { random } from "./random-tester.ts";

/*
 * The simulated queues against theory. One kind of resource queues, the others serve any number at once; a read keeps
 * node 0's controller for 44 cycles, its one bank for 64. Everybody is one hop away from everybody.
 */
const flash: Profile = { ...PROFILES["flash-1997"], interconnect: "uniform" };
const NONE = { controllers: false, memories: false, buses: false, links: false };
const queues = [["controllers", flash.timing.occupancy.read], ["memories", flash.timing.occupancy.memory]] as const;
const UNLOADED = 360;

/** Exponentially distributed times. */
function exponential(seed: number): (mean: number) => number {
  const rnd = random(seed);
  return (mean) => -Math.log((rnd(2 ** 30) + 0.5) / 2 ** 30) * mean;
}

/** Mean wait of `count` reads of node 0's memory, which come as a Poisson process from a crowd of CPUs, as such each idle. */
function poisson(config: Partial<NumaConfig>, mean: number, count: number): number {
  const CROWD = 200, LINES = 8, queue = new EventQueue(), time = exponential(7);
  const idle: number[] = [], started = new Float64Array(CROWD), turn = new Uint8Array(CROWD), ready: [cpu: number, time: number][] = [];
  // Two ways of one set: a CPU that reads 8 lines in turns misses each time, and drops shared lines without notice.
  const caches = bareCaches({ cpus: CROWD, ramBytes: CROWD * 4096, map: { aliasBytes: 0 }, profile: { ...flash, caches: { l1i: 128, l1d: 64, l2: 256 } }, ...config }, {
    post: (t, kind, a, b, c) => queue.post(t, kind, a, b, c),
    ready: (cpu, t) => { ready.push([cpu, t]); },
  });
  let latency = 0, done = 0;
  const handle = (until: number): void => {
    while (queue.length && queue.peekTime() <= until) {
      queue.take();
      caches.numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
      for (const [cpu, t] of ready.splice(0)) {
        caches.load(cpu, turn[cpu]! * 128);
        caches.numa.release(cpu, t);
        latency += t + caches.takeCharge(cpu) - started[cpu]!;
        done++;
        idle.push(cpu);
      }
    }
  };
  let now = 0;
  const read = (cpu: number): void => {
    turn[cpu] = (turn[cpu]! + 1) % LINES;
    if (caches.load(cpu, turn[cpu]! * 128) >= 0) throw new Error("a hit");
    started[cpu] = now;
    caches.numa.start(cpu, now);
  };
  // All lines shared: nothing but reads from memory from here on.
  for (let n = 0; n < 3 * LINES; n++) for (const cpu of [1, 2]) { read(cpu); handle(Infinity); now += 1e4; }
  idle.length = 0;
  for (let cpu = 3; cpu < CROWD; cpu++) idle.push(cpu);
  latency = done = 0;
  while (done < count) {
    now += time(mean);
    handle(now);
    read(idle.shift()!); // a crowd
  }
  handle(Infinity);
  return latency / done - UNLOADED;
}

describe.each(queues)("%s", (kind, service) => {
  test.each([0.1, 0.3, 0.5, 0.7, 0.9])("under Poisson arrivals wait as M/D/1 at utilisation %d", (load) => {
    const wait = poisson({ contention: { ...NONE, [kind]: true } }, service / load, load < 0.8 ? 60_000 : 200_000);
    // Pollaczek and Khinchine, constant service.
    const theory = (load * service) / (2 * (1 - load));
    expect(Math.abs(wait / theory - 1)).toBeLessThan(0.03);
  });

  test.each([1, 2, 4, 8, 12, 15])("with %i CPUs in a loop give the throughput of mean-value analysis", (cpus) => {
    const THINK = 200, N = 4000, time = exponential(cpus), trace: Access[] = [];
    for (let n = 0; n < N; n++) for (let cpu = 1; cpu <= cpus; cpu++) trace.push({ cpu, address: ((cpu - 1) * N + n) * 128, kind: "load", gap: Math.round(time(THINK)) });
    // Enough L2 that no line is replaced.
    const report = createNuma({ cpus: 16, ramBytes: 16 * (8 << 20), profile: { ...flash, caches: { ...flash.caches, l2: 4 << 20 } }, contention: { ...NONE, [kind]: true } }).run(trace);
    const throughput = report.cpus.slice(1, cpus + 1).reduce((sum, c) => sum + c.accesses / c.cycles, 0);
    expect(Math.abs(throughput / meanValue(cpus, service, THINK + 1 + UNLOADED - service) - 1)).toBeLessThan(0.03);
  });
});

/** Reiser's mean-value analysis: one first-come-first-served server with constant service times, and a delay. */
function meanValue(customers: number, service: number, delay: number): number {
  let queue = 0, throughput = 0;
  for (let n = 1; n <= customers; n++) {
    // Those who wait take a whole service, who is being served half of one on average.
    const busy = throughput * service, response = service + service * (queue - busy) + (service / 2) * busy;
    // The approximation does not know that a server cannot be more than busy.
    throughput = Math.min(n / (delay + response), 1 / service);
    queue = throughput * response;
  }
  return throughput;
}
