import { CATEGORIES, CYCLES_PER_SECOND, type ServiceCycles, type Services, type ServiceStatistics } from "@disco-vm/machine";

const MICROSECOND = CYCLES_PER_SECOND / 1e6;
const total = (c: ServiceCycles): number => CATEGORIES.reduce((sum, category) => sum + c[category], 0);
const thousandths = (microseconds: number): string => microseconds.toFixed(3);

/** A column: what stands above it, and in the row of a service. */
type Column = readonly [head: string, cell: (s: ServiceStatistics) => string];

const once = (f: (s: ServiceStatistics) => number) => (s: ServiceStatistics): string => (s.count === 0 ? "" : thousandths(f(s) / MICROSECOND));

/**
 * What `--services` prints: microseconds for each time that a service ended, then milliseconds of all CPUs together by what
 * they went into, and their share. `reference` has microseconds of another system for comparison.
 */
export function servicesTable({ cpus, cycles, services }: Services, reference: Readonly<Record<string, number>> = {}): string {
  const columns: Column[] = [
    ["service", (s) => s.name],
    ["times", (s) => (s.count === 0 ? "" : `${s.count}`)],
    ["us each", once((s) => total(s.cycles) / s.count)],
    ...(Object.keys(reference).length > 0 ? [["IRIX 5.3", (s: ServiceStatistics) => `${reference[s.name] ?? ""}`] as const] : []),
    ["least", once((s) => s.least)],
    ["most", once((s) => s.most)],
    ...CATEGORIES.map((category): Column => [`${category} ms`, (s) => thousandths((s.cycles[category] + s.unfinished[category]) / (1000 * MICROSECOND))]),
    ["share", (s) => `${((100 * (total(s.cycles) + total(s.unfinished))) / (cpus * cycles)).toFixed(2)} %`],
  ];
  const rows = [columns.map(([head]) => head), ...services.map((s) => columns.map(([, cell]) => cell(s)))];
  const widths = columns.map((_, n) => Math.max(...rows.map((row) => row[n]!.length))); // each row has a cell for each column
  return rows.map((row) => row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join("  ").trimEnd()).join("\n");
}
