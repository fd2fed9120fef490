/**
 * Simulated MIPS of each program, by engine and flavour, and where they are installed the same program on QEMU and GXemul, in
 * the same run. Each figure is a median over alternating runs; each run is the difference of a long and a short one, so
 * that start-up, compiling included, cancels; all by the wall clock, so that a loaded host makes the figures worthless. Results
 * are held to the host's own compiler's, where there is one (the kernel mix has none: ours and the peers' have to agree).
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { native } from "./build.ts";
import { OURS, PEER_NAMES, peers, type Engine } from "./engines.ts";
import { geomean, judge, ratio, type Figures, type Program } from "./floors.ts";

/** Repetitions of the long run; the short one has a quarter. */
const PROGRAMS: Readonly<Record<string, number>> = { mix: 3000, radix: 300, fpu: 4000, walk: 200, bytecode: 60_000, kernel: 20_000 };
const FRACTION = 4;
const USAGE = "usage: bench [--only NAME[,NAME]] [--runs N] [--scale X] [--no-peers] [--json FILE]";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, runs: { type: "string", default: "5" }, "no-peers": { type: "boolean", default: false }, json: { type: "string" }, scale: { type: "string", default: "1" } },
});
const names = options.only?.split(",") ?? Object.keys(PROGRAMS);
for (const name of names) if (!(name in PROGRAMS)) throw new Error(`bench: expected --only to name ${Object.keys(PROGRAMS).join(", ")}, got ${name}; ${USAGE}`);
const runs = Number(options.runs), scale = Number(options.scale);
if (!(Number.isInteger(runs) && runs > 0 && scale > 0)) throw new Error(`bench: expected --runs and --scale above 0, got ${options.runs} and ${options.scale}; ${USAGE}`);

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!; // at least one run
const rounded = (v: number | null, digits = 1): number | null => (v === null ? null : Number(v.toFixed(digits)));
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

const short = smallCosts();
const found = names.map(measure);
const programs: Program[] = found.map(({ name, mips, peers: others }) => ({ name, figures: { ...mips, ...others } as Figures }));
report();
if (options.json) writeFileSync(options.json, `${JSON.stringify({ programs: found, geomean: means(), short, floors: judge(programs) }, null, 2)}\n`);

/** What a short program costs, and what a machine takes of the host's memory. */
function smallCosts(): readonly { engine: string; instructions: number; milliseconds: number; bytes: number }[] {
  return Object.entries(OURS).map(([engine, execute]) => {
    const all = Array.from({ length: runs }, () => execute("kernel", 1)), { instructions } = all[0]!; // at least one run
    return { engine, instructions, milliseconds: Math.round(1000 * median(all.map(({ seconds }) => seconds))), bytes: median(all.map(({ bytes }) => bytes)) };
  });
}

interface Found {
  readonly name: string;
  /** In the difference of the two runs. */
  readonly instructions: number;
  readonly checksum: string | undefined;
  readonly mips: Readonly<Record<string, number | null>>;
  readonly peers: Readonly<Record<string, number | null>>;
}

function measure(name: string): Found {
  const long = Math.max(FRACTION, Math.round(PROGRAMS[name]! * scale)); // it is one of them
  const engines: Readonly<Record<string, Engine>> = { ...OURS, ...(options["no-peers"] ? {} : peers()) };
  const samples = new Map<string, number[]>(), leftOut = new Set<string>();
  let instructions = 0, expected = native(name, long);
  for (let run = 0; run < runs; run++) for (const [engine, execute] of Object.entries(engines)) {
    if (leftOut.has(engine)) continue;
    const brief = execute(name, Math.floor(long / FRACTION)), full = brief.output ? execute(name, long) : brief; // a peer that has failed fails again
    if (engine === "tier0Functional") instructions = full.instructions - brief.instructions;
    const checksum = full.output.trim();
    expected ??= checksum;
    if (checksum !== expected || !/^[0-9a-f]{8}$/.test(expected)) {
      const message = `${name} on ${engine}: expected ${expected}, got "${checksum}"`;
      if (engine in OURS) throw new Error(`bench: ${message}`);
      console.log(`${message}; left out`);
      leftOut.add(engine);
    } else if (full.seconds > brief.seconds) { // else too short to tell from the host's noise: a larger --scale helps
      samples.set(engine, [...(samples.get(engine) ?? []), instructions / (full.seconds - brief.seconds) / 1e6]);
    }
  }
  const figures = (of: readonly string[]) => Object.fromEntries(of.map((e) => [e, samples.has(e) ? rounded(median(samples.get(e)!)) : null]));
  const result = { name, instructions, checksum: expected, mips: figures(Object.keys(OURS)), peers: figures(PEER_NAMES) };
  console.log(name.padEnd(9), Object.entries({ ...result.mips, ...result.peers }).map(([e, v]) => `${e} ${v ?? "-"}`).join("  "));
  return result;
}

function means(): Record<string, number | null> {
  const engines = [...Object.keys(OURS), ...PEER_NAMES] as (keyof Figures)[];
  return Object.fromEntries(engines.map((e) => [e, rounded(geomean(programs.map(({ figures }) => figures[e])))]));
}

function report(): void {
  console.log("\nmillion instructions a second, median of", runs);
  console.table(Object.fromEntries([...programs.map(({ name, figures }) => [name, figures]), ["geomean", means()]]));
  console.log("as ratios");
  const ratios = { "t1F/qemu": ["tier1Functional", "qemu"], "t1T/qemu": ["tier1Timed", "qemu"], "t1F/icount": ["tier1Functional", "qemuIcount"], "t1F/gxemul": ["tier1Functional", "gxemul"], "t1T/t1F": ["tier1Timed", "tier1Functional"] } as const;
  console.table(Object.fromEntries(programs.map((p) => [p.name, Object.fromEntries(Object.entries(ratios).map(([title, [of, to]]) => [title, rounded(ratio(p, of, to), 2)]))])));
  for (const { what, value, floor, aim, lowest } of judge(programs)) {
    const verdict = value === null ? "not measured" : value < floor ? "MISSED" : aim !== undefined && value < aim ? "met, aim missed" : "met";
    console.log(`${what}${lowest ? ` (${lowest})` : ""}: ${rounded(value, 2) ?? "-"}; floor ${floor}${aim ? `, aim ${aim}` : ""}: ${verdict}`);
  }
  for (const { engine, instructions, milliseconds, bytes } of short)
    console.log(`${instructions} instructions on a new machine, ${engine}: ${milliseconds} ms beyond start-up, at most 50; ${megabytes(bytes)} MB of host memory`);
}
