import { PROFILES, type NumaConfig } from "../src/index.ts";
import { bareCaches, type BareCaches } from "../src/bare-caches.ts";
import { EventQueue } from "../src/event-queue.ts";
import { PHASE } from "../src/layout.ts";
import { DIRECTORY } from "../src/protocol/directory-table.ts";
import type { Tables } from "../src/protocol/tables.ts";
import { Channels } from "../src/explore/channels.ts";

/** Marsaglia's xorshift32. */
export function random(seed: number): (below: number) => number {
  let x = (seed * 2654435761 + 88675123) | 0 || 1;
  return (below) => {
    x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
    return (x >>> 0) % below;
  };
}

type Kind = "load" | "store" | "fetch" | "ll" | "sc" | "readOnce" | "writeUnique";
const KINDS: readonly Kind[] = ["load", "load", "load", "store", "store", "store", "fetch", "ll", "sc", "sc", "sc", "readOnce", "writeUnique"];
const INTERCONNECTS = ["mesh", "uniform", "hypercube", "fat-tree"] as const;

/**
 * CPUs with tiny caches and random programs on few lines, devices that read and write them, random parts of all
 * latencies, and messages late at random, in check mode. A software line table stands for the core's: what it lets
 * through must be coherent too.
 */
export function runRandom(seed: number, accesses: number, tables?: Tables): { accesses: number; misses: number; scSucceeded: number; scFailed: number; rows: Set<string>; end: number; caches: BareCaches } {
  const rnd = random(seed + 1);
  const cpus = 1 + rnd(8), pages = 1 + rnd(2), bus = !rnd(3);
  const cpusPerNode = !bus && cpus % 2 === 0 && rnd(2) ? 2 : 1, memoryNodes = bus || rnd(4) ? 0 : 1, nodes = cpus / cpusPerNode + memoryNodes;
  const upTo = <T extends object>(parts: T): T => Object.fromEntries(Object.keys(parts).map((k) => [k, rnd(3) ? rnd(60) : 0])) as T; // same keys
  const base = PROFILES[bus ? "uma-1997" : "flash-1997"];
  const config: NumaConfig = {
    cpus, cpusPerNode, memoryNodes, ramBytes: nodes * pages * 4096, contention: rnd(4) > 0,
    map: { aliasBytes: rnd(2) ? 4096 : 0, interleave: rnd(2) ? "page" : "node", lowEnd: rnd(2) ? 4096 : 2 ** 31, highBase: 0x2000_0000 },
    profile: {
      ...base,
      interconnect: bus ? "bus" : INTERCONNECTS[rnd(4)]!,
      caches: { l1i: 128 << rnd(9), l1d: 64 << rnd(10), l2: 256 << rnd(4) },
      l2Hit: rnd(20), writeBackBuffer: 1 + rnd(3),
      timing: {
        issue: rnd(50), deliver: rnd(40), transit: { firstHop: 1 + rnd(120), perHop: rnd(30) }, banks: 1 + rnd(2),
        latency: upTo(base.timing.latency), occupancy: upTo(base.timing.occupancy),
      },
    },
  };
  const queue = new EventQueue(), jitter = rnd(2) ? 1 + rnd(300) : 1, slow = rnd(2) ? 4 + rnd(20) : 0;
  const lanes = new Map<number, number>();
  let channels: Channels | undefined;
  /** CPUs, then devices. */
  const agents = cpus + nodes, readyAt = new Float64Array(agents).fill(-1);
  let misses = 0;
  const caches = bareCaches(config, {
    post: (time, kind, a, line, c) => {
      channels ??= new Channels(caches.numa.network, agents, (agent) => caches.numa.engine.store.node(agent));
      const lane = channels.of(kind, a, line, c);
      // Some lanes are slow now and then, so that everything overtakes what is in them.
      const at = Math.max(time + rnd(jitter) + (slow && !rnd(slow) ? rnd(4000) : 0), lanes.get(lane) ?? 0);
      lanes.set(lane, at);
      queue.post(at, kind, a, line, c);
    },
    ready: (cpu, time) => { readyAt[cpu] = time; misses++; },
    done: (agent, time) => { readyAt[agent] = time; pending[agent] = undefined; done++; },
  }, { check: true, lineTable: true, ...(tables && { tables }) });
  const { numa } = caches;

  const lines = Array.from({ length: 2 + rnd(8) }, () => rnd(config.ramBytes / 128));
  const clock = new Float64Array(agents), link = new Map<number, { line: number; version: number }>();
  const pending: ({ kind: Kind; address: number; virtual: number; line: number } | undefined)[] = Array.from({ length: agents }, () => undefined);
  const blocked = new Uint8Array(agents);
  let done = 0, scSucceeded = 0, scFailed = 0;

  /** Executes the CPU's access; false if it blocks. */
  const execute = (cpu: number): boolean => {
    const access = pending[cpu]!; // set before
    const { kind, address, virtual, line } = access, versions = numa.versions!; // check mode
    if (kind === "sc" && !caches.linked(cpu)) {
      scFailed++;
      return true;
    }
    const how = kind === "ll" ? "load" : kind === "sc" ? "store" : kind as "load" | "store" | "fetch"; // others do not come here
    if (caches[how](cpu, address, virtual) < 0) return false;
    if (how === "store") {
      if (kind === "sc") {
        scSucceeded++;
        if (link.get(cpu)!.version !== versions.newest(line)) throw new Error(`SC of CPU ${cpu} succeeds after another's store to line ${line}`);
      }
      versions.write(cpu, line);
      if (kind === "sc") caches.unlink(cpu);
      else if (link.get(cpu)?.line === line) link.set(cpu, { line, version: versions.newest(line) }); // its own store leaves the link
    } else {
      versions.read(cpu, line);
      if (kind === "ll") {
        caches.link(cpu, address);
        link.set(cpu, { line, version: versions.newest(line) });
      }
    }
    return true;
  };

  // Then everybody finishes what is under way.
  while (done < accesses || queue.length || pending.some((p) => p)) {
    // The CPU furthest behind, unless an event is due.
    let next = -1;
    for (let c = 0; c < agents; c++) if (!blocked[c] && (done < accesses || pending[c]) && (next < 0 || clock[c]! < clock[next]!)) next = c;
    if (next < 0 || queue.peekTime() <= clock[next]!) {
      if (!queue.take()) throw new Error(`deadlock: ${done} accesses done, CPUs wait, nothing is under way`);
      numa.handle(queue.at, queue.kind, queue.a, queue.b, queue.c);
      for (let c = 0; c < agents; c++) if (readyAt[c]! >= 0) {
        clock[c] = readyAt[c]!;
        if (clock[c]! < queue.at) throw new Error("ready in the past");
        readyAt[c] = -1;
        blocked[c] = 2;
      }
      // Woken, not yet executed again: runs like the others from its new clock on.
      for (let c = 0; c < agents; c++) if (blocked[c] === 2) blocked[c] = 0;
      continue;
    }
    const again = pending[next] !== undefined;
    if (!again) {
      const line = lines[rnd(lines.length)]!, offset = line * 128 + 4 * rnd(32);
      const own = numa.engine.store.node(next) * numa.config.memoryPerNode, alias = numa.config.aliasBytes;
      const address = rnd(2) && offset >= own && offset < own + alias ? offset - own : numa.address(offset);
      // Below the alias, an address means the CPU's own node.
      const issued = address < alias && !(offset >= own && offset < own + alias) ? undefined : address;
      const device = next >= cpus, kind: Kind = device ? (rnd(2) ? "readOnce" : "writeUnique") : KINDS[rnd(KINDS.length)]!;
      const linked = link.get(next);
      clock[next]! += rnd(device ? 2000 : 20);
      if (issued === undefined) continue;
      // SC goes to the linked line; the link is known by the address as issued.
      if (kind === "sc" && linked?.line !== line) continue;
      // Each line has four virtual addresses, one for each primary index, mostly used through one of them.
      const virtual = line * 2 ** 14 + (issued & 0xfff) + ((rnd(8) ? line & 3 : rnd(4)) << 12);
      pending[next] = { kind, address: issued, virtual, line };
    }
    const { kind, line } = pending[next]!; // set above, or before
    if (kind === "readOnce" || kind === "writeUnique") {
      numa[kind](next, numa.address(line * 128), clock[next]!);
      blocked[next] = 1;
    } else if (execute(next)) {
      clock[next]! += 1 + caches.takeCharge(next);
      pending[next] = undefined;
      done++;
      if (again) numa.release(next, clock[next]!);
    } else {
      if (again) {
        if (numa.engine.store.phase(next) !== PHASE.refused) throw new Error(`CPU ${next} does not find the line that came`);
        numa.release(next, clock[next]!);
      }
      numa.start(next, clock[next]!);
      blocked[next] = 1;
    }
  }
  const rows = new Set(numa.engine.rowsUsed());
  numa.engine.store.directory.forEach((state, line) => {
    if (state >= DIRECTORY.BI) throw new Error(`line ${line} is busy, and nothing is under way`);
  });
  return { accesses: done, misses, scSucceeded, scFailed, rows, end: Math.max(...clock), caches };
}
