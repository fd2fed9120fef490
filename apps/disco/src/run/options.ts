import type { ProfileName } from "@disco-vm/numa";

export const MONITORS = ["none", "disco"] as const;
export type MonitorName = (typeof MONITORS)[number];

/** `disco run`'s options, parsed. */
export interface RunOptions {
  readonly monitor: MonitorName;
  readonly profile: ProfileName;
  readonly cpus: number;
  readonly memory: number;
  readonly vmMemory?: number;
  readonly timing: "on" | "off";
  readonly tier: "0" | "1";
  readonly maxCycles?: number;
  readonly stats?: string;
  readonly services: boolean;
  readonly hash: boolean;
  readonly append: string;
  readonly exec?: string;
  readonly disk: readonly string[];
  readonly dumpRegisters: boolean;
  readonly stopAt?: string;
  readonly seed: number;
  readonly noise?: number;
  readonly audit: boolean;
}
