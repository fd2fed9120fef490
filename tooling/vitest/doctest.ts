import { readFileSync } from "node:fs";
import { type Plugin, transformWithOxc } from "vite";

const FENCE = /^```ts doctest(?: name="([^"]*)")?\n([\s\S]*?)^```$/gm;
const IMPORT = /^import [\s\S]*?;\n/gm;
const ASSERT = /^(\s*)(?:const (\w+)(?:: [^=]+)? = )?(.+?);? *\/\/ => (.+)$/gm;

/**
 * Turns every "```ts doctest" fence of a Markdown file into one test. A line that ends in
 * `// => value` asserts what its expression, or the constant it declares, equals.
 */
export function doctest(): Plugin {
  return {
    name: "doctest",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(".md")) return;
      return transformWithOxc(testsOf(readFileSync(id, "utf8")), `${id}.ts`, {});
    },
  };
}

/** The test module of a Markdown text. */
export function testsOf(markdown: string): string {
  const imports = new Set(['import { test as __test, expect as __expect } from "vitest";\n']);
  const tests: string[] = [];
  for (const [, name, body = ""] of markdown.matchAll(FENCE)) {
    for (const line of body.match(IMPORT) ?? []) imports.add(line);
    const code = body
      .replace(IMPORT, "")
      .replace(ASSERT, (_, indent: string, bound: string | undefined, expression: string, want: string) =>
        bound
          ? `${indent}const ${bound} = ${expression}; __expect(${bound}).toEqual(${want});`
          : `${indent}__expect(${expression}).toEqual(${want});`,
      );
    tests.push(`__test(${JSON.stringify(name ?? `example ${tests.length + 1}`)}, async () => {\n${code}});\n`);
  }
  return [...imports, ...tests].join("");
}
