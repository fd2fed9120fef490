import { expect, test } from "vitest";
import { testsOf } from "./doctest.ts";

const page = (...lines: string[]) => ["# A page", "", "```ts doctest name=\"adds\"", ...lines, "```", ""].join("\n");

test("a bare expression is asserted", () => {
  expect(testsOf(page("1 + 1; // => 2"))).toContain("__expect(1 + 1).toEqual(2);");
});

test("a declared constant is asserted and stays in scope", () => {
  const code = testsOf(page("const sum: number = 1 + 1; // => 2", "sum * 2; // => 4"));
  expect(code).toContain("const sum = 1 + 1; __expect(sum).toEqual(2);");
  expect(code).toContain("__expect(sum * 2).toEqual(4);");
});

test("imports go to the top, once", () => {
  const one = page('import { add } from "./add.ts";', "add(1, 1); // => 2");
  const code = testsOf(one + one);
  expect(code.match(/import \{ add \}/g)).toHaveLength(1);
  expect(code.indexOf("import { add }")).toBeLessThan(code.indexOf("__test("));
});

test("fences that import overlapping names of a module share one import", () => {
  const code = testsOf(page('import { add, sub } from "./add.ts";', "add(1, 1); // => 2") + page('import { add, mul } from "./add.ts";', "mul(1, 1); // => 1"));
  expect(code).toContain('import { add, sub, mul } from "./add.ts";');
});

test("other fences are left alone", () => {
  expect(testsOf("```ts\n1; // => 2\n```\n")).not.toContain("__test(");
});
