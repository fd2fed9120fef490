import { NumaError } from "../errors.ts";
import { INTERCONNECTS, type Profile } from "./profile.ts";

/** Timing as it must be: each leaf a whole number of cycles. */
const CYCLES = {
  issue: 0, deliver: 0, transit: { firstHop: 0, perHop: 0 }, banks: 1,
  latency: { forward: 0, memory: 0, grant: 0, intervene: 0, invalidate: 0, complete: 0, pull: 0, acknowledge: 0, reply: 0, writeBack: 0 },
  occupancy: {
    forward: 0, read: 0, write: 0, perInvalidation: 0, intervene: 0, pull: 0, invalidation: 0, acknowledgement: 0, reply: 0,
    writeBackLocal: 0, writeBackRemote: 0, hintLocal: 0, hintRemote: 0, sharingWriteBack: 0, memory: 0, bus: 0, linkLine: 0, linkShort: 0,
  },
} as const satisfies Profile["timing"];

function refuse(field: string, expected: string, got: unknown, advice: string): never {
  const shown = typeof got === "object" ? JSON.stringify(got) : String(got);
  throw new NumaError("bad-config", `profile.${field}: expected ${expected}, got ${shown}; ${advice}`);
}

const whole = (n: unknown, least: number, most = 2 ** 24): boolean => Number.isInteger(n) && (n as number) >= least && (n as number) <= most; // an integer

/** Checks a group of `shape`: all of its fields, no others. */
function checkCycles(path: string, shape: object, got: unknown): void {
  if (typeof got !== "object" || got === null) refuse(path, `an object with ${Object.keys(shape).join(", ")}`, got, "copy it from another profile");
  for (const key of Object.keys(got)) if (!(key in shape)) refuse(`${path}.${key}`, `one of ${Object.keys(shape).join(", ")}`, key, "correct its name");
  for (const [key, least] of Object.entries(shape)) {
    const value = (got as Record<string, unknown>)[key], at = `${path}.${key}`;
    if (typeof least === "object") checkCycles(at, least as object, value);
    else if (!whole(value, least as number)) refuse(at, `a whole number from ${least}`, value, "times are whole CPU cycles");
  }
}

/** Refuses what cannot be simulated, with the field's name. */
export function checkProfile(profile: Profile): void {
  const { caches, topology = {}, nodes = {} } = profile;
  if (typeof profile.name !== "string" || !profile.name) refuse("name", "a name", profile.name, "reports show it");
  if (!(profile.cycleNs > 0 && profile.cycleNs < 1e6)) refuse("cycleNs", "nanoseconds of a CPU cycle", profile.cycleNs, "2.5 is 400 MHz");
  if (!INTERCONNECTS.includes(profile.interconnect)) refuse("interconnect", `one of ${INTERCONNECTS.join(", ")}`, profile.interconnect, "correct its name");
  for (const [field, line] of [["l1i", 64], ["l1d", 32], ["l2", 128]] as const) {
    const bytes = caches?.[field];
    if (!whole(bytes, 2 * line, 2 ** 30) || (bytes & (bytes - 1)) !== 0) refuse(`caches.${field}`, `a power of two of at least ${2 * line}`, bytes, "a cache has two ways of a power of two of lines");
    if (field !== "l2" && bytes > 32 << 10) refuse(`caches.${field}`, "at most 32 KB", bytes, "the L2 tag holds two bits of primary index");
  }
  if (!whole(profile.l2Hit, 0)) refuse("l2Hit", "a whole number from 0", profile.l2Hit, "times are whole CPU cycles");
  if (!whole(profile.writeBackBuffer, 1, 64)) refuse("writeBackBuffer", "1 to 64 entries", profile.writeBackBuffer, "a replaced line must go somewhere");
  for (const field of ["nodesPerRouter", "arity"] as const)
    if (topology[field] !== undefined && !whole(topology[field], field === "arity" ? 2 : 1, 256)) refuse(`topology.${field}`, "a whole number of nodes", topology[field], "see topology.ts");
  for (const [field, least] of [["cpusPerNode", 1], ["cpuNodes", 1], ["memoryNodes", 0]] as const)
    if (nodes[field] !== undefined && !whole(nodes[field], least, 256)) refuse(`nodes.${field}`, `a whole number from ${least}`, nodes[field], "see Profile.nodes");
  checkCycles("timing", CYCLES, profile.timing);
  if (profile.timing.transit.firstHop < 1) refuse("timing.transit.firstHop", "a whole number from 1", 0, "nothing arrives at once");
}
