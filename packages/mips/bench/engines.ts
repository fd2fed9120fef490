/** What a program is run on: our engine in each tier and flavour, and the peers that are installed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build, type Platform } from "./build.ts";

const PATIENCE = 60; // seconds

export interface Outcome {
  readonly output: string;
  readonly seconds: number;
  /** Retired ones; 0 for a peer, which does not say. */
  readonly instructions: number;
}
export interface OurOutcome extends Outcome {
  /** What the machine has taken of the host's memory when the run has ended: resident bytes. */
  readonly bytes: number;
}
export type Engine<O extends Outcome = Outcome> = (name: string, repeat: number) => O;
/** What is being compared: `tier` 0 or 1, functional or timed by the whole `flash-1997` memory system on one CPU. */
export const OURS = { tier0Functional: ours(0, false), tier0Timed: ours(0, true), tier1Functional: ours(1, false), tier1Timed: ours(1, true) };
export const PEER_NAMES = ["qemu", "qemuIcount", "gxemul"] as const;

/** In a process of its own, as a peer is: the host's compiler keeps what it has made of our code for as long as a process lives. */
function ours(tier: 0 | 1, timing: boolean): Engine<OurOutcome> {
  const child = fileURLToPath(new URL("child.ts", import.meta.url));
  return (name, repeat) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, child, build(name, "disco", repeat), String(tier), String(timing)], { encoding: "utf8" });
    if (status !== 0) throw new Error(`bench: ${name} in tier ${tier}: ${stderr}`);
    return JSON.parse(stdout) as OurOutcome;
  };
}

function peer(platform: Platform, command: (file: string) => readonly [string, readonly string[]]): Engine {
  return (name, repeat) => {
    const [program, args] = command(build(name, platform, repeat)), start = process.hrtime.bigint();
    const { stdout, status } = spawnSync(program, args, { encoding: "utf8", input: "", timeout: 1000 * PATIENCE });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    return { output: status === 0 ? (/[0-9a-f]{8}\r?\n/.exec(stdout)?.[0] ?? "") : "", seconds, instructions: 0 };
  };
}

/** The peers that this host has; says which it has not. */
export function peers(): Readonly<Partial<Record<(typeof PEER_NAMES)[number], Engine>>> {
  const malta = ["-M", "malta", "-cpu", "5Kf", "-m", "128", "-nic", "none", "-vga", "none", "-no-reboot", "-serial", "stdio", "-display", "none", "-monitor", "none"];
  const qemu = (...more: string[]): Engine => peer("malta", (file) => ["qemu-system-mips64", [...malta, ...more, "-kernel", file]]);
  // GXemul wants a terminal. Killing `script` would leave it running, beside all that is measured after it.
  const gxemul = peer("testmips", (file) => ["script", ["-qec", `timeout -k 1 ${PATIENCE - 5} gxemul -q -E testmips -C R10000 ${file}`, "/dev/null"]]);
  return {
    ...(installed("qemu-system-mips64", "qemu-system-mips") ? { qemu: qemu(), qemuIcount: qemu("-icount", "shift=0") } : {}),
    ...(installed("gxemul", "gxemul") && installed("script", "bsdutils") ? { gxemul } : {}),
  };
}

function installed(program: string, from: string): boolean {
  const there = spawnSync("which", [program]).status === 0;
  if (!there) console.log(`${program} is not installed: apt-get install ${from} to compare with it`);
  return there;
}
