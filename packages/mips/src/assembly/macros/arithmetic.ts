/** Operations with a constant that the instruction cannot hold; multiplication, division, rotation, absolute value. */
import type { Bound } from "../forms.ts";
import { fitsSigned16, get, isZero, load, macro, same, word, ZERO, type Expansion, type Macro } from "./expansion.ts";

const word32 = new Set(["add", "addu", "sub", "subu", "mul", "div", "divu", "rem", "remu"]);
const constantOf = (name: string, o: Bound, a: Expansion): bigint => (word32.has(name) ? word(a, o["constant"]) : a.value(o["constant"]));

const wideImmediates = [
  "add", "addu", "dadd", "daddu", "sub", "subu", "dsub", "dsubu", "and", "or", "xor", "nor", "slt", "sltu",
].map((name): Macro => macro(name, "rd, rs, constant", (o, a) => {
  const value = constantOf(name, o, a), opposite = name.startsWith("d") ? "daddi" : "addi";
  if (/^d?subu?$/.test(name) && fitsSigned16(-value)) return a.emit(name.endsWith("u") ? `${opposite}u` : opposite, get(o, "rd"), get(o, "rs"), a.number(-value));
  if (name === "nor" && value >= 0n && value < 0x10000n) {
    a.emit("ori", get(o, "rd"), get(o, "rs"), a.number(value));
    return a.emit("nor", get(o, "rd"), get(o, "rd"), ZERO);
  }
  a.emit(name, get(o, "rd"), get(o, "rs"), load(a, a.at(), value));
}));
const wideTraps = ["tge", "tgeu", "tlt", "tltu", "teq", "tne"].map((name): Macro =>
  macro(name, "rs, constant", (o, a) => a.emit(name, get(o, "rs"), load(a, a.at(), a.value(o["constant"])))));
const longShifts = ["dsll", "dsrl", "dsra"].map((name): Macro => macro(name, "rd, rt, constant", (o, a) => {
  const n = a.value(o["constant"]);
  if (n < 32n || n > 63n) a.refuse(o["constant"], "a shift amount from 0 to 63");
  a.emit(`${name}32`, get(o, "rd"), get(o, "rt"), a.number(n - 32n));
}));

// Multiplication, division and absolute value. The branches of an expansion have their delay slots filled.

const absolute = (["", "d"] as const).map((d): Macro => macro(`${d}abs`, "rd, rs", (o, a) => {
  a.emit("bgez", get(o, "rs"), a.fromHere(12));
  if (same(o["rd"], o["rs"])) a.emit("nop");
  else a.emit("or", get(o, "rd"), get(o, "rs"), ZERO);
  a.emit(`${d}neg`, get(o, "rd"), get(o, "rs"));
}));

const multiplyMacros = (["", "d"] as const).flatMap((d): Macro[] => [
  macro(`${d}mul`, "rd, rs, rt", (o, a) => {
    a.emit(`${d}multu`, get(o, "rs"), get(o, "rt"));
    a.emit("mflo", get(o, "rd"));
  }),
  macro(`${d}mul`, "rd, rs, constant", (o, a) => {
    a.emit(`${d}mult`, get(o, "rs"), load(a, a.at(), d ? a.value(o["constant"]) : word(a, o["constant"])));
    a.emit("mflo", get(o, "rd"));
  }),
]);

/** BREAK 7 for a division by zero, BREAK 6 for the one quotient that overflows. */
function checkedDivide(o: Bound, a: Expansion, d: string, signed: boolean, result: "mflo" | "mfhi"): void {
  const rs = get(o, "rs"), rt = get(o, "rt"), divide = `${d}div${signed ? "" : "u"}`;
  if (isZero(rt)) return a.emit("break", a.number(7));
  a.emit("bne", rt, ZERO, a.fromHere(12));
  a.emit(divide, ZERO, rs, rt);
  a.emit("break", a.number(7));
  if (signed) {
    const end = d ? 40 : 36;
    a.emit("addiu", a.at(), ZERO, a.number(-1));
    a.emit("bne", rt, a.at(), a.fromHere(end));
    if (d) {
      a.emit("addiu", a.at(), ZERO, a.number(1));
      a.emit("dsll32", a.at(), a.at(), a.number(31));
    } else a.emit("lui", a.at(), a.number(0x8000));
    a.emit("bne", rs, a.at(), a.fromHere(end));
    a.emit("nop");
    a.emit("break", a.number(6));
  }
  a.emit(result, get(o, "rd"));
}
const divideMacros = (["", "d"] as const).flatMap((d) => (["div", "rem"] as const).flatMap((operation) => ([true, false] as const).flatMap((signed): Macro[] => {
  const name = `${d}${operation}${signed ? "" : "u"}`, result = operation === "div" ? "mflo" : "mfhi";
  return [
    macro(name, "rd, rs, rt", (o, a) => checkedDivide(o, a, d, signed, result)),
    macro(name, "rd, rs, constant", (o, a) => {
      const c = d ? a.value(o["constant"]) : word(a, o["constant"]);
      if (c === 0n) a.refuse(o["constant"], "a divisor other than 0");
      if (c === 1n) return operation === "div" ? a.emit("move", get(o, "rd"), get(o, "rs")) : a.emit("move", get(o, "rd"), ZERO);
      if (c === -1n && signed) return operation === "div" ? a.emit(`${d}neg`, get(o, "rd"), get(o, "rs")) : a.emit("move", get(o, "rd"), ZERO);
      a.emit(`${d}div${signed ? "" : "u"}`, ZERO, get(o, "rs"), load(a, a.at(), c));
      a.emit(result, get(o, "rd"));
    }),
  ];
})));

const rotateMacros = (["", "d"] as const).flatMap((d) => (["rol", "ror"] as const).flatMap((way): Macro[] => {
  const size = d ? 64n : 32n, there = way === "rol" ? "sll" : "srl", back = way === "rol" ? "srl" : "sll";
  return [
    macro(`${d}${way}`, "rd, rs, rt", (o, a) => {
      a.emit(`${d}negu`, a.at(), get(o, "rt"));
      a.emit(`${d}${back}v`, a.at(), get(o, "rs"), a.at());
      a.emit(`${d}${there}v`, get(o, "rd"), get(o, "rs"), get(o, "rt"));
      a.emit("or", get(o, "rd"), get(o, "rd"), a.at());
    }),
    macro(`${d}${way}`, "rd, rs, constant", (o, a) => {
      const n = BigInt.asUintN(d ? 6 : 5, a.value(o["constant"]));
      if (n === 0n) return a.emit(`${d}srl`, get(o, "rd"), get(o, "rs"), a.number(0));
      a.emit(`${d}${there}`, a.at(), get(o, "rs"), a.number(n));
      a.emit(`${d}${back}`, get(o, "rd"), get(o, "rs"), a.number(size - n));
      a.emit("or", get(o, "rd"), get(o, "rd"), a.at());
    }),
  ];
}));

export const arithmeticMacros: readonly Macro[] = [
  ...wideImmediates, ...wideTraps, ...longShifts, ...absolute, ...multiplyMacros, ...divideMacros, ...rotateMacros,
];
