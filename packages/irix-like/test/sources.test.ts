import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KERNEL_SOURCES, LIBC_SOURCES, SYSTEM_CALLS, USER_PROGRAMS } from "@disco-vm/irix-like";
import { cHeaders } from "../src/headers.ts";

const here = new URL("../", import.meta.url);
const sources = (directory: string): string[] => readdirSync(new URL(directory, here)).filter((name) => /\.[cS]$/.test(name)).map((name) => `${directory}${name}`).sort();
const text = (name: string): string => readFileSync(new URL(name, here), "utf8");

test.each(Object.entries(cHeaders()))("committed %s is what the tables generate", (name, generated) => {
  expect(text(`include/${name}`)).toBe(generated);
});

test("every source is built", () => {
  expect([...KERNEL_SOURCES].sort()).toEqual(sources("kernel/"));
  expect([...LIBC_SOURCES].sort()).toEqual(sources("user/lib/"));
  expect(Object.values(USER_PROGRAMS).flat().sort()).toEqual([...sources("user/bin/"), ...sources("user/tests/")].sort());
});

test("system call numbers are used once, in order, and each has its function", () => {
  const numbers = Object.values(SYSTEM_CALLS).map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  const kernel = KERNEL_SOURCES.map(text).join("");
  expect(Object.keys(SYSTEM_CALLS).filter((name) => !kernel.includes(`\nsys_${name}(const uint32_t *a, int32_t *rv)\n`))).toEqual([]);
});

test("C is at most 80 columns wide, and a file at most 500 lines long", () => {
  const all = [...KERNEL_SOURCES, ...LIBC_SOURCES, ...Object.values(USER_PROGRAMS).flat().filter((name) => name.startsWith("user/bin/"))];
  const columns = (line: string): number => [...line].reduce((at, c) => (c === "\t" ? at + 8 - (at % 8) : at + 1), 0);
  expect(all.flatMap((name) => text(name).split("\n").filter((line) => columns(line) > 80).map((line) => `${name}: ${line}`))).toEqual([]);
  expect(all.filter((name) => text(name).split("\n").length > 500)).toEqual([]);
});
