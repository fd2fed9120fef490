import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MONITOR_CALLS, SPECIAL_PAGE } from "@disco-vm/abi";

const kernel = new URL("../kernel/", import.meta.url);
const source = (name: string): string => readFileSync(new URL(name, kernel), "utf8");
const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\//g, "");

const page = readFileSync(new URL("../../../docs/decisions/0013-hal-contract.md", import.meta.url), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|").map((cell) => cell.trim()).slice(1));

test("each function of hal.h has a row in its contract, and nothing else has one", () => {
  const hal = withoutComments(source("hal.h")), platform = withoutComments(source("hal-disco.h"));
  const functions = [...`${hal}${platform}`.matchAll(/^(?:[\w *]* \*?)?(hal_\w+|spl\w+)\(/gm)].map((m) => m[1]!); // the group is there
  const macros = ["K0BASE", "cp0_getw", "cp0_setw", "cp0_set"];
  for (const macro of macros) for (const name of ["hal-bare.h", "hal-disco.h"]) expect(source(name)).toContain(`#define ${macro}`);
  const documented = rows.flatMap(([name = ""]) => [...name.matchAll(/`(\w+)`/g)].map((m) => m[1]!)); // the group is there
  expect(documented.sort()).toEqual([...new Set([...functions, ...macros])].sort());
});

test("the calls of the contract exist, and are those that the HAL makes", () => {
  const named = new Set(rows.flatMap(([, , monitor = ""]) => monitor.match(/\b[A-Z]+_[A-Z]+\b|\b(IPI|CLOCK|ANNOTATE|DELIVER)\b/g) ?? []));
  const made = new Set([...`${source("hal-disco.c")}${source("hal-disco.h")}`.matchAll(/DISCO_CALL_(\w+)/g)].map((m) => m[1]!)); // the group is there
  expect([...named].sort()).toEqual([...made].sort());
  expect([...named].filter((name) => !(name in MONITOR_CALLS))).toEqual([]);
  expect(SPECIAL_PAGE.fields).toHaveProperty("pending");
});

test("only the HAL knows on which platform it is", () => {
  const files = readdirSync(kernel).filter((name) => /\.[chS]$/.test(name));
  const using = (pattern: RegExp): string[] => files.filter((name) => pattern.test(withoutComments(source(name)))).sort();
  expect(using(/DISCO_GUEST/)).toEqual(["hal-asm.h", "hal.h"]);
  expect(using(/DISCO_(SPECIAL|CALL|GATE)|MONITOR_CALL/)).toEqual(["hal-asm.h", "hal-disco.c", "hal-disco.h"]);
  expect(using(/DISCO_(KSEG[01]|SSEG\b)/)).toEqual(["hal-asm.h", "hal-bare.c", "virtio.c"]);
});
