/**
 * TLB refill from the second-level TLB: the path that Disco's cost hangs on (paper §4.2.2, Table 2: 17 cycles).
 *
 *      sd  sd  dmfc0  bltz ld  dsll dsrl xor  ld dmtc0  ld dmtc0  ld  dmfc0  bne ld  tlbwr  ld  eret     19 instructions
 *
 * k0 and k1 of the guest are live and saved relative to register 0. EntryHi names the pair and the ASID; the table's base
 * has the ASID's colour xored in already. EntryLo is loaded before the tag is compared: what it holds after a miss does
 * not matter. Supervisor addresses (negative) are mostly global and are looked up so first; others by ASID first.
 */
import { SECOND_ENTRY, SECOND_GLOBAL } from "../layout.ts";
import type { SecondShape } from "../plan.ts";
import { setsOf, wayBytes } from "../second-level.ts";

const VPN2_SHIFT = 13;

/** The two vectors hold the same code; labels differ. */
export function refillVector(shape: SecondShape, name: string): string {
  const save = `
${name}:
        sd      $k0, K0($0)
        sd      $k1, K1($0)`;
  if (shape.entries === 0) return `${save}
        b       save
        nop
`;
  return `${save}
        dmfc0   $k0, $10
        bltz    $k0, global0
        ld      $k1, SECOND_ASID($0)
${probe(shape, { way: 0, global: false, fail: "asid1" })}
`;
}

/** The other lookups, in the order in which each kind of address needs them. */
export function refillRest(shape: SecondShape): string {
  if (shape.entries === 0) return "";
  const reload = (base: string): string => `
        dmfc0   $k0, $10
        ld      $k1, ${base}($0)`;
  const second = (name: string, base: string, global: boolean, fail: string): string =>
    shape.ways === 2 ? `${name}:${reload(base)}${probe(shape, { way: 1, global, fail })}` : "";
  const [asid1, global1] = shape.ways === 2 ? ["asid1:", "global1:"] : ["", ""];
  return `
global0:
        ld      $k1, SECOND_GLOBAL($0)
${probe(shape, { way: 0, global: true, fail: "global1" })}
${second("global1", "SECOND_GLOBAL", true, "asid_last")}
${second("asid1", "SECOND_ASID", false, "global_last")}
${asid1 ? "global_last:" : "asid1:"}${reload("SECOND_GLOBAL")}
${lastProbes(shape, "SECOND_GLOBAL", true, "gl")}
${global1 ? "asid_last:" : "global1:"}${reload("SECOND_ASID")}
${lastProbes(shape, "SECOND_ASID", false, "al")}
`;
}

/** Both ways, then the slow path. */
function lastProbes(shape: SecondShape, base: string, global: boolean, label: string): string {
  const one = probe(shape, { way: 0, global, fail: shape.ways === 2 ? label : "save" });
  if (shape.ways === 1) return one;
  return `${one}
${label}:
        dmfc0   $k0, $10
        ld      $k1, ${base}($0)
${probe(shape, { way: 1, global, fail: "save" })}`;
}

/** k0 = EntryHi, k1 = base. Returns to the guest, or goes to `fail` with k0 and k1 of the guest in their cells. */
function probe(shape: SecondShape, p: { readonly way: number; readonly global: boolean; readonly fail: string }): string {
  const bits = Math.log2(setsOf(shape)), up = 64 - VPN2_SHIFT - bits, down = 64 - bits - Math.log2(SECOND_ENTRY.bytes);
  const at = p.way * wayBytes(shape);
  const shift = (op: "dsll" | "dsrl", by: number): string => (by >= 32 ? `${op}32  $k0, $k0, ${by - 32}` : `${op}    $k0, $k0, ${by}`);
  return `
        ${shift("dsll", up)}
        ${shift("dsrl", down)}
        xor     $k1, $k1, $k0
        ld      $k0, ${at + SECOND_ENTRY.lo0}($k1)
        dmtc0   $k0, $2
        ld      $k0, ${at + SECOND_ENTRY.lo1}($k1)
        dmtc0   $k0, $3
        ld      $k1, ${at + SECOND_ENTRY.tag}($k1)
        dmfc0   $k0, $10${p.global ? `
        ori     $k0, $k0, ${SECOND_GLOBAL}` : ""}
        bne     $k0, $k1, ${p.fail}
        ld      $k1, K1($0)
        tlbwr
        ld      $k0, K0($0)
        eret`;
}
