/** What the engine is held to: ratios to peers, and what each comes from. */
import type { OURS, PEER_NAMES } from "./engines.ts";

/** Simulated MIPS by engine, peers included; null where a program did not run. */
export type Figures = Readonly<Record<keyof typeof OURS | (typeof PEER_NAMES)[number], number | null>>;

export interface Program { readonly name: string; readonly figures: Figures }
export interface Judged { readonly what: string; readonly value: number | null; readonly floor: number; readonly aim?: number; readonly lowest?: string }

/** Geometric mean over the programs for which there are both figures. */
export function geomean(values: readonly (number | null)[]): number | null {
  const known = values.filter((v) => v !== null && v > 0) as number[];
  return known.length ? Math.exp(known.reduce((sum, v) => sum + Math.log(v), 0) / known.length) : null;
}

export const ratio = (p: Program, of: keyof Figures, to: keyof Figures): number | null => {
  const [a, b] = [p.figures[of], p.figures[to]];
  return a === null || b === null ? null : a / b;
};

export function judge(programs: readonly Program[]): Judged[] {
  const mean = (of: keyof Figures, to: keyof Figures): number | null => geomean(programs.map((p) => ratio(p, of, to)));
  const least = (value: (p: Program) => number | null): { value: number | null; lowest?: string } => {
    const known = programs.flatMap((p) => { const v = value(p); return v === null ? [] : [{ value: v, lowest: p.name }]; });
    return known.sort((a, b) => a.value - b.value)[0] ?? { value: null };
  };
  return [
    { what: "tier 1 functional / QEMU, geometric mean", value: mean("tier1Functional", "qemu"), floor: 0.6, aim: 0.8 },
    { what: "tier 1 timed / QEMU, geometric mean", value: mean("tier1Timed", "qemu"), floor: 0.3, aim: 0.45 },
    { what: "tier 1 functional / GXemul, lowest", ...least((p) => ratio(p, "tier1Functional", "gxemul")), floor: 2 },
    { what: "tier 0 functional, MIPS, lowest", ...least((p) => p.figures.tier0Functional), floor: 200 },
  ];
}
