import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cHeaders } from "@disco-vm/abi";

test.each(Object.entries(cHeaders()))("committed %s is what the tables generate", (name, text) => {
  expect(readFileSync(new URL(`../include/${name}`, import.meta.url), "utf8")).toBe(text);
});

test("no macro is defined twice in a header", () => {
  for (const text of Object.values(cHeaders())) {
    // A virtual address has one form for assembly and one for C.
    const names = [...text.replace(/#ifdef __ASSEMBLER__\n.*\n#else\n/g, "").matchAll(/^#define (\w+)/gm)].map(([, name]) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  }
});
