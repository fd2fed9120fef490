import { NumaError } from "./errors.ts";
import { checkProfile } from "./profiles/check.ts";
import { profileOf, type ProfileName } from "./profiles/index.ts";
import type { Profile } from "./profiles/profile.ts";

/** Bytes of a coherence unit (an L2 line), of an L1D and an L1I line, and of a page, as powers of two. */
export const LINE = 7, DATA_LINE = 5, FETCH_LINE = 6, PAGE = 12;
/** Bits of VA above the page offset that index an L1 of 16 KB a way: the R10000's primary index, VA[13:12]. */
export const INDEX_BITS = 2;
/** Bytes of a journal that one access may take: entries of 16 bytes for some ten sets, one of 40 for a line. */
export const JOURNAL_ROOM = 256;

export interface NumaConfig {
  readonly cpus: number;
  /** CPUs that share a node: its controller, bus and memory. Default 1. */
  readonly cpusPerNode?: number;
  /** Nodes without CPUs, numbered after those with. Default 0. */
  readonly memoryNodes?: number;
  /** A multiple of 4096 times the nodes: each has its share of the memory. */
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
  /** False: nothing is ever waited for; by kind of resource, that. Default true. */
  readonly contention?: boolean | Partial<Contention>;
  /** Misses of a CPU to a page at which `hotPage` is called; 0 never. Default 0. */
  readonly hotPageThreshold?: number;
  /** Of a CPU's misses each n-th is counted for its page. Default 1. */
  readonly pageSampling?: number;
  /** Page counters for each class of misses, beside those for all. Default false. */
  readonly pageClasses?: boolean;
  /** Bytes for each CPU's `Journal`, a multiple of 64; 0, the default: what CPUs do cannot be taken back. */
  readonly journalBytes?: number;
}

/** Whether messages queue for it, or it serves any number at once. On a bus the arbiter is the controller. */
export interface Contention {
  readonly controllers: boolean;
  readonly memories: boolean;
  readonly buses: boolean;
  readonly links: boolean;
}

/** The configuration checked, with everything derived from it. */
export interface Resolved {
  readonly cpus: number;
  readonly cpusPerNode: number;
  readonly nodes: number;
  readonly ramBytes: number;
  readonly memoryPerNode: number;
  readonly profile: Profile;
  readonly lowEnd: number;
  readonly highBase: number;
  readonly aliasBytes: number;
  readonly interleave: boolean;
  readonly contention: Contention;
  readonly hotPageThreshold: number;
  readonly pageSampling: number;
  readonly pageClasses: boolean;
  readonly journalBytes: number;
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

export function resolve(config: NumaConfig): Resolved {
  const { cpus, cpusPerNode = 1, memoryNodes = 0, ramBytes, map = {}, contention = true, hotPageThreshold = 0, pageSampling = 1, journalBytes = 0 } = config;
  const profile = profileOf(config.profile);
  checkProfile(profile);
  check(whole(cpus, 1, 512), "cpus", "a whole number from 1 to 512", cpus, "a message names CPUs and devices by ten bits");
  check(whole(cpusPerNode, 1, cpus) && cpus % cpusPerNode === 0, "cpusPerNode", `a divisor of ${cpus}`, cpusPerNode, "all nodes have the same");
  const most = cpus > 32 ? 511 : 128, nodes = cpus / cpusPerNode + memoryNodes;
  check(whole(memoryNodes, 0, most) && nodes <= most, "memoryNodes", `0 to ${most - cpus / cpusPerNode}`, memoryNodes, "use larger nodes");
  check(memoryNodes === 0 || profile.interconnect !== "bus", "memoryNodes", "0 on a bus", memoryNodes, "its memory is one");
  check(whole(ramBytes, 4096, 2 ** 40) && ramBytes % (4096 * nodes) === 0, "ramBytes",
    `a multiple of ${4096 * nodes} up to 1 TB`, ramBytes, "give every node the same number of pages");
  check(whole(hotPageThreshold, 0, 0xffff), "hotPageThreshold", "0 to 65535", hotPageThreshold, "counters have 16 bits");
  check(whole(pageSampling, 1, 2 ** 20), "pageSampling", "a whole number from 1", pageSampling, "1 counts every miss");
  check(journalBytes === 0 || (whole(journalBytes, JOURNAL_ROOM, 2 ** 24) && journalBytes % 64 === 0), "journalBytes", `0, or a multiple of 64 from ${JOURNAL_ROOM} to 16 MB`, journalBytes, "an access may write that many at once");
  const sets = (bytes: number, line: number): number => bytes / 2 / (1 << line), { caches } = profile;
  return {
    cpus, cpusPerNode, nodes, ramBytes, memoryPerNode: ramBytes / nodes, profile,
    lowEnd: Math.min(map.lowEnd ?? ramBytes, ramBytes),
    highBase: map.highBase ?? 2 ** 32,
    aliasBytes: Math.min(map.aliasBytes ?? 1 << 16, ramBytes / nodes),
    interleave: map.interleave === "page",
    contention: typeof contention === "boolean"
      ? { controllers: contention, memories: contention, buses: contention, links: contention }
      : { controllers: true, memories: true, buses: true, links: true, ...contention },
    hotPageThreshold, pageSampling, pageClasses: config.pageClasses ?? false, journalBytes,
    dataSets: sets(caches.l1d, DATA_LINE),
    fetchSets: sets(caches.l1i, FETCH_LINE),
    l2Sets: sets(caches.l2, LINE),
    lines: ramBytes / (1 << LINE),
    pages: ramBytes / (1 << PAGE),
  };
}
