import { RAM } from "@disco-vm/abi";
import { FlatMemory, flatMemoryMapBytes } from "@disco-vm/mips";
import { region } from "./budget.ts";
import { KIND } from "./cpu-state.ts";
import type { MemorySideKind } from "./memory-side.ts";

/**
 * How far one CPU may run ahead of the others in the functional flavour, in cycles, which are instructions there. It
 * trades speed for how finely CPUs interleave; what runs is deterministic at any value.
 */
export const FUNCTIONAL_QUANTUM = 1000;

const LINKED = "linked page map";
const LINE_BYTES = 32;

/** The functional flavour: no caches, every access at once, devices one cycle away. */
export const flatSide: MemorySideKind = {
  geometry: { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 },
  regions: (map) => [{ name: LINKED, bytes: flatMemoryMapBytes(map.ramBytes) }],
  build({ layout, map, cpus }) {
    const system = new FlatMemory({
      ramBase: region(layout, "RAM").base,
      ramBytes: map.ramBytes,
      cpus,
      linkedPages: region(layout, LINKED).base,
      lowEnd: RAM.lowEnd,
      highBase: RAM.highBase,
      alias: (cpu) => map.address(cpu * map.memoryPerNode),
    });
    return {
      system,
      lookahead: { cpu: FUNCTIONAL_QUANTUM, event: 0 },
      soonest: new Float64Array(cpus.length).fill(Infinity),
      nextTime: () => Infinity,
      advance: () => -1,
      now: () => 0,
      latency: { request: () => 1, reply: () => 0 },
      lineBytes: LINE_BYTES,
      hops: (from, to) => (from === to ? 0 : 1),
      connect: () => undefined,
      access: () => 0,
      blocked: () => undefined,
      holds: () => false,
      caches: () => false,
      wanted: () => false,
      release: () => undefined,
      waitsFor: () => KIND.busy,
      missCount: () => 0,
      clearMissCounts: () => undefined,
      statistics: () => undefined,
      // The map of pages that LL touched only says where stores are looked at: no state.
      stateRegions: () => [],
      state: () => null,
    };
  },
};
