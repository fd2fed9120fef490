/**
 * What one L1 miss and one L2 miss cost the host. From the package's folder:
 *   node --import tsx --conditions=@disco-vm/source bench/host-cost.ts
 */
import { bareCaches } from "../src/bare-caches.ts";
import { createNuma } from "../src/index.ts";

const MB = 1 << 20, LINE = 128;
const out = (what: string, value: number, unit: string): void => console.log(`${what.padEnd(56)}${value.toFixed(value < 100 ? 1 : 0).padStart(8)} ${unit}`);

function system(cpus: number, interleave = false) {
  let readyAt = -1;
  const caches = bareCaches({ cpus, ramBytes: cpus * 64 * MB, profile: "flash-1997", map: { aliasBytes: 0, interleave: interleave ? "page" : "node" } }, {
    ready: (_cpu, time) => { readyAt = time; },
  });
  const { numa } = caches;
  /** One CPU does this to its end; returns its new clock. */
  const access = (cpu: number, kind: "load" | "store", address: number, now: number): number => {
    if (caches[kind](cpu, address) >= 0) return now;
    numa.start(cpu, now);
    readyAt = -1;
    while (readyAt < 0) numa.advance(Infinity);
    caches[kind](cpu, address);
    numa.release(cpu, readyAt);
    while (numa.nextTime <= readyAt) numa.advance(readyAt);
    return readyAt + caches.takeCharge(cpu);
  };
  return { caches, access };
}

/**
 * Nanoseconds for each of `n` calls of `one`: the best of many slices of a few milliseconds, so that other processes on
 * the host disturb little. Half of the calls go before, to warm up.
 */
function time(n: number, one: (k: number) => void): number {
  const slice = 8192;
  let best = Infinity;
  for (let k = 0; k < n; k += slice) {
    const t = performance.now();
    for (let j = k; j < k + slice; j++) one(j);
    const ns = ((performance.now() - t) * 1e6) / slice;
    if (k > n / 2 && ns < best) best = ns;
  }
  return best;
}

{
  const { caches, access } = system(1);
  for (let at = 0; at < 512 << 10; at += LINE) access(0, "load", at, 0);
  const n = 4e6;
  out("L1 hit (call from JavaScript included)", time(n, () => { caches.load(0, 64); }), "ns");
  // 16 lines of 32 KB apart share two L1 sets' ways, and stay in the L2.
  out("L1 miss, L2 hit (call from JavaScript included)", time(n, (k) => { caches.load(0, (k * 16384 + ((k >> 5) << 5)) & 0x7ffff); }), "ns");
}
const cases: [string, number, boolean, "load" | "store"][] = [
  ["L2 miss, local clean", 1, false, "load"],
  ["L2 miss, local, dirty victim", 1, false, "store"],
  ["L2 miss, 3 of 4 remote, clean", 4, true, "load"],
];
for (const [what, cpus, interleave, kind] of cases) {
  const { access } = system(cpus, interleave);
  const lines = (32 * MB) / LINE;
  let now = 0;
  const ns = time(8 * lines, (k) => { now = access(0, kind, (k % lines) * LINE, now); });
  out(what, ns, "ns");
  out("", 1e3 / ns, "M a second");
}
{
  const { access } = system(4, true);
  let now = 0;
  const n = 1_000_000;
  const ns = time(n, (k) => { now = access(k & 3, "store", ((k >> 2) & 1023) * LINE, now); });
  out("store to a line that another CPU has dirty", ns, "ns");
}
for (const cpus of [1, 8, 64]) {
  // Each CPU runs through 256 KB of its own node's memory, again and again: L1 misses, and hits.
  const numa = createNuma({ cpus, ramBytes: cpus * 4 * MB }), n = 2_000_000;
  function* trace() {
    for (let k = 0; k < n; k++) yield { cpu: k % cpus, address: (k % cpus) * 4 * MB + ((Math.floor(k / cpus) * 8) & 0x3ffff), kind: k & 3 ? "load" as const : "store" as const };
  }
  const t = process.cpuUsage().user;
  numa.run(trace());
  out(`trace of ${cpus} CPUs on private memory`, ((process.cpuUsage().user - t) * 1e3) / n, "ns an access");
}
{
  const numa = createNuma({ cpus: 8, ramBytes: 8 * 32 * MB });
  function* trace() {
    for (let k = 0; k < 1_000_000; k++) yield { cpu: k & 7, address: ((k * 7919) % (1 << 21)) * LINE & (256 * MB - 1), kind: k & 8 ? "store" as const : "load" as const };
  }
  const t = process.cpuUsage().user;
  const report = numa.run(trace());
  const misses = Object.values(report.misses).reduce((a, b) => a + b);
  out(`trace of 8 CPUs, ${misses} misses in ${report.accesses} accesses`, ((process.cpuUsage().user - t) * 1e3) / report.accesses, "ns an access");
}
