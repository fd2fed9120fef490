import { readFileSync } from "node:fs";
import { type Plugin, transformWithOxc } from "vite";

const FENCE = /^```ts doctest(?: name="([^"]*)")?\n([\s\S]*?)^```$/gm;
const IMPORT = /^import [\s\S]*?;\n/gm;
const NAMED = /^import \{([^}]*)\} from (.+);\n$/;
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
  const named = new Map<string, Set<string>>(); // the fences share one module: each name is imported once
  const tests: string[] = [];
  for (const [, name, body = ""] of markdown.matchAll(FENCE)) {
    for (const line of body.match(IMPORT) ?? []) {
      const [, names, from] = NAMED.exec(line) ?? [];
      if (names === undefined || from === undefined) imports.add(line);
      else for (const one of names.split(",")) if (one.trim()) named.set(from, (named.get(from) ?? new Set()).add(one.trim()));
    }
    const code = body
      .replace(IMPORT, "")
      .replace(ASSERT, (_, indent: string, bound: string | undefined, expression: string, want: string) =>
        bound
          ? `${indent}const ${bound} = ${expression}; __expect(${bound}).toEqual(${want});`
          : `${indent}__expect(${expression}).toEqual(${want});`,
      );
    tests.push(`__test(${JSON.stringify(name ?? `example ${tests.length + 1}`)}, async () => {\n${code}});\n`);
  }
  for (const [from, names] of named) imports.add(`import { ${[...names].join(", ")} } from ${from};\n`);
  return [...imports, ...tests].join("");
}
