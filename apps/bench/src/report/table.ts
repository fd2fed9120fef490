/** The results as a table of text. */
import { CATEGORIES, type Breakdown } from "../radix/breakdown.ts";
import type { Run } from "../results-file/schema.ts";

export const CATEGORY_NAMES: Readonly<Record<keyof Breakdown, string>> = {
  user: "user", stallLocal: "user stall, local", stallRemote: "user stall, remote", kernel: "kernel", monitor: "Disco", idle: "idle",
};
const SHORT: Readonly<Record<keyof Breakdown, string>> = { ...CATEGORY_NAMES, stallLocal: "local", stallRemote: "remote" };

export const machineName = (run: Pick<Run, "profile" | "monitor">): string => `${run.profile}, ${run.monitor === "none" ? "bare metal" : "Disco"}`;

/** Runs of one machine and monitor, by number of CPUs. */
export function series(runs: readonly Run[]): { readonly name: string; readonly runs: readonly Run[] }[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) groups.set(machineName(run), [...groups.get(machineName(run)) ?? [], run]);
  return [...groups].map(([name, of]) => ({ name, runs: of.sort((a, b) => a.cpus - b.cpus) }));
}

/** How many times faster than the run on one CPU. */
export function speedup(run: Run, among: readonly Run[], of: (run: Run) => number | null = (r) => r.cycles): number | undefined {
  const one = among.find((r) => r.cpus === 1), base = one && of(one), mine = of(run);
  return base && mine ? base / mine : undefined;
}

export function radixTable(runs: readonly Run[]): string {
  const head = ["CPUs", "ms", "speedup", "sort ms", "speedup", ...CATEGORIES.map((name) => SHORT[name]), "MIPS", "correct"];
  const rows = series(runs).flatMap(({ name, runs: of }) => [[name], ...of.map((run) => [
    `${run.cpus}`,
    milliseconds(run.cycles), times(speedup(run, of)),
    milliseconds(run.phases.sort), times(speedup(run, of, (r) => r.phases.sort)),
    ...CATEGORIES.map((category) => `${(100 * run.breakdown[category]).toFixed(1)}%`),
    run.simulatedMips.toFixed(1),
    run.correct ? "yes" : "NO",
  ])]);
  return aligned([head, ...rows]);
}

const MS_PER_CYCLE = 2.5e-6;
const milliseconds = (cycles: number | null): string => (cycles === null ? "-" : (cycles * MS_PER_CYCLE).toFixed(2));
const times = (x: number | undefined): string => (x === undefined ? "-" : x.toFixed(2));

/** Columns flush right; a row of one cell is a heading. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) if (row.length > 1) row.forEach((cell, n) => { widths[n] = Math.max(widths[n] ?? 0, cell.length); });
  return rows.map((row) => (row.length === 1 ? row[0] : row.map((cell, n) => cell.padStart(widths[n] ?? 0)).join("  "))).join("\n");
}
