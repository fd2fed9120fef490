import { describe, expect, test } from "vitest";
import { imported, uses } from "./syntax.ts";
import { sources, workspaces } from "./workspace.ts";

const NODE = ["process", "Buffer", "require", "__dirname", "__filename", "setImmediate"];
const HOST_TIME_AND_CHANCE = ["Date", "performance", "crypto", "setTimeout", "setInterval", "Math.random"];

describe.each(workspaces().filter(({ kind }) => kind === "package"))("$name", ({ directory }) => {
  const files = sources(`${directory}/src`);
  const portable = files.filter(({ file }) => !file.endsWith("-node.ts"));

  test("uses Node's API in files named *-node.ts only", () => {
    const imports = portable.flatMap(({ file, text }) =>
      imported(text)
        .filter((name) => name.startsWith("node:"))
        .map((name) => `${file} imports ${name}`),
    );
    expect(imports).toEqual([]);
    expect(portable.flatMap((file) => uses(file, NODE))).toEqual([]);
  });

  test("reaches no *-node.ts file from its index, which a browser loads", () => {
    const reached = new Set<string>();
    const visit = (path: string) => {
      if (reached.has(path)) return;
      reached.add(path);
      const source = files.find((file) => file.path === path);
      for (const name of source ? imported(source.text) : [])
        if (name.startsWith(".")) visit(new URL(name, `file://${path}`).pathname);
    };
    visit(`${directory}/src/index.ts`);
    expect([...reached].filter((path) => path.endsWith("-node.ts"))).toEqual([]);
  });

  test("counts time and never reads it, and knows no chance", () => {
    expect(files.flatMap((file) => uses(file, HOST_TIME_AND_CHANCE))).toEqual([]);
  });
});

test("every source file of the workspace imports relative files with their extension", () => {
  const bare = workspaces().flatMap(({ directory }) =>
    sources(`${directory}/src`).flatMap(({ file, text }) =>
      imported(text)
        .filter((name) => name.startsWith(".") && !/\.\w+$/.test(name))
        .map((name) => `${file} imports ${name}`),
    ),
  );
  expect(bare).toEqual([]);
});
