import type { NumaReport } from "@disco-vm/numa";
import { table } from "./table.ts";

/** Rows shown of what may be many. */
const MOST = 10;
const percent = (x: number): string => `${(100 * x).toFixed(1)}%`;

export function reportText(r: NumaReport): string {
  const ns = (cycles: number): string => (cycles * r.cycleNs).toFixed(0);
  const misses = r.latency.reduce((sum, l) => sum + l.misses, 0);
  const queues = ([["controller", r.controllers], ["memory", r.memories], ["bus", r.buses]] as const).flatMap(([name, all]) =>
    all.map((q, n) => [`${name} ${n}`, String(q.messages), percent(q.utilisation), ns(q.meanWait), ns(q.longestWait)]).filter(([, messages]) => messages !== "0"));
  const links = r.links.toSorted((a, b) => b.bytes - a.bytes).map((l) => [l.name, String(l.messages), String(l.bytes), percent(l.utilisation), ns(l.meanWait)]);
  const pages = r.pages.map((p) => [`0x${p.address.toString(16)}`, p.home < 0 ? "-" : String(p.home), String(p.misses.reduce((a, b) => a + b, 0)), byCpu(p.misses)]);
  return [
    `${r.profile}: ${r.accesses} accesses in ${ns(r.cycles)} ns, ${misses} misses of the second-level caches`, "",
    table(["miss", "count", "mean ns", "least", "most"], r.latency.map((l) => [l.missClass, String(l.misses), ns(l.mean), ns(l.least), ns(l.most)])),
    ...section(["resource", "messages", "busy", "mean wait ns", "longest"], queues),
    ...section(["link", "messages", "bytes", "busy", "mean wait ns"], links),
    ...section(["page", "home", "misses", "by CPU"], pages, [false, true, true]),
  ].join("\n");
}

function section(head: readonly string[], rows: readonly (readonly string[])[], right?: readonly boolean[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST ? [`… and ${rows.length - MOST} more`] : [];
  return ["", table(head, rows.slice(0, MOST), right), ...more];
}

/** The CPUs that missed most, as "3: 17, 0: 2". */
function byCpu(misses: readonly number[]): string {
  const sorted = misses.map((n, cpu) => [cpu, n] as const).filter(([, n]) => n).sort((a, b) => b[1] - a[1]);
  return sorted.slice(0, 4).map(([cpu, n]) => `${cpu}: ${n}`).join(", ") + (sorted.length > 4 ? ", …" : "");
}
