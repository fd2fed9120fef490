import { coreTableBytes, cpuStateBytes, type CoreOptions } from "@disco-vm/mips";
import { AddressMap } from "./address-map.ts";
import { layOut, region, type Layout } from "./budget.ts";
import { flatSide } from "./flat-side.ts";
import type { MemorySide, MemorySideKind } from "./memory-side.ts";
import { numaSide } from "./numa-side.ts";
import { TUNING, type Tuning } from "./run-ahead.ts";
import { settle, type MachineOptions, type Settings } from "./options.ts";
import { Uncached, type Size } from "./uncached.ts";

/** Everything of a machine but the compiled core: made first, because compiling may be asynchronous. */
export interface Plan {
  readonly settings: Settings;
  readonly map: AddressMap;
  readonly layout: Layout;
  readonly memory: WebAssembly.Memory;
  readonly side: MemorySide;
  readonly uncached: Uncached;
  readonly tuning: Tuning;
  readonly coreOptions: CoreOptions;
}

/** Where the pieces of the machine go in the linear memory: the formula of docs/memory.md. */
export function planLayout(settings: Settings, kind: MemorySideKind, map: AddressMap, stateBytes: number): Layout {
  return layOut([
    { name: "scratch", bytes: 65536 },
    { name: "instruction tables", bytes: coreTableBytes() },
    { name: "CPU states", bytes: settings.cpus * stateBytes },
    ...kind.regions(map),
    { name: "RAM", bytes: settings.memory },
  ]);
}

export function plan(options: MachineOptions): Plan {
  const settings = settle(options);
  const kind = settings.timing ? numaSide(settings) : flatSide;
  const map = new AddressMap(settings.memory, settings.cpus);
  const stateBytes = cpuStateBytes(kind.geometry);
  const layout = planLayout(settings, kind, map, stateBytes);
  const memory = new WebAssembly.Memory({ initial: layout.bytes / 65536, maximum: layout.bytes / 65536 });
  const states = region(layout, "CPU states").base;
  const cpus = Array.from({ length: settings.cpus }, (_, n) => states + n * stateBytes);
  const side = kind.build({ memory, layout, map, cpus });

  const uncached = new Uncached(settings.cpus);
  return {
    settings, map, layout, memory, side, uncached, tuning: TUNING,
    coreOptions: {
      flavour: settings.timing ? "timed" : "functional",
      memory, cpus,
      tables: region(layout, "instruction tables").base,
      dirtyPages: region(layout, "dirty page map").base,
      system: side.system,
      gate: settings.monitor !== undefined,
      tier: settings.tier,
      host: {
        uncachedLoad: (cpu, pa, size) => uncached.load(cpu, pa, size as Size),
        uncachedStore: (cpu, pa, size, value) => uncached.store(cpu, pa, size as Size, value),
      },
    },
  };
}
