import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkDisk, DiskError, DiskReader, EFS, efsHeader, growDisk, makeDisk, putFile, SUPERBLOCK, trimDisk } from "@disco-vm/guest-sdk";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const large = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, n) => n * 13 + (n >> 8));
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

test("a file is put where it is wanted, and the disk stays sound", () => {
  const more = putFile(image, "/bin/more", large(70_000), { mode: 0o755 });
  expect(checkDisk(more)).toEqual([]);
  const disk = new DiskReader(more);
  expect(disk.find("/bin/more")).toMatchObject({ mode: 0o100755, links: 1, size: 70_000 });
  expect(Buffer.from(disk.read("/bin/more")).equals(large(70_000))).toBe(true);
  expect(new TextDecoder().decode(disk.read("/bin/sh"))).toBe("#!");
  expect(checkDisk(image)).toEqual([]);
  expect(() => new DiskReader(image).read("/bin/more")).toThrow(DiskError);
});

test("a directory grows when it is full, and takes free records first", () => {
  let full = image;
  for (let n = 0; n < 63; n++) full = putFile(full, `/empty/f${n}`, text(String(n)));
  expect(checkDisk(full)).toEqual([]);
  const disk = new DiskReader(full), names = disk.entries(disk.find("/empty")).map(([name]) => name);
  expect(names).toEqual([".", "..", ...Array.from({ length: 63 }, (_, n) => `f${n}`)]);
  expect(disk.find("/empty").size).toBe(2 * EFS.blockBytes);
  expect(new TextDecoder().decode(disk.read("/empty/f62"))).toBe("62");
});

test("a file that is replaced keeps its inode and gives its blocks back", () => {
  const small = putFile(image, "/large", text("small"), { replace: true });
  expect(checkDisk(small)).toEqual([]);
  expect(new DiskReader(small).find("/large").number).toBe(new DiskReader(image).find("/large").number);
  expect(checkDisk(putFile(small, "/large", large(100_000), { replace: true }))).toEqual([]);
});

test("a file takes the holes that there are, and a block for their list", () => {
  // Every other file of one block makes room for nothing but pieces.
  let holes = makeDisk({ empty: {} }, { bytes: 1 << 20, inodes: 256 }), last = 0;
  for (; ; last++) {
    try {
      holes = putFile(holes, `/empty/f${last}`, large(4096));
    } catch (error) {
      expect(error).toMatchObject({ code: "full", message: expect.stringContaining("expected room for") });
      break;
    }
  }
  for (let n = 0; n < last; n += 2) holes = putFile(holes, `/empty/f${n}`, text(""), { replace: true });
  const pieces = putFile(holes, "/empty/f0", large(20 * 4096), { replace: true }), disk = new DiskReader(pieces);
  expect(checkDisk(pieces)).toEqual([]);
  expect(disk.find("/empty/f0").extents.length).toBeGreaterThan(EFS.inodeExtents);
  expect(Buffer.from(disk.read("/empty/f0")).equals(large(20 * 4096))).toBe(true);
});

test.each([
  ["exists", "/large"], ["exists", "/bin"], ["exists", "/dev/null"], ["missing", "/no/file"], ["missing", "/large/file"],
  ["name", "relative"], ["name", "/"], ["name", "/bin/.."], ["name", `/${"n".repeat(60)}`],
] as const)("putting a file is refused: %s, %s", (code, path) => {
  expect(() => putFile(image, path, text(""))).toThrow(expect.objectContaining({ name: "DiskError", code }));
});

test("a file that does not fit is refused, whether blocks or inodes are missing", () => {
  expect(() => putFile(image, "/huge", large(2 << 20))).toThrow(/expected room for 512 blocks/);
  const inodes = makeDisk({}, { bytes: 1 << 20, inodes: 32 });
  let full = inodes;
  for (let n = 0; n < 29; n++) full = putFile(full, `/f${n}`, text(""));
  expect(() => putFile(full, "/f29", text(""))).toThrow("all its 32 inodes");
});

test("an image may be stored without its unused end, but not without more", () => {
  const trimmed = trimDisk(image);
  expect(trimmed.length).toBeLessThan(image.length / 2);
  expect(Buffer.from(growDisk(trimmed)).equals(image)).toBe(true);
  expect(growDisk(image)).toBe(image);
  const cut = trimmed.subarray(0, trimmed.length - 1);
  expect(growDisk(cut)).toBe(cut);
  expect(growDisk(text("no image"))).toEqual(text("no image"));
});
