import { checkDisk, DiskReader, putFile } from "@disco-vm/guest-sdk";
import { readImage } from "@disco-vm/irix-like/node";
import { Machine, MemoryDisk } from "@disco-vm/machine";
import { createTar, parseTar } from "nanotar";
import { expect, test } from "vitest";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);

/** The disk after a command has run on it. */
function after(command: string, disk: Uint8Array): Uint8Array {
  const store = new MemoryDisk(disk);
  const machine = new Machine({ memory: 16 << 20, timing: false, image: readImage("unix.elf"), disks: [store], maxCycles: 10e9, arguments: `exec ${command} && sync`, console: { write: () => undefined } });
  expect(machine.run().exitCode).toBe(0);
  expect(checkDisk(store.contents())).toEqual([]);
  return store.contents();
}

const large = Uint8Array.from({ length: 5000 }, (_, n) => n * 7);

test("an archive that another tar has made is extracted", () => {
  const archive = createTar([
    { name: "d/" }, { name: "d/one", data: text("first\n"), attrs: { mode: "750" } }, { name: "d/large", data: large }, { name: "d/empty", data: text("") },
  ]);
  const disk = new DiskReader(after("cd /tmp && tar -xf archive", putFile(readImage("root.img"), "/tmp/archive", archive)));
  expect(new TextDecoder().decode(disk.read("/tmp/d/one"))).toBe("first\n");
  expect(disk.find("/tmp/d/one").mode & 0o777).toBe(0o750);
  expect(Buffer.from(disk.read("/tmp/d/large")).equals(large)).toBe(true);
  expect(disk.find("/tmp/d/empty").size).toBe(0);
});

test("an archive that the guest has made is read by another tar", () => {
  const disk = new DiskReader(after("cd /tmp && mkdir d && echo first > d/one && cp archive d/large && chmod 640 d/one && tar -cf a.tar d", putFile(readImage("root.img"), "/tmp/archive", large)));
  const files = new Map(parseTar(disk.read("/tmp/a.tar")).map((file) => [file.name, file]));
  expect([...files.keys()].sort()).toEqual(["d/", "d/large", "d/one"]);
  expect(files.get("d/")?.type).toBe("directory");
  expect(files.get("d/one")).toMatchObject({ type: "file", size: 6, text: "first\n" });
  expect(Number.parseInt(files.get("d/one")?.attrs?.mode ?? "", 8)).toBe(0o640);
  expect(Buffer.from(files.get("d/large")?.data ?? []).equals(large)).toBe(true);
});
