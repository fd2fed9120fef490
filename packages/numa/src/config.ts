import { NumaError } from "./errors.ts";
import { profileOf, type ProfileName } from "./profiles/index.ts";
import type { Profile } from "./profiles/profile.ts";

/** Bytes of a coherence unit (an L2 line), of an L1D and an L1I line, and of a page, as powers of two. */
export const LINE = 7, DATA_LINE = 5, FETCH_LINE = 6, PAGE = 12;
/** Bits of VA above the page offset that index an L1 of 16 KB a way: the R10000's primary index, VA[13:12]. */
export const INDEX_BITS = 2;

export interface NumaConfig {
  readonly cpus: number;
  /** A multiple of 4096 times `cpus`: each CPU has a node with its share of the memory. */
  readonly ramBytes: number;
  readonly profile: ProfileName | Profile;
  /** How physical addresses reach RAM. RAM below `lowEnd` is contiguous from 0; what is left continues at `highBase`. */
  readonly map?: {
    readonly lowEnd?: number;
    readonly highBase?: number;
    /** Physical addresses below this, as a CPU issues them, mean the first bytes of its own node. Default 64 KB; 0: none. */
    readonly aliasBytes?: number;
    /** "node": node n owns the n-th share of RAM (default). "page": pages take turns. */
    readonly interleave?: "node" | "page";
  };
  /** False: controllers and buses serve any number of messages at once. Default true. */
  readonly contention?: boolean;
  /** Misses of a CPU to a page at which `hotPage` is called; 0 never. Default 0. */
  readonly hotPageThreshold?: number;
}

/** The configuration checked, with everything derived from it. */
export interface Resolved {
  readonly cpus: number;
  readonly nodes: number;
  readonly ramBytes: number;
  readonly memoryPerNode: number;
  readonly profile: Profile;
  readonly lowEnd: number;
  readonly highBase: number;
  readonly aliasBytes: number;
  readonly interleave: boolean;
  readonly contention: boolean;
  readonly hotPageThreshold: number;
  readonly dataSets: number;
  readonly fetchSets: number;
  readonly l2Sets: number;
  readonly lines: number;
  readonly pages: number;
}

function check(ok: boolean, field: string, expected: string, got: unknown, advice: string): void {
  if (!ok) throw new NumaError("bad-config", `${field}: expected ${expected}, got ${String(got)}; ${advice}`);
}
const whole = (n: number, from: number, to: number): boolean => Number.isInteger(n) && n >= from && n <= to;
const powerOfTwo = (n: number): boolean => whole(n, 1, 2 ** 31) && (n & (n - 1)) === 0;

export function resolve(config: NumaConfig): Resolved {
  const { cpus, ramBytes, map = {} } = config;
  const profile = profileOf(config.profile);
  check(whole(cpus, 1, 254), "cpus", "a whole number from 1 to 254", cpus, "a directory entry names CPUs by a byte");
  check(whole(ramBytes, 4096, 2 ** 40) && ramBytes % (4096 * cpus) === 0, "ramBytes",
    `a multiple of ${4096 * cpus} up to 1 TB`, ramBytes, "give every node the same number of pages");
  const { caches } = profile;
  const sets = (bytes: number, line: number): number => bytes / 2 / (1 << line);
  for (const [field, bytes, line] of [["l1i", caches.l1i, FETCH_LINE], ["l1d", caches.l1d, DATA_LINE], ["l2", caches.l2, LINE]] as const)
    check(powerOfTwo(bytes) && sets(bytes, line) >= 1, `profile.caches.${field}`, `a power of two of at least ${2 << line}`, bytes, "a cache has two ways of a power of two of lines");
  for (const [field, bytes] of [["l1i", caches.l1i], ["l1d", caches.l1d]] as const)
    check(bytes <= 32 << 10, `profile.caches.${field}`, "at most 32 KB", bytes, "the L2 tag holds two bits of primary index");
  check(whole(profile.writeBackBuffer, 1, 64), "profile.writeBackBuffer", "1 to 64 entries", profile.writeBackBuffer, "a replaced line must go somewhere");
  return {
    cpus, nodes: cpus, ramBytes, memoryPerNode: ramBytes / cpus, profile,
    lowEnd: Math.min(map.lowEnd ?? ramBytes, ramBytes),
    highBase: map.highBase ?? 2 ** 32,
    aliasBytes: Math.min(map.aliasBytes ?? 1 << 16, ramBytes / cpus),
    interleave: map.interleave === "page",
    contention: config.contention ?? true,
    hotPageThreshold: config.hotPageThreshold ?? 0,
    dataSets: sets(caches.l1d, DATA_LINE),
    fetchSets: sets(caches.l1i, FETCH_LINE),
    l2Sets: sets(caches.l2, LINE),
    lines: ramBytes / (1 << LINE),
    pages: ramBytes / (1 << PAGE),
  };
}
