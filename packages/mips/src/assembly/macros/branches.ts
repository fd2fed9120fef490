/** Branches on a comparison, and comparisons into a register. */
import type { Bound } from "../forms.ts";
import type { OperandValue } from "../operand-values.ts";
import { fitsSigned16, get, inRegister, isZero, load, macro, register, ZERO, type Expand, type Expansion, type Macro } from "./expansion.ts";

// Branches on a comparison of two registers, or of a register with a constant.

/** a < b, or its opposite when `negate`; `swap` compares b < a. */
interface Comparison { readonly name: string; readonly swap: boolean; readonly negate: boolean }
const COMPARISONS: readonly Comparison[] = [
  { name: "lt", swap: false, negate: false }, { name: "ge", swap: false, negate: true },
  { name: "gt", swap: true, negate: false }, { name: "le", swap: true, negate: true },
];

const branchMacros = COMPARISONS.flatMap(({ name, swap, negate }) => ["", "u"].flatMap((u) => ["", "l"].flatMap((likely): Macro[] => {
  const to = (o: Bound): OperandValue => get(o, "branch"), on = negate ? "beq" : "bne";
  /** The outcome does not depend on a register. */
  const settled = (o: Bound, a: Expansion, taken: boolean): void => {
    if (taken) a.emit(`beq${likely}`, ZERO, ZERO, to(o));
    else if (likely) a.emit("bnel", ZERO, ZERO, to(o));
    else a.emit("nop");
  };
  const registers: Expand = (o, a) => {
    const [low, high] = swap ? [o["rt"], o["rs"]] : [o["rs"], o["rt"]]; // the comparison is low < high
    if (isZero(high)) {
      if (u) return settled(o, a, negate);
      return a.emit(`${negate ? "bgez" : "bltz"}${likely}`, register(low), to(o));
    }
    if (isZero(low)) {
      if (u) return a.emit(`${on}${likely}`, ...(swap ? [register(high), ZERO] : [ZERO, register(high)]), to(o));
      return a.emit(`${negate ? "blez" : "bgtz"}${likely}`, register(high), to(o));
    }
    a.emit(`slt${u}`, a.at(), register(low), register(high));
    a.emit(`${on}${likely}`, a.at(), ZERO, to(o));
  };
  /** With a constant all four become rs < limit or its opposite: rs > c is not rs < c + 1. */
  const constants: Expand = (o, a) => {
    const c = a.value(o["constant"]), limit = swap ? c + 1n : c, less = swap ? negate : !negate;
    const rs = register(o["rs"]), greatest = u ? -1n : 2n ** 63n - 1n;
    if (swap && c === greatest) return settled(o, a, less); // everything is below c + 1
    if (limit === 0n) return u ? settled(o, a, !less) : a.emit(`${less ? "bltz" : "bgez"}${likely}`, rs, to(o));
    if (limit === 1n) return u ? a.emit(`${less ? "beq" : "bne"}${likely}`, rs, ZERO, to(o)) : a.emit(`${less ? "blez" : "bgtz"}${likely}`, rs, to(o));
    if (fitsSigned16(limit)) a.emit(`slti${u}`, a.at(), rs, a.number(limit));
    else a.emit(`slt${u}`, a.at(), rs, load(a, a.at(), limit));
    a.emit(`${less ? "bne" : "beq"}${likely}`, a.at(), ZERO, to(o));
  };
  return [macro(`b${name}${u}${likely}`, "rs, rt, branch", registers), macro(`b${name}${u}${likely}`, "rs, constant, branch", constants)];
})));

const equalityMacros = ["beq", "bne", "beql", "bnel"].map((name): Macro =>
  macro(name, "rs, constant, branch", (o, a) => a.emit(name, get(o, "rs"), inRegister(a, a.value(o["constant"])), get(o, "branch"))));

// Comparisons into a register.

const setMacros: Macro[] = [
  ...COMPARISONS.filter(({ name }) => name !== "lt").flatMap(({ name, swap, negate }) => ["", "u"].flatMap((u): Macro[] => {
    const finish = (o: Bound, a: Expansion): void => { if (negate) a.emit("xori", get(o, "rd"), get(o, "rd"), a.number(1)); };
    return [
      macro(`s${name}${u}`, "rd, rs, rt", (o, a) => {
        a.emit(`slt${u}`, get(o, "rd"), get(o, swap ? "rt" : "rs"), get(o, swap ? "rs" : "rt"));
        finish(o, a);
      }),
      macro(`s${name}${u}`, "rd, rs, constant", (o, a) => {
        const c = a.value(o["constant"]);
        if (swap) a.emit(`slt${u}`, get(o, "rd"), inRegister(a, c), get(o, "rs"));
        else if (fitsSigned16(c)) a.emit(`slti${u}`, get(o, "rd"), get(o, "rs"), a.number(c));
        else a.emit(`slt${u}`, get(o, "rd"), get(o, "rs"), load(a, a.at(), c));
        finish(o, a);
      }),
    ];
  })),
  ...(["seq", "sne"] as const).flatMap((name): Macro[] => {
    const finish = (o: Bound, a: Expansion, difference: OperandValue): void =>
      name === "seq" ? a.emit("sltiu", get(o, "rd"), difference, a.number(1)) : a.emit("sltu", get(o, "rd"), ZERO, difference);
    return [
      macro(name, "rd, rs, rt", (o, a) => {
        if (isZero(o["rt"])) return finish(o, a, get(o, "rs"));
        if (isZero(o["rs"])) return finish(o, a, get(o, "rt"));
        a.emit("xor", get(o, "rd"), get(o, "rs"), get(o, "rt"));
        finish(o, a, get(o, "rd"));
      }),
      macro(name, "rd, rs, constant", (o, a) => {
        const c = a.value(o["constant"]);
        if (c === 0n) return finish(o, a, get(o, "rs"));
        if (c > 0n && c < 0x10000n) a.emit("xori", get(o, "rd"), get(o, "rs"), a.number(c));
        else if (c < 0n && fitsSigned16(-c)) a.emit(a.addAddress === "daddu" ? "daddiu" : "addiu", get(o, "rd"), get(o, "rs"), a.number(-c));
        else a.emit("xor", get(o, "rd"), get(o, "rs"), load(a, a.at(), c));
        finish(o, a, get(o, "rd"));
      }),
    ];
  }),
];

export const comparisonMacros: readonly Macro[] = [...branchMacros, ...equalityMacros, ...setMacros];
