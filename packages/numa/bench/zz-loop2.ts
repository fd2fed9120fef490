import { bareCaches } from "../src/bare-caches.ts";
import { EventQueue, PROFILES } from "../src/index.ts";
const flash = PROFILES["flash-1997"];
const mode = process.argv[2] ?? "";
const occupancy = { ...flash.timing.occupancy };
if (mode.includes("l")) occupancy.linkLine = occupancy.linkShort = 0;
if (mode.includes("m")) occupancy.memory = 0;
if (mode.includes("b")) occupancy.bus = 0;
const PROFILE = { ...flash, timing: { ...flash.timing, occupancy } };
const MB = 1 << 20, LINE = 128, cpus = 4;
const queue = new EventQueue();
let readyAt = -1;
const caches = bareCaches({ cpus, ramBytes: cpus * 64 * MB, profile: PROFILE, map: { aliasBytes: 0, interleave: "page" } }, {
  post: (time, kind, a, b, c) => queue.post(time, kind, a, b, c),
  ready: (_cpu, time) => { readyAt = time; },
});
const { numa } = caches;
const access = (cpu: number, address: number, now: number): number => {
  if (caches.load(cpu, address) >= 0) return now;
  numa.start(cpu, now);
  readyAt = -1;
  while (readyAt < 0 && queue.take()) numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
  caches.load(cpu, address);
  numa.release(cpu, readyAt);
  while (queue.peekTime() <= readyAt && queue.take()) numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
  return readyAt + caches.takeCharge(cpu);
};
const lines = (32 * MB) / LINE;
let now = 0;
const N = 4_000_000;
let best = Infinity;
for (let k = 0; k < N; k += 262144) {
  const t = process.cpuUsage().user;
  for (let j = k; j < k + 262144; j++) now = access(0, (j % lines) * LINE, now);
  const ns = (process.cpuUsage().user - t) * 1000 / 262144;
  if (k > N / 3 && ns < best) best = ns;
}
console.log("best ns", best, "M/s", 1000 / best);
