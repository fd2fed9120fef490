/**
 * Simulated MIPS of each program, by engine and flavour, and where they are installed the same program on QEMU and GXemul, in
 * the same run. Each figure is a median over alternating runs; each run is the difference of a long and a short one, so
 * that start-up, compiling included, cancels; all by the wall clock, so that a loaded host makes the figures worthless. Results
 * are held to the host's own compiler's, where there is one (the kernel mix has none: ours and the peers' have to agree). `--only NAME`, `--runs N`, `--no-peers`, `--json FILE`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Machine } from "../../machine/src/index.ts";
import { build, native, type Platform } from "./build.ts";

/** Repetitions of the long run; the short one has a quarter. */
const PROGRAMS: Readonly<Record<string, number>> = { mix: 3000, radix: 300, fpu: 4000, walk: 200, bytecode: 60_000, kernel: 20_000 };
const FRACTION = 4;

const { values: options } = parseArgs({
  options: { only: { type: "string" }, runs: { type: "string", default: "5" }, "no-peers": { type: "boolean", default: false }, json: { type: "string" }, scale: { type: "string", default: "1" } },
});
const names = Object.keys(PROGRAMS).filter((name) => !options.only || name === options.only);
if (!names.length) throw new Error(`bench: expected --only to be one of ${Object.keys(PROGRAMS).join(", ")}, got ${options.only}`);
const runs = Number(options.runs), scale = Number(options.scale);
if (!(Number.isInteger(runs) && runs > 0 && scale > 0)) throw new Error(`bench: expected --runs and --scale above 0, got ${options.runs} and ${options.scale}`);

interface Outcome { readonly output: string; readonly seconds: number; readonly instructions: number }
type Engine = (name: string, repeat: number) => Outcome;

const ours = (tier: 0 | 1, timing: boolean): Engine => (name, repeat) => {
  let output = "";
  const image = readFileSync(build(name, "disco", repeat));
  const machine = new Machine({ image, tier, timing, memory: 32 << 20, console: { write: (bytes) => { output += String.fromCharCode(...bytes); } } });
  const start = process.hrtime.bigint();
  machine.run();
  return { output, seconds: Number(process.hrtime.bigint() - start) / 1e9, instructions: machine.core.cpus[0]!.instructions }; // one CPU
};
const peer = (platform: Platform, command: (file: string) => readonly [string, readonly string[]]): Engine => (name, repeat) => {
  const [program, args] = command(build(name, platform, repeat));
  const start = process.hrtime.bigint();
  const { stdout, status } = spawnSync(program, args, { encoding: "utf8", input: "", timeout: 60_000 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { output: status === 0 ? (/[0-9a-f]{8}\r?\n/.exec(stdout)?.[0] ?? "") : "", seconds, instructions: 0 };
};
const qemu = (...more: string[]) => (file: string): readonly [string, readonly string[]] => ["qemu-system-mips64", [
  "-M", "malta", "-cpu", "5Kf", "-m", "128", "-nic", "none", "-vga", "none", "-no-reboot", "-serial", "stdio", "-display", "none", "-monitor", "none", ...more, "-kernel", file,
]];
const ENGINES: Readonly<Record<string, Engine>> = {
  tier0Functional: ours(0, false), tier0Timed: ours(0, true), tier1Functional: ours(1, false), tier1Timed: ours(1, true),
};
const installed = (program: string): boolean => spawnSync("which", [program]).status === 0;
const PEERS: Readonly<Record<string, Engine>> = options["no-peers"] ? {} : {
  ...(installed("qemu-system-mips64") ? { qemu: peer("malta", qemu()), qemuIcount: peer("malta", qemu("-icount", "shift=0")) } : {}),
  ...(installed("gxemul") && installed("script") ? { gxemul: peer("testmips", (file) => ["script", ["-qec", `gxemul -q -E testmips -C R10000 ${file}`, "/dev/null"]]) } : {}),
};
if (!options["no-peers"]) for (const [program, name] of [["qemu-system-mips64", "qemu-system-mips"], ["gxemul", "gxemul"]] as const)
  if (!installed(program)) console.log(`${program} is not installed: apt-get install ${name} to compare with it`);

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!; // at least one run
const round = (v: number): number => Math.round(v * 10) / 10;

const results = names.map((name) => {
  const long = Math.max(FRACTION, Math.round(PROGRAMS[name]! * scale)), short = Math.floor(long / FRACTION);
  const samples = new Map<string, number[]>(), leftOut = new Set<string>();
  let instructions = 0, expected = native(name, long);
  for (let run = 0; run < runs; run++) {
    for (const [engine, execute] of Object.entries({ ...ENGINES, ...PEERS })) {
      if (leftOut.has(engine)) continue;
      const brief = execute(name, short), full = brief.output ? execute(name, long) : brief; // a peer that has failed fails again
      if (engine === "tier0Functional") instructions = full.instructions - brief.instructions;
      expected ??= full.output.trim();
      if (full.output.trim() !== expected || !/^[0-9a-f]{8}$/.test(expected)) {
        const message = `${name} on ${engine}: expected ${expected}, got "${full.output.trim()}"`;
        if (engine in ENGINES) throw new Error(`bench: ${message}`);
        console.log(`${message}; left out`);
        leftOut.add(engine);
        continue;
      }
      // Too short to tell from the host's noise: ask for a larger --scale.
      if (full.seconds > brief.seconds) samples.set(engine, [...(samples.get(engine) ?? []), instructions / (full.seconds - brief.seconds) / 1e6]);
    }
  }
  const figures = (engines: object) => Object.fromEntries(Object.keys(engines).map((e) => [e, samples.has(e) ? round(median(samples.get(e)!)) : null]));
  const result = { name, instructions, checksum: expected, mips: figures(ENGINES), peers: { qemu: null, qemuIcount: null, gxemul: null, ...figures(PEERS) } };
  console.log(name.padEnd(9), Object.entries({ ...result.mips, ...result.peers }).map(([e, v]) => `${e} ${v ?? "-"}`).join("  "));
  return result;
});
const geomean = (engine: string): number | null => {
  const values = results.map((r) => (r.mips[engine] ?? (r.peers as Record<string, number | null>)[engine]) ?? 0);
  return values.some((v) => v <= 0) ? null : round(Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length));
};
const means = Object.fromEntries([...Object.keys(ENGINES), "qemu", "qemuIcount", "gxemul"].map((e) => [e, geomean(e)]));
console.log("geomean  ", Object.entries(means).map(([e, v]) => `${e} ${v ?? "-"}`).join("  "));
if (options.json) writeFileSync(options.json, `${JSON.stringify({ programs: results, geomean: means }, null, 2)}\n`);
