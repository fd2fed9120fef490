import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { discoCc } from "../src/disco-cc-node.ts";

const source = fileURLToPath(new URL("program/main.c", import.meta.url));

test("disco-cc builds an image", async () => {
  const directory = mkdtempSync(join(tmpdir(), "disco-cc-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  expect(await discoCc(["--platform", "disco", "-o", join(directory, "out.elf"), source])).toBe(0);
  expect(existsSync(join(directory, "out.elf"))).toBe(true);
});

test.each([
  ["no platform", ["-o", "out.elf", source]],
  ["an unknown platform", ["--platform", "xen", "-o", "out.elf", source]],
  ["no output", ["--platform", "bare", source]],
  ["no source", ["--platform", "bare", "-o", "out.elf"]],
  ["an unknown option", ["--platform", "bare", "--fast", "-o", "out.elf", source]],
])("disco-cc with %s says how it is used", async (_, args) => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => error.mockRestore());
  expect(await discoCc(args)).toBe(1);
  expect(error.mock.calls[0]![0]).toContain("disco-cc --platform bare|disco -o IMAGE.elf");
});

test("a library that is not installed is named", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => error.mockRestore());
  expect(await discoCc(["--platform", "bare", "-o", "out.elf", "--with", "@disco-vm/no-such", source])).toBe(1);
  expect(error.mock.calls[0]![0]).toContain("npm install @disco-vm/no-such");
});
