import { createHash } from "node:crypto";
import type { Machine } from "@disco-vm/machine";
import type { Image } from "../image.ts";
import type { RunOptions } from "./options.ts";
import type { End } from "./run.ts";

/** `disco run` starts one virtual machine: what the CPUs executed outside the monitor is its. */
function withInstructions(monitor: unknown, instructions: number): unknown {
  const { vms, ...rest } = (monitor ?? {}) as { readonly vms?: readonly object[] }; // what Disco's statistics have
  return vms ? { vms: vms.map((vm) => ({ instructions, ...vm })), ...rest } : monitor;
}

/** What `--stats` writes. README describes the fields. */
export function statisticsFile({ image, o, machine, end, hostSeconds, hash }: {
  readonly image: Image;
  readonly o: RunOptions;
  readonly machine: Machine;
  readonly end: End;
  readonly hostSeconds: number;
  readonly hash: string | undefined;
}): string {
  const { monitor, cpus, breakdown, ...totals } = machine.statistics();
  const { stats: _, ...configuration } = o;
  const contents = {
    schema: "disco-vm/statistics/1",
    image: { name: image.name, sha256: createHash("sha256").update(image.bytes).digest("hex") },
    configuration,
    end: { reason: end.reason, exitCode: end.exitCode ?? null, message: end.message },
    ...totals,
    hostSeconds,
    simulatedMips: hostSeconds > 0 ? totals.instructions / hostSeconds / 1e6 : null,
    ...(hash === undefined ? {} : { stateHash: hash }),
    breakdown,
    cpus,
    monitor: withInstructions(monitor, cpus.reduce((sum, c) => sum + c.instructionsByClass.user + c.instructionsByClass.kernel, 0)),
    markers: machine.markers,
    services: machine.services() ?? null,
  };
  const plain = (_key: string, v: unknown): unknown => (typeof v === "bigint" ? `0x${v.toString(16)}` : v);
  return `${JSON.stringify(contents, plain, 2)}\n`;
}
