/** Names of registers, as GNU binutils spells them. */

/** n64 (and n32) arguments are a0-a7; o32 has t0-t3 in the place of a4-a7. */
export type GprNames = "n64" | "o32" | "numeric";

const range = (prefix: string, count: number, first = 0): string[] => Array.from({ length: count }, (_, n) => `${prefix}${first + n}`);
const saved = [...range("s", 8), "t8", "t9", "k0", "k1", "gp", "sp", "s8", "ra"];

/** Names of the 32 general registers, by number. */
export const GPR_NAMES: Readonly<Record<GprNames, readonly string[]>> = {
  n64: ["zero", "at", "v0", "v1", ...range("a", 8), ...range("t", 4), ...saved],
  o32: ["zero", "at", "v0", "v1", ...range("a", 4), ...range("t", 8), ...saved],
  numeric: range("$", 32),
};

/** Coprocessor 0, by number (r10000.md §1). The assembler takes `$12`, `c0_status` and `$c0_status`. */
export const CP0_NAMES: Readonly<Record<number, string>> = {
  0: "c0_index", 1: "c0_random", 2: "c0_entrylo0", 3: "c0_entrylo1", 4: "c0_context", 5: "c0_pagemask", 6: "c0_wired",
  8: "c0_badvaddr", 9: "c0_count", 10: "c0_entryhi", 11: "c0_compare", 12: "c0_status", 13: "c0_cause", 14: "c0_epc",
  15: "c0_prid", 16: "c0_config", 17: "c0_lladdr", 18: "c0_watchlo", 19: "c0_watchhi", 20: "c0_xcontext",
  21: "c0_framemask", 22: "c0_diagnostic", 25: "c0_perf", 26: "c0_ecc", 27: "c0_cacheerr", 28: "c0_taglo",
  29: "c0_taghi", 30: "c0_errorepc",
};

/** Control registers of coprocessor 1: the R10000 has these two. */
export const FCR_NAMES: Readonly<Record<number, string>> = { 0: "c1_fir", 31: "c1_fcsr" };

/** What a register is written for; `number` is `$12`, which may stand for any kind. */
export type RegisterKind = "gpr" | "fpr" | "fcc" | "cp0" | "cp2" | "fcr" | "number";
export interface Register { readonly kind: RegisterKind; readonly number: number }

function table(abi: "n64" | "o32"): ReadonlyMap<string, Register> {
  const map = new Map<string, Register>();
  const add = (kind: RegisterKind, names: Iterable<readonly [string, number]>): void => {
    for (const [name, number] of names) map.set(name, { kind, number });
  };
  add("number", range("", 32).map((name, n) => [name, n] as const));
  add("gpr", GPR_NAMES[abi].map((name, n) => [name, n] as const));
  add("gpr", [["fp", 30], ["kt0", 26], ["kt1", 27]]);
  add("fpr", range("f", 32).map((name, n) => [name, n] as const));
  add("fcc", range("fcc", 8).map((name, n) => [name, n] as const));
  add("cp0", Object.entries(CP0_NAMES).map(([n, name]) => [name, Number(n)] as const));
  add("fcr", [...Object.entries(FCR_NAMES).map(([n, name]) => [name, Number(n)] as const), ["fcsr", 31], ["fir", 0]]);
  return map;
}

/** Registers by name, without the `$`. */
export const REGISTERS = { n64: table("n64"), o32: table("o32") } as const;
