import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { PLATFORMS, type Platform } from "@disco-vm/guest-sdk";
import { Builder, BuildError, findToolchain } from "@disco-vm/guest-sdk/build";

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), "disco-sdk-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Objects of the libraries, for the tests that are not about objects. */
const shared = mkdtempSync(join(tmpdir(), "disco-sdk-objects-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));

/** Copies the test program to a fresh directory and builds it there. */
function build(platform: Platform, cache = shared): { directory: string; image: Buffer } {
  const directory = temporary();
  cpSync(new URL("program/", import.meta.url), directory, { recursive: true });
  new Builder({ cache }).build(program(directory), platform, join(directory, "out.elf"));
  return { directory, image: readFileSync(join(directory, "out.elf")) };
}

const program = (directory: string) => ({ name: "test", directory: pathToFileURL(`${directory}/`), sources: ["main.c"], include: [] });

test("an image has the same bytes whatever directory it is built in", () => {
  expect(build("bare", temporary()).image.equals(build("bare", temporary()).image)).toBe(true);
});

test.each(PLATFORMS)("a %s image is ELF32, big-endian, n32 and nothing above MIPS IV", (platform) => {
  const { image } = build(platform);
  expect(image.subarray(0, 6)).toEqual(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2]));
  const flags = image.readUInt32BE(36);
  // EF_MIPS_ARCH_4 and EF_MIPS_ABI2; the linker raises the architecture to that of the newest object.
  expect(flags >>> 28).toBe(3);
  expect(flags & 0x20).toBe(0x20);
});

test.each([["bare", 0x8001_0000], ["disco", 0xc001_0000]] as const)("a %s image starts at %i", (platform, address) => {
  const { image } = build(platform);
  const firstSegment = image.readUInt32BE(28);
  expect(image.readUInt32BE(firstSegment + 8)).toBe(address);
  expect(image.readUInt32BE(24) - address).toBeLessThan(0x1_0000);
});

test("a second build compiles only what changed", () => {
  const cache = temporary();
  const { directory } = build("bare", cache);
  const objects = () => readdirSync(cache);
  const before = objects();
  const stamp = statSync(join(cache, before[0]!)).mtimeMs;
  writeFileSync(join(directory, "main.c"), "int main(void) { return 1; }\n");
  const again = new Builder({ cache });
  again.build(program(directory), "bare", join(directory, "out.elf"));
  expect(objects().length).toBe(before.length + 1);
  expect(statSync(join(cache, before[0]!)).mtimeMs).toBe(stamp);
  again.prune();
  expect(objects().length).toBe(before.length);
});

test("a program that does not compile is refused with the compiler's words", () => {
  const directory = temporary();
  writeFileSync(join(directory, "main.c"), "int main(void) { return missing; }\n");
  const builder = new Builder({ cache: shared });
  expect(() => builder.build(program(directory), "bare", join(directory, "out.elf"))).toThrow(BuildError);
  expect(() => builder.build(program(directory), "bare", join(directory, "out.elf"))).toThrow("'missing' undeclared");
});

test("a program that calls what is not there is refused", () => {
  const directory = temporary();
  writeFileSync(join(directory, "main.c"), "int missing(void);\nint main(void) { return missing(); }\n");
  const builder = new Builder({ cache: shared });
  expect(() => builder.build(program(directory), "bare", join(directory, "out.elf"))).toThrow("undefined reference to `missing'");
});

test("the compiler is the major version that results are quoted for", () => {
  expect(findToolchain().version).toMatch(/^12\./);
});
