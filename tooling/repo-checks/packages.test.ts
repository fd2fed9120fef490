import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, workspaces } from "./workspace.ts";

describe.each(workspaces())("$manifest.name", ({ directory, manifest }) => {
  test("has a README that opens with its name", () => {
    expect(existsSync(join(directory, "README.md"))).toBe(true);
    expect(readFileSync(join(directory, "README.md"), "utf8")).toMatch(new RegExp(`^# ${manifest.name}\n`));
  });

  test("is under the MIT licence", () => {
    expect(manifest.license).toBe("MIT");
  });
});

describe.each(workspaces().filter(({ kind }) => kind === "package"))("$manifest.name, taken alone,", ({ directory, manifest }) => {
  test("has a README with a running example and what is not modelled", () => {
    const readme = readFileSync(join(directory, "README.md"), "utf8");
    expect(readme).toMatch(/^```ts doctest/m);
    expect(readme).toMatch(/^## (What is not|Not) /m);
  });

  test("offers its sources to the workspace under one condition", () => {
    expect(manifest.exports?.["."]).toEqual({
      "@disco-vm/source": "./src/index.ts",
      types: "./dist/index.d.ts",
      import: "./dist/index.js",
    });
  });

  test("depends on nothing outside the workspace at run time", () => {
    expect(Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith("@disco-vm/"))).toEqual([]);
  });
});

test("the lockfile and the npm settings name no registry host", () => {
  for (const file of ["pnpm-lock.yaml", ".npmrc", "pnpm-workspace.yaml"]) {
    const text = readFileSync(join(root, file), "utf8");
    expect(text.match(/https?:\/\/\S+|\btarball:.*|^.*registry.*=.*$/gm) ?? [], file).toEqual([]);
  }
});
