import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkDisk, DiskError, DiskReader, EFS, efsHeader, makeDisk, SUPERBLOCK } from "@disco-vm/guest-sdk";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const tree = {
  bin: { sh: { bytes: text("#!"), mode: 0o755 } },
  dev: { null: { device: 0x200 } },
  empty: {},
  large: { bytes: Uint8Array.from({ length: 100_000 }, (_, n) => n * 7) },
};
const image = makeDisk(tree, { bytes: 2 << 20 });

test("committed disco/efs.h is what the table generates", () => {
  expect(readFileSync(new URL("../include/disco/efs.h", import.meta.url), "utf8")).toBe(efsHeader());
});

test("what goes into a disk comes out of it", () => {
  const disk = new DiskReader(image);
  expect(Buffer.from(disk.read("/large")).equals(tree.large.bytes)).toBe(true);
  expect(disk.find("/bin/sh")).toMatchObject({ mode: 0o100755, links: 1, size: 2 });
  expect(disk.find("/dev/null")).toMatchObject({ mode: 0o020666, device: 0x200 });
  expect(disk.entries(disk.find("/empty")).map(([name]) => name)).toEqual([".", ".."]);
  expect(() => disk.read("/bin/no")).toThrow('there is no "no"');
});

test("the same tree gives the same bytes, in whatever order it was written down", () => {
  const { large, ...rest } = tree;
  expect(Buffer.from(makeDisk({ large, ...rest }, { bytes: 2 << 20 })).equals(image)).toBe(true);
});

test("a new disk is sound, and each kind of damage is found", () => {
  expect(checkDisk(image)).toEqual([]);
  const { inodes, bitmap } = new DiskReader(image).superblock, disk = new DiskReader(image);
  const damaged = (at: number, byte: number): string[] => {
    const copy = image.slice();
    copy[at]! ^= byte;
    return checkDisk(copy);
  };
  const inode = (path: string): number => inodes * EFS.blockBytes + disk.find(path).number * EFS.inodeBytes;
  const block = (path: string): number => disk.find(path).extents[0]!.start * EFS.blockBytes;
  expect(damaged(0, 1)[0]).toContain("magic");
  expect(damaged(SUPERBLOCK.blocks.offset, 1)[0]).toContain("as the superblock says");
  expect(damaged(EFS.blockBytes, 1)[0]).toContain("expected a journal");
  expect(damaged(bitmap * EFS.blockBytes, 0x80)).toEqual(["block 0 is used and marked as free"]);
  expect(damaged(inode("/large") + 3, 1)).toEqual([expect.stringMatching(/^inode \d+ has 0 links, 1 names lead to it$/)]);
  expect(damaged(inode("/large") + 8, 1)).toEqual([expect.stringMatching(/has 16877216 bytes and 25 blocks/)]);
  expect(damaged(inode("/large") + 51, 1).join()).toMatch(/is inode \d+'s and inode \d+'s|marked as/);
  expect(damaged(block("/empty") + 3, 1).join()).toMatch(/begin with itself|there is not/);
});

test("a tree that does not fit is refused", () => {
  expect(() => makeDisk(tree, { bytes: 1000 })).toThrow(DiskError);
  expect(() => makeDisk({ huge: { bytes: new Uint8Array(3 << 20) } }, { bytes: 2 << 20 })).toThrow("make the disk larger");
  expect(() => makeDisk({ ["n".repeat(60)]: {} }, { bytes: 2 << 20 })).toThrow("at most 59 bytes");
  expect(() => makeDisk(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, { bytes: text("") }])), { bytes: 2 << 20, inodes: 64 })).toThrow("more inodes");
});
