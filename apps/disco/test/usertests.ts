import { checkDisk, DiskReader, EFS } from "@disco-vm/guest-sdk";
import { readImage } from "@disco-vm/irix-like/node";
import { Machine, MemoryDisk } from "@disco-vm/machine";

/** A machine that the IRIX-like system's own tests run on. */
export interface Combination {
  readonly cpus: number;
  readonly timing: boolean;
  /** Seed of the noise; undefined: none. */
  readonly noise?: number | undefined;
  /** Default 32. */
  readonly megabytes?: number | undefined;
}

export interface Outcome {
  readonly passed: number;
  /** What is wrong, in words: tests that failed, a run that did not end, a damaged disk. */
  readonly problems: readonly string[];
  readonly cycles: number;
}

const image = readImage("unix.elf"), root = readImage("root.img");

/** Ten minutes of the simulated machine: no run of all tests takes a fifth of that. */
const MOST_CYCLES = 240e9;

export const nameOf = ({ cpus, timing, noise, megabytes }: Combination): string =>
  `${cpus} CPUs, ${timing ? "timed" : "functional"}, ${noise === undefined ? "no noise" : `noise ${noise}`}${megabytes === undefined ? "" : `, ${megabytes} MB`}`;

/** Runs `usertests` with these arguments (none: all tests), and looks at the disk afterwards. */
export function usertests({ cpus, timing, noise, megabytes = 32 }: Combination, args = ""): Outcome {
  const disk = new MemoryDisk(root);
  let text = "";
  const machine = new Machine({
    image, cpus, timing, noise, memory: megabytes << 20, disks: [disk], maxCycles: MOST_CYCLES, arguments: `exec usertests ${args}`,
    console: { write: (bytes) => { text += String.fromCharCode(...bytes).replaceAll("\r", ""); } },
  });
  const { reason, message, cycles } = machine.run();
  const [, passed, failed] = /^usertests: (\d+) passed, (\d+) failed$/m.exec(text) ?? [];
  const problems = failed === undefined ? [`no result: ${message}`, ...text.trimEnd().split("\n").slice(-3)] : text.split("\n").filter((line) => /FAILED|^ {2}\w+\.c:/.test(line));
  if (reason !== "power-off" && failed !== undefined) problems.push(message);
  const contents = disk.contents();
  return { passed: Number(passed ?? 0), problems: [...problems, ...checkDisk(contents), ...orphans(contents)], cycles };
}

/** Files without a name, of which nobody is left who has them open. */
function orphans(contents: Uint8Array): string[] {
  const disk = new DiskReader(contents);
  return Array.from({ length: disk.superblock.inodeCount - EFS.rootInode }, (_, n) => disk.inode(EFS.rootInode + n))
    .filter(({ mode, links }) => mode !== 0 && links === 0)
    .map(({ number }) => `inode ${number} has no name and was not freed`);
}
