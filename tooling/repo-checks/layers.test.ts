import { dirname, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { mayUse } from "./layers.ts";
import { imported } from "./syntax.ts";
import { sources, workspaces } from "./workspace.ts";

const SCOPE = "@disco-vm/";

describe.each(workspaces())("$name", (workspace) => {
  const allowed = mayUse(workspace) ?? [];
  const { dependencies: always, optionalDependencies: optional } = workspace.manifest, dependencies = Object.keys({ ...always, ...optional });
  const files = sources(`${workspace.directory}/src`);

  test("has a row in layers.ts", () => {
    expect(mayUse(workspace)).toBeDefined();
  });

  test("depends on lower layers only, through workspace:^", () => {
    const ours = Object.entries(workspace.manifest.dependencies ?? {}).filter(([name]) => name.startsWith(SCOPE));
    expect(ours.filter(([name]) => !allowed.includes(name.replace(SCOPE, "")))).toEqual([]);
    expect(ours.filter(([, range]) => range !== "workspace:^")).toEqual([]);
  });

  test("imports what its manifest names, and nothing else", () => {
    const strangers = files.flatMap(({ file, text }) =>
      imported(text)
        .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
        .map((name) => name.split("/").slice(0, name.startsWith("@") ? 2 : 1).join("/"))
        .filter((name) => !dependencies.includes(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  test("stays inside its own directory", () => {
    const escapes = files.flatMap(({ file, path, text }) =>
      imported(text)
        .filter((name) => name.startsWith(".") && relative(workspace.directory, resolve(dirname(path), name)).startsWith(".."))
        .map((name) => `${file} imports ${name}`),
    );
    expect(escapes).toEqual([]);
  });
});
