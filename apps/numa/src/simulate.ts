import { createNuma, decodeTrace, type NumaReport, type ProfileName } from "@disco-vm/numa";
import { figure } from "./figure.ts";
import { readChunks, writeWhole } from "./files.ts";
import { reportText } from "./report-text.ts";

export interface SimulateOptions {
  readonly profile: ProfileName;
  readonly interleave: "node" | "page";
  readonly contention: boolean;
  readonly json?: string;
  readonly svg?: string;
}

/** Runs the trace, writes the files that were asked for, returns the report as text. */
export async function simulate(file: string, options: SimulateOptions): Promise<string> {
  const { profile, interleave, contention } = options, { header, accesses } = decodeTrace(readChunks(file));
  const report: NumaReport = createNuma({ profile, interleave, contention, cpus: header.cpus, ramBytes: header.ramBytes }).run(accesses);
  if (options.json) writeWhole(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (options.svg) writeWhole(options.svg, await figure(report));
  return reportText(report);
}
