import { NumaError } from "../errors.ts";
import { cxl } from "./cxl.ts";
import { flash1997 } from "./flash-1997.ts";
import { origin2000 } from "./origin-2000.ts";
import type { Profile } from "./profile.ts";
import { server2s } from "./server-2s.ts";
import { uma1997 } from "./uma-1997.ts";

export const PROFILES = { "flash-1997": flash1997, "uma-1997": uma1997, "origin-2000": origin2000, "server-2s": server2s, cxl } as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof PROFILES;

/** A profile by its name, or as it is given. */
export function profileOf(profile: ProfileName | Profile): Profile {
  if (typeof profile !== "string") return profile;
  const found = (PROFILES as Record<string, Profile>)[profile];
  if (!found)
    throw new NumaError("bad-config", `profile: expected one of ${Object.keys(PROFILES).join(", ")}, got "${profile}"; name one of them or pass the profile itself`);
  return found;
}
