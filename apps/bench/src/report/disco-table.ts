import type { Run } from "../results-file/schema.ts";
import { aligned, series } from "./table.ts";

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const share = (part: number, whole: number): string => `${whole > 0 ? ((100 * part) / whole).toFixed(1) : "0.0"}%`;

/** What Disco's share of the time consists of. */
export function discoTable(runs: readonly Run[]): string {
  const head = ["CPUs", "time", "busy", "local", "remote", "refills", "by handlers", "entries", "instructions", "pages"];
  const rows = series(runs.filter((run) => run.disco)).flatMap(({ runs: of }) => [[of[0]!.profile], ...of.map((run) => row(run, run.disco!))]); // filtered
  return aligned([["What Disco's time consists of"], head, ...rows]);
}

function row({ cpus, breakdown, breakdownCycles: { monitor } }: Run, d: NonNullable<Run["disco"]>): string[] {
  return [
    `${cpus}`, `${(100 * breakdown.monitor).toFixed(1)}%`, share(d.busy, monitor), share(d.stallLocal, monitor), share(d.stallRemote, monitor),
    `${d.refills}`, `${d.refillsToHandlers}`, `${sum(d.entries)}`, `${sum(d.handlerInstructions)}`, `${d.pages.reduce((a, b) => a + b, 0)}`,
  ];
}
