import type { Speed } from "../results-file/schema.ts";
import { aligned } from "./table.ts";

/** How fast the simulator is. */
export function speedTable(speed: readonly Speed[]): string {
  const rows = speed.map((s) => [
    s.flavour, s.profile ?? "-", s.monitor === "none" ? "bare metal" : "Disco", `${s.keys}`, (s.instructions / 1e6).toFixed(1), s.hostSeconds.toFixed(2), s.hostCpuSeconds.toFixed(2), s.simulatedMips.toFixed(1),
  ]);
  return aligned([["Simulator's speed, Radix on 1 CPU, alone on the host"], ["flavour", "profile", "on", "keys", "M instructions", "host s", "CPU s", "MIPS"], ...rows]);
}
