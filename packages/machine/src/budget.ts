import { MachineError } from "./errors.ts";

/** A stretch of the linear memory. */
export interface Region {
  readonly name: string;
  readonly base: number;
  readonly bytes: number;
}
export interface Wanted {
  readonly name: string;
  readonly bytes: number;
}
export interface Layout {
  readonly regions: ReadonlyMap<string, Region>;
  readonly bytes: number;
}

const PAGE = 65536;
/** A 32-bit WebAssembly memory. */
export const LINEAR_MEMORY_BYTES = 65536 * PAGE;
const align = (n: number): number => Math.ceil(n / PAGE) * PAGE;

/**
 * Lays regions out one after another, each on a 64 KB boundary (docs/memory.md). The first 64 KB are nobody's, since 0
 * means "none" where a host address is stored. The byte map of dirty pages counts pages of everything, itself included.
 */
export function layOut(wanted: readonly Wanted[]): Layout {
  const fixed = PAGE + wanted.reduce((sum, w) => sum + align(w.bytes), 0);
  // One byte for 4096: map >= (fixed + map) / 4096.
  const map = align(Math.ceil(fixed / 4095));
  const all = [{ name: "dirty page map", bytes: map }, ...wanted];
  const bytes = fixed + map;
  if (bytes > LINEAR_MEMORY_BYTES) {
    const figures = all.map((w) => `${w.name} ${w.bytes.toLocaleString("en")}`).join(", ");
    throw new MachineError("memory-budget",
      `memory: expected at most ${LINEAR_MEMORY_BYTES.toLocaleString("en")} bytes (a 32-bit WebAssembly memory), ` +
      `got ${bytes.toLocaleString("en")} (${figures}); use less memory or fewer CPUs`);
  }
  const regions = new Map<string, Region>();
  let base = PAGE;
  for (const { name, bytes: size } of all) {
    regions.set(name, { name, base, bytes: size });
    base += align(size);
  }
  return { regions, bytes };
}

/** The region of that name, which `layOut` was given. */
export function region(layout: Layout, name: string): Region {
  const r = layout.regions.get(name);
  if (!r) throw new MachineError("memory-budget", `region: no region named "${name}"`);
  return r;
}
