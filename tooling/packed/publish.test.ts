import { join } from "node:path";
import { describe, inject, test } from "vitest";
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
