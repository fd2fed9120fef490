import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { workspaces } from "../repo-checks/workspace.ts";
import { run } from "./run.ts";

const published = workspaces().filter(({ manifest }) => !manifest.private);

describe.each(published)("$manifest.name, as packed,", ({ name, manifest }) => {
  const tarball = join(inject("tarballs"), `disco-vm-${name}-${manifest.version}.tgz`);

  test("is well formed", () => {
    run("publint", ["run", tarball, "--strict"]);
  });
});

describe.each(published.filter(({ kind }) => kind === "package"))("$manifest.name, as packed,", ({ name, manifest }) => {
  const tarball = join(inject("tarballs"), `disco-vm-${name}-${manifest.version}.tgz`);

  test("has the right types", () => {
    run("attw", [tarball, "--profile", "esm-only", "--format", "ascii"]);
  });
});

/** `Unpacked size: 1.48 MB`, in megabytes of a million bytes, where a README says so. */
const stated = published.flatMap((one) => {
  const [, size] = /^Unpacked size: ([\d.]+) MB\b/m.exec(readFileSync(join(one.directory, "README.md"), "utf8")) ?? [];
  return size === undefined ? [] : [{ ...one, size: Number(size) * 1e6 }];
});

test("packages state their sizes", () => {
  expect(stated.map(({ name }) => name)).toContain("mips");
});

test.each(stated)("$manifest.name, as packed, has the size that its README states, give or take 10 %", ({ name, manifest, size }) => {
  const files = run("tar", ["-tvzf", join(inject("tarballs"), `disco-vm-${name}-${manifest.version}.tgz`)]).trim().split("\n");
  const bytes = files.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[2]), 0);
  expect(bytes).toBeGreaterThan(0.9 * size);
  expect(bytes).toBeLessThan(1.1 * size);
});
