import { latencyParts, PROFILES, READ_CLASSES, type Part, type Profile, type ProfileName } from "@disco-vm/numa";
import { table } from "./table.ts";

const sum = (parts: readonly Part[]): number => parts.reduce((s, p) => s + p.cycles, 0);
const ns = (profile: Profile, cycles: number): string => (cycles * profile.cycleNs).toFixed(0);

/** One row for each profile: unloaded read misses in nanoseconds. */
export function profilesText(): string {
  const rows = Object.values(PROFILES).map((p: Profile) => [p.name, p.interconnect, ...READ_CLASSES.map((c) => ns(p, sum(latencyParts(p)[c])))]);
  const docs = Object.values(PROFILES).map(({ name, doc }) => `${name}: ${doc}.`);
  return `${table(["profile", "interconnect", ...READ_CLASSES], rows)}\n\nUnloaded read misses in ns, nodes one hop apart.\n\n${docs.join("\n")}`;
}

export function profileText(name: ProfileName): string {
  const profile: Profile = PROFILES[name], { sources = {}, ...data } = profile, parts = latencyParts(profile);
  const classes = READ_CLASSES.map((c) => [c, `${ns(profile, sum(parts[c]))} ns`, parts[c].map((p) => `${p.name} ${p.cycles}`).join(" + ")]);
  const numbers = leaves("", data).map(([path, value]) => [path, String(value), sourceOf(sources, path)]);
  return [
    `${profile.name}: ${profile.doc}.`, `A cycle is ${profile.cycleNs.toFixed(3)} ns.`, "",
    table(["read miss", "unloaded", "cycles"], classes, [false, true]), "", table(["number", "value", "source"], numbers, [false, true]),
  ].join("\n");
}

function leaves(path: string, value: unknown): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => leaves(path ? `${path}.${key}` : key, v));
}

/** That of the number itself, or of the closest group that it is in. */
function sourceOf(sources: Readonly<Record<string, string>>, path: string): string {
  const own = sources[path], group = path.lastIndexOf(".");
  return own ?? (group < 0 ? "" : sourceOf(sources, path.slice(0, group)));
}
