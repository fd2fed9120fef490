import { expect, test } from "vitest";
import { imported, uses } from "./syntax.ts";

const lines = (text: string, ...names: string[]) => uses({ file: "a.ts", text }, names);

test("imports, re-exports and dynamic imports are found, and text that looks like one is not", () => {
  expect(imported('import a from "a";\nexport * from "./b.ts";\nconst c = import("c");\n// import "d"\nconst e = `import "e"`;')).toEqual(["a", "./b.ts", "c"]);
});

test("globals are found by name and by property", () => {
  expect(lines("const t = Date.now();\nMath.random();\nMath.min();", "Date", "Math.random")).toEqual(["a.ts:1 uses Date", "a.ts:2 uses Math.random"]);
});

test("comments, strings, property names, types and own declarations are not uses", () => {
  expect(lines('// Date\n"Date"; x.Date; ({ Date: 1 }); let d: Date;', "Date")).toEqual([]);
  expect(lines("function run(process: Process) { process.exit(); }", "process")).toEqual([]);
});
