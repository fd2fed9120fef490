import { checkDisk, DiskReader } from "@disco-vm/guest-sdk";
import { readImage } from "@disco-vm/irix-like/node";
import { Machine, MemoryDisk, type DiskStore } from "@disco-vm/machine";
import { beforeAll, expect, test } from "vitest";

/** One write of the disk, of which a power cut leaves a beginning. */
interface Write {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const SECTOR = 512;
const root = readImage("root.img"), image = readImage("unix.elf");
const writes: Write[] = [];
/** "durable FILE ROUND", and how many writes the disk had done by then. */
const durable: { readonly name: string; readonly round: number; readonly after: number }[] = [];

/** Runs a command; gives the exit code and what the console said. */
function run(disk: DiskStore, command: string, heard: (text: string) => void = () => undefined): number | undefined {
  let line = "";
  const machine = new Machine({
    memory: 16 << 20, timing: false, image, disks: [disk], maxCycles: 100e9, arguments: `exec ${command}`,
    console: { write: (bytes) => {
      for (const c of String.fromCharCode(...bytes)) if (c === "\n") { heard(line); line = ""; } else if (c !== "\r") line += c;
    } },
  });
  return machine.run().exitCode;
}

beforeAll(() => {
  const disk = new MemoryDisk(root);
  const recording: DiskStore = {
    bytes: disk.bytes,
    read: (offset, length) => disk.read(offset, length),
    write(offset, bytes) {
      writes.push({ offset, bytes: bytes.slice() });
      disk.write(offset, bytes);
    },
  };
  const exitCode = run(recording, "crashtest 8", (line) => {
    const [, name, round] = /^durable (\w+) (\d+)$/.exec(line) ?? [];
    if (name !== undefined) durable.push({ name, round: Number(round), after: writes.length });
  });
  expect(exitCode).toBe(0);
  expect(durable).toHaveLength(8);
});

/** The disk after each write, and with some sectors of the next: the same bytes each time, changed. */
function* cuts(): Generator<{ count: number; sectors: number; bytes: Uint8Array }> {
  const bytes = root.slice();
  for (let count = 0; count <= writes.length; count++) {
    const next = writes[count];
    // Before the write, in its first sectors, in the middle.
    for (const sectors of next ? [0, 1, 5] : [0]) {
      if (next) bytes.set(next.bytes.subarray(0, sectors * SECTOR), next.offset);
      yield { count, sectors, bytes };
    }
    if (next) bytes.set(next.bytes, next.offset);
  }
}

/** The disk after so many writes and a sector of the next. */
function cut(wanted: number): Uint8Array {
  for (const { count, sectors, bytes } of cuts()) if (count === wanted && sectors === 1) return bytes;
  throw new Error(`cut: expected a write before ${writes.length}, got ${wanted}`);
}

/** What must be there if the power went after so many writes: the newest durable round of each file, or a newer one. */
function lost(bytes: Uint8Array, count: number): string[] {
  const disk = new DiskReader(bytes);
  return ["f0", "f1", "f2"].flatMap((name) => {
    const least = durable.filter((d) => d.name === name && d.after <= count).at(-1)?.round;
    if (least === undefined) return [];
    const lines = new TextDecoder().decode(disk.read(`/crash/${name}`)).trimEnd().split("\n");
    const round = Number(/^round +(\d+)$/.exec(lines[0] ?? "")?.[1] ?? NaN);
    const good = round >= least && lines.length === 200 + 300 * (round % 4) && lines.every((line) => line === lines[0]);
    return good ? [] : [`${name}: expected round ${least} or newer, got ${lines.length} lines of "${lines[0]}"`];
  });
}

test("a power cut at any write leaves a sound disk, with all that was durable", () => {
  expect(writes.length).toBeGreaterThan(50);
  for (const { count, sectors, bytes } of cuts()) {
    const problems = [...checkDisk(bytes), ...lost(bytes, count)];
    expect({ count, sectors, problems }).toEqual({ count, sectors, problems: [] });
  }
});

test("and the system itself starts from it", () => {
  for (const part of [0.3, 0.55, 0.8]) {
    const disk = new MemoryDisk(cut(Math.floor(writes.length * part)));
    expect(run(disk, "cd /crash && ls -l && echo new > again && sync")).toBe(0);
    expect(checkDisk(disk.contents())).toEqual([]);
  }
});
