/** Constants, addresses, and memory operands that one instruction cannot hold. */
import { aliases } from "../../isa/aliases.ts";
import { operationsOf } from "../../isa/effects.ts";
import { mnemonics, rows } from "../../isa/rows.ts";
import { plus, relocation, type Expression } from "../expression.ts";
import type { Bound } from "../forms.ts";
import type { OperandValue, RegisterOperand } from "../operand-values.ts";
import { expressionOf, fitsSigned16, get, isZero, load, macro, memoryOf, register, same, word, ZERO, type Expansion, type Macro } from "./expansion.ts";

// An address is 32 bits, sign-extended, except to DLA.

function loadAddress(a: Expansion, into: RegisterOperand, e: Expression, at: RegisterOperand["at"]): void {
  a.emit("lui", into, a.expression(relocation("%hi", e, at)));
  a.emit("addiu", into, into, a.expression(relocation("%lo", e, at)));
}
function loadWideAddress(a: Expansion, into: RegisterOperand, e: Expression, at: RegisterOperand["at"]): void {
  a.emit("lui", into, a.expression(relocation("%highest", e, at)));
  a.emit("daddiu", into, into, a.expression(relocation("%higher", e, at)));
  a.emit("dsll", into, into, a.number(16));
  a.emit("daddiu", into, into, a.expression(relocation("%hi", e, at)));
  a.emit("dsll", into, into, a.number(16));
  a.emit("daddiu", into, into, a.expression(relocation("%lo", e, at)));
}
const addressMacros = (["la", "dla"] as const).flatMap((name): Macro[] => {
  const into = (a: Expansion, target: RegisterOperand, e: Expression, operand: OperandValue): void => {
    if (a.isKnown(e)) load(a, target, name === "la" ? word(a, a.expression(e)) : a.value(a.expression(e)));
    else if (name === "la") loadAddress(a, target, e, operand.at);
    else loadWideAddress(a, target, e, operand.at);
  };
  return [
    macro(name, "rt, address", (o, a) => into(a, register(o["rt"]), expressionOf(o["address"]), get(o, "address"))),
    macro(name, "rt, address(rs)", (o, a) => {
      const { displacement, base } = memoryOf(o["address"]), add = name === "la" ? a.addAddress : "daddu";
      if (a.isKnown(displacement) && fitsSigned16(a.value(a.expression(displacement))))
        return a.emit(add === "daddu" ? "daddiu" : "addiu", register(o["rt"]), base, a.expression(displacement));
      const target = same(o["rt"], base) ? a.at() : register(o["rt"]);
      into(a, target, displacement, get(o, "address"));
      a.emit(add, register(o["rt"]), target, base);
    }),
  ];
});

const constantMacros: Macro[] = [
  macro("li", "rt, constant", (o, a) => void load(a, register(o["rt"]), word(a, o["constant"]))),
  macro("dli", "rt, constant", (o, a) => void load(a, register(o["rt"]), a.value(o["constant"]))),
];

// Loads and stores at a symbol, or further from a register than 16 bits say.

const memorySpellings = [
  ...mnemonics.map((name) => ({ name: name as string, row: name, syntax: rows[name].syntax as string })),
  ...aliases,
].filter(({ syntax }) => syntax.endsWith(", simm(rs)"));

const memoryMacros = memorySpellings.flatMap(({ name, row, syntax }): Macro[] => {
  const first = syntax.slice(0, syntax.indexOf(",")), operations = operationsOf(rows[row]);
  // A load that writes a general register, and does not read it, can hold the address there.
  const own = first === "rt" && (operations.includes("load") || operations.includes("loadLinked"));
  const reach = (o: Bound, a: Expansion, e: Expression, base: RegisterOperand): void => {
    const operand = get(o, "address");
    if (a.isKnown(e)) word(a, a.expression(e));
    const via = own && !same(o["rt"], base) && !isZero(o["rt"]) ? register(o["rt"]) : a.at();
    a.emit("lui", via, a.expression(relocation("%hi", e, operand.at)));
    if (!isZero(base)) a.emit(a.addAddress, via, via, base);
    a.emit(name, get(o, first), a.memory(relocation("%lo", e, operand.at), via));
  };
  return [
    macro(name, `${first}, address`, (o, a) => {
      const e = expressionOf(o["address"]);
      if (a.isKnown(e) && fitsSigned16(a.value(a.expression(e)))) a.emit(name, get(o, first), a.memory(e, ZERO));
      else reach(o, a, e, ZERO);
    }),
    macro(name, `${first}, address(rs)`, (o, a) => reach(o, a, memoryOf(o["address"]).displacement, memoryOf(o["address"]).base)),
  ];
});

// Unaligned loads and stores, big-endian.

const unaligned = ([["ulw", "lw", 4], ["uld", "ld", 8], ["usw", "sw", 4], ["usd", "sd", 8]] as const).map(([name, op, size]): Macro =>
  macro(name, "rt, simm(rs)", (o, a) => {
    const { displacement, base } = memoryOf(o["simm"]), rt = register(o["rt"]);
    const into = op.startsWith("l") && same(rt, base) ? a.at() : rt;
    a.emit(`${op}l`, into, a.memory(displacement, base));
    a.emit(`${op}r`, into, a.memory(plus(displacement, size - 1, rt.at), base));
    if (into !== rt) a.emit("move", rt, into);
  }));
const unalignedHalves: Macro[] = [
  ...(["ulh", "ulhu"] as const).map((name): Macro => macro(name, "rt, simm(rs)", (o, a) => {
    const { displacement, base } = memoryOf(o["simm"]), rt = register(o["rt"]), at = a.at();
    a.emit(name === "ulh" ? "lb" : "lbu", at, a.memory(displacement, base));
    a.emit("lbu", rt, a.memory(plus(displacement, 1, rt.at), base));
    a.emit("sll", at, at, a.number(8));
    a.emit("or", rt, rt, at);
  })),
  macro("ush", "rt, simm(rs)", (o, a) => {
    const { displacement, base } = memoryOf(o["simm"]), rt = register(o["rt"]);
    a.emit("sb", rt, a.memory(plus(displacement, 1, rt.at), base));
    a.emit("srl", a.at(), rt, a.number(8));
    a.emit("sb", a.at(), a.memory(displacement, base));
  }),
];

export const addressAndMemoryMacros: readonly Macro[] = [
  ...constantMacros, ...addressMacros, ...memoryMacros, ...unaligned, ...unalignedHalves,
];
