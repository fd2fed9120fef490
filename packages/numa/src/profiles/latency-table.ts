import { MISS_CLASSES, type MissClass } from "../layout.ts";
import type { Profile } from "./profile.ts";

export type ReadClass = Exclude<MissClass, "upgradeLocal" | "upgradeRemote">;
export const READ_CLASSES = MISS_CLASSES.filter((c): c is ReadClass => !c.startsWith("upgrade"));

export interface Part {
  readonly name: string;
  readonly cycles: number;
}

/** What an unloaded read miss of each class is the sum of; nodes one hop apart. */
export function latencyParts(profile: Profile): Readonly<Record<ReadClass, readonly Part[]>> {
  const { l2Hit, timing: { issue, deliver, transit, latency } } = profile;
  const part = (name: string, cycles: number): Part => ({ name, cycles });
  const first = part("issue", issue), hop = part("transit", transit.firstHop), memory = part("memory", latency.memory);
  const last = [part("deliver", deliver), part("restart", l2Hit)], reply = [part("reply", latency.reply), ...last];
  const forward = part("forward", latency.forward), intervene = part("intervene", latency.intervene), pull = part("pull", latency.pull);
  // On a bus every message takes one hop, and nobody is local.
  if (profile.interconnect === "bus") {
    const clean = [first, forward, hop, memory, hop, ...reply], dirty = [first, forward, hop, intervene, hop, pull, hop, ...reply];
    return { localClean: clean, localDirty: dirty, remoteClean: clean, remoteDirtyHome: dirty, remoteDirtyThird: dirty };
  }
  return {
    localClean: [first, memory, ...last],
    localDirty: [first, intervene, hop, pull, hop, ...reply],
    remoteClean: [first, forward, hop, memory, hop, ...reply],
    remoteDirtyHome: [first, forward, hop, intervene, pull, hop, ...reply],
    remoteDirtyThird: [first, forward, hop, intervene, hop, pull, hop, ...reply],
  };
}

export const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, p) => sum + p.cycles, 0);
