import { RAM, SEGMENTS } from "@disco-vm/abi";
import { isLocal, numaBytes, NumaMemory, PROFILES, type NumaConfig, type Profile, type ProfileName } from "@disco-vm/numa";
import type { AddressMap } from "./address-map.ts";
import { region } from "./budget.ts";
import { KIND } from "./cpu-state.ts";
import { InvariantError, invariant, MachineError } from "./errors.ts";
import type { MemorySide, MemorySideKind } from "./memory-side.ts";
import type { Settings } from "./options.ts";

const REGION = "caches and directory";
/** Lines of the R10000's primary caches (User's Manual, chapter 4), two ways each. */
const DATA_LINE = 32, FETCH_LINE = 64, WAYS = 2;

export function profileOf(profile: ProfileName | Profile): Profile {
  if (typeof profile !== "string") return profile;
  const found = (PROFILES as Readonly<Record<string, Profile>>)[profile];
  if (!found)
    throw new MachineError("bad-option", `Machine: expected a profile of ${Object.keys(PROFILES).join(", ")}, got "${profile}"; name one of them or pass the profile itself`);
  return found;
}

/** Bytes for what each CPU of several has done and can take back. */
const JOURNAL = 64 << 10;
/** Where all devices but the CPUs' own are. */
const DEVICE_NODE = 0;

/** The timed flavour: caches, directory and network of packages/numa. */
export function numaSide({ profile, hotPageThreshold }: Pick<Settings, "profile" | "hotPageThreshold">): MemorySideKind {
  const config = (map: AddressMap): NumaConfig => ({
    cpus: map.nodes, journalBytes: map.nodes > 1 ? JOURNAL : 0, ramBytes: map.ramBytes, profile, hotPageThreshold,
    map: { lowEnd: RAM.lowEnd, highBase: RAM.highBase, aliasBytes: RAM.aliasBytes },
  });
  const geometry = {
    dataLine: DATA_LINE, dataSets: profile.caches.l1d / WAYS / DATA_LINE,
    fetchLine: FETCH_LINE, fetchSets: profile.caches.l1i / WAYS / FETCH_LINE,
  };
  return {
    geometry,
    regions: (map) => [{ name: REGION, bytes: numaBytes(config(map)) }],
    build({ memory, layout, map, cpus }) {
      const numa = new NumaMemory({
        ...config(map), memory, base: region(layout, REGION).base, ramBase: region(layout, "RAM").base,
        sink: {
          hotPage: (cpu, address) => connection.hotPage(cpu, address, numa.now),
          done: (_device, time) => connection.moved(time),
          ready: (cpu, time, missClass) => {
            held[cpu] = 1;
            connection.wake(cpu, time, isLocal(missClass) ? KIND.stallLocal : KIND.stallRemote);
          },
        },
      });
      invariant(JSON.stringify(numa.geometry) === JSON.stringify(geometry), "numaSide: the line tables' geometry is not numa's");
      /** CPUs whose line has come and may not be taken away before their access has executed again. */
      const held = new Uint8Array(map.nodes);
      let connection: Parameters<MemorySide["connect"]>[0] = {
        get core(): never { throw unconnected(); },
        wake() { throw unconnected(); },
        moved() { throw unconnected(); },
        hotPage() { throw unconnected(); },
      };
      const device = numa.device(DEVICE_NODE);
      type Lookup = (cpu: number, va: bigint, pa: bigint) => number;
      let lookups: readonly [Lookup, Lookup];
      const clock = (cpu: number): number => connection.core.cpus[cpu]!.cycle;
      const release = (cpu: number): void => {
        held[cpu] = 0;
        numa.release(cpu, clock(cpu));
      };
      return {
        system: numa,
        lookahead: numa.lookahead,
        soonest: numa.soonest,
        nextTime: () => numa.nextTime,
        advance: (until) => numa.advance(until),
        now: () => numa.now,
        ...(numa.journal && { journal: numa.journal }),
        caches: (cpu, address, changed) => numa.caches(cpu, address, changed),
        latency: { request: (from, to) => numa.requestLatency(from, to), reply: (from, to) => numa.replyLatency(from, to) },
        lineBytes: DATA_LINE,
        hops: (from, to) => numa.hops(from, to),
        connect(c) {
          connection = c;
          numa.bind(c.core.exports, cpus);
          lookups = [c.core.exports["numa_load"] as Lookup, c.core.exports["numa_store"] as Lookup]; // as `emit` says
        },
        access(cpu, store, address) {
          const result = lookups[store ? 1 : 0]!(cpus[cpu]!, kernelAddress(address), BigInt(address));
          if (held[cpu]) release(cpu); // blocked again: its upgrade was refused
          return result;
        },
        blocked: (cpu) => numa.start(cpu, clock(cpu)),
        holds: (cpu) => held[cpu] !== 0,
        wanted: (cpu) => numa.wanted(cpu),
        release,
        dma: (store, address, now) => (store ? numa.writeUnique(device, address, now) : numa.readOnce(device, address, now)),
        waitsFor: (cpu) => (numa.requestIsLocal(cpu) ? KIND.stallLocal : KIND.stallRemote),
        missCount: (address, cpu) => numa.missCount(address, cpu),
        clearMissCounts: (address) => numa.clearMissCounts(address),
        statistics: () => numa.statistics(),
        stateRegions: () => [numa.region],
        state: () => [...held],
      };
    },
  };
}

/** How the kernel addresses memory through the caches: kseg0 where it reaches, xkphys (coherent) beyond. */
function kernelAddress(address: number): bigint {
  return BigInt.asIntN(64, address < SEGMENTS.kseg0.bytes ? SEGMENTS.kseg0.base + BigInt(address) : 0xa800_0000_0000_0000n + BigInt(address));
}

const unconnected = (): InvariantError => new InvariantError("numaSide: a wake-up before connect");
