/** The cost table: every entry has its derivation, and scaling it shows how far a result depends on it. */
import { expect, test } from "vitest";
import { costs, type CostName } from "../src/index.ts";
import { guest, POWER_OFF, run } from "./programs.ts";

test("every charge says how its number was found", () => {
  for (const [name, { instructions, why }] of Object.entries(costs)) {
    expect(instructions, name).toBeGreaterThan(0);
    expect(why.length, name).toBeGreaterThan(10);
  }
});

/** A library OS that touches so many pages. */
const touch = (pages: number): Uint8Array => guest(`
        .word   CALL_LIBRARY_OS
        dli     $s0, SSEG+0x40000
        li      $s1, ${pages}
1:      sd      $s1, 0($s0)
        daddiu  $s0, $s0, 4096
        addiu   $s1, $s1, -1
        bnez    $s1, 1b
        nop
        li      $a0, 0
        ${POWER_OFF}`);
const at = (costScale: number, replaced: Partial<typeof costs> = {}, pages = 80) => {
  const { machine, disco } = run(touch(pages), { disco: { audit: false, costScale, costs: replaced }, vm: { cpus: 1 } });
  const charges = disco.statistics()?.charges ?? {};
  return { cycles: machine.statistics().breakdown.monitor.busy, charged: Object.values(charges).reduce((a, b) => a + b, 0), charges };
};
/** Of the later 40 pages of 80: what ends the run is never executed and shall not count. */
const later = (costScale: number): { readonly cycles: number; readonly charged: number } => {
  const few = at(costScale, {}, 40), many = at(costScale);
  return { cycles: many.cycles - few.cycles, charged: many.charged - few.charged };
};

test("charges are executed, once", () => {
  const none = later(0), one = later(1), four = later(4);
  expect(none.charged).toBe(0);
  expect(one.charged).toBeGreaterThan(40 * 100);
  expect(four.charged).toBe(4 * one.charged);
  expect(one.cycles - none.cycles).toBe(one.charged);
  expect(four.cycles - none.cycles).toBe(four.charged);
});

test("an entry can be replaced", () => {
  const name: CostName = "allocate", usual = at(1), cheap = at(1, { [name]: { instructions: 1, why: "to see what follows" } });
  expect(usual.cycles - cheap.cycles).toBe(usual.charges[name]! - cheap.charges[name]!); // both were charged
});
