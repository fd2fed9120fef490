/** Which instruction a mnemonic with given operands means: a row, another spelling of a row, or a macro. */
import { aliases } from "../isa/aliases.ts";
import { fieldsOf } from "../isa/decode.ts";
import { hasDelaySlot } from "../isa/effects.ts";
import { mnemonics, rows, type Mnemonic } from "../isa/rows.ts";
import type { Fields } from "../row.ts";
import type { Position } from "./error.ts";
import type { Expression } from "./expression.ts";
import { macros } from "./macros.ts";
import type { Expand } from "./macros/expansion.ts";
import type { OperandValue, RegisterOperand } from "./operand-values.ts";
import { CONDITIONS, OPERANDS, slotsOf, type OperandKind, type OperandName, type Slot } from "./operands.ts";
import type { RegisterKind } from "./registers.ts";

export interface RowForm {
  readonly kind: "row";
  readonly row: Mnemonic;
  readonly fixed: Partial<Fields<number>>;
  readonly slots: readonly Slot[];
  readonly delaySlot: boolean;
}
export interface MacroForm {
  readonly kind: "macro";
  readonly slots: readonly Slot[];
  readonly expand: Expand;
}
export type Form = RowForm | MacroForm;

/** Every spelling the assembler takes, in the order in which to try them: the row itself first, macros last. */
const FORMS: ReadonlyMap<string, readonly Form[]> = (() => {
  const map = new Map<string, Form[]>();
  const add = (name: string, form: Form): void => void map.set(name, [...(map.get(name) ?? []), form]);
  const rowForm = (row: Mnemonic, syntax: string, fixed: Partial<Fields<number>> = {}): RowForm =>
    ({ kind: "row", row, fixed, slots: slotsOf(syntax), delaySlot: hasDelaySlot(rows[row]) });
  for (const row of mnemonics)
    if (!row.includes("cond")) add(row, rowForm(row, rows[row].syntax));
    else CONDITIONS.forEach((condition, cond) => add(row.replace("cond", condition), rowForm(row, rows[row].syntax, { cond })));
  for (const { name, row, syntax, fixed } of aliases) add(name, rowForm(row, syntax, fixed));
  for (const { name, syntax, expand } of macros) add(name, { kind: "macro", slots: slotsOf(syntax), expand });
  return map;
})();

export const formsOf = (name: string): readonly Form[] | undefined => FORMS.get(name);
export const instructionNames = (): Iterable<string> => FORMS.keys();

/** Operands by the names of the form's slots. */
export type Bound = Readonly<Record<string, OperandValue>>;
export interface Mismatch { readonly operand: number; readonly expected: string; readonly found: string; readonly at: Position | undefined }

/** The constant that an expression is known to be at this point of the text, if it is one. */
export type Known = (e: Expression) => bigint | undefined;

export function match(form: Form, operands: readonly OperandValue[], known: Known): Bound | Mismatch {
  const codes = form.slots.some((slot) => slot.name === "breakcode");
  const slots = operands.length < form.slots.length || codes ? form.slots.filter((slot) => !slot.optional || (codes && operands.length > 0)) : form.slots;
  const bound: Record<string, OperandValue> = {};
  for (const [n, slot] of slots.entries()) {
    const operand = operands[n];
    const expected = operand ? unfit(form, slot, operand, known) : describe(slot);
    if (expected !== undefined) return { operand: n, expected, found: operand ? `"${operand.text}"` : "the end of the line", at: operand?.at };
    if (operand) bound[slot.name] = operand;
  }
  const extra = operands[slots.length];
  if (codes && extra && operands.length === 2 && extra.kind === "expression" && unfitNumber(form, "breakcode", extra.expression, known) === undefined) return { ...bound, lowcode: extra };
  if (extra) return { operand: slots.length, expected: "the end of the line", found: `"${extra.text}"`, at: extra.at };
  return bound;
}

/**
 * `addu $2, $3` for `addu $2, $2, $3` and `negu $2` for `negu $2, $2`: the destination given once, where the first
 * operand is a destination and the second a source of the same kind.
 */
export function doubled(form: Form, operands: readonly OperandValue[]): readonly OperandValue[] | undefined {
  const [first, second] = form.slots, given = operands[0];
  const destination = first && /^(rd|rt|fd)$/.test(first.name) && second && /^(rs|rt|fs)$/.test(second.name) && !second.base;
  if (!destination || !given || operands.length !== form.slots.length - 1) return undefined;
  return [given, ...operands];
}

/** What was expected, if the operand is not that. */
function unfit(form: Form, slot: Slot, operand: OperandValue, known: Known): string | undefined {
  if (slot.base !== undefined) {
    if (operand.kind === "indexed") return isRegisterSlot(slot.name) && isKind(operand.index, "gpr") && isKind(operand.base, "gpr") ? undefined : describe(slot);
    if (operand.kind !== "memory" || isRegisterSlot(slot.name) || !isKind(operand.base, "gpr")) return describe(slot);
    return unfitNumber(form, slot.name, operand.displacement, known);
  }
  if (slot.name in OPERANDS) {
    const { form: kind } = OPERANDS[slot.name as OperandName]; // just tested
    if (kind === "zero") return operand.kind === "register" && isKind(operand, "gpr") && operand.register.number === 0 ? undefined : describe(slot);
    if (isRegisterForm(kind)) return operand.kind === "register" && isKind(operand, kind) ? undefined : describe(slot);
  }
  return operand.kind === "expression" ? unfitNumber(form, slot.name, operand.expression, known) : describe(slot);
}

function unfitNumber(form: Form, name: string, e: Expression, known: Known): string | undefined {
  if (name === "address") return undefined;
  if (/^\d+$/.test(name)) return known(e) === BigInt(name) ? undefined : name;
  if (form.kind === "macro" && !(name in OPERANDS)) return known(e) === undefined ? "a constant known at this point" : undefined;
  const operand = OPERANDS[name as OperandName]; // all other names of slots are operands (tested)
  if (operand.form === "branch" || operand.form === "jump" || isRelocation(e)) return undefined;
  const value = known(e), { low, high } = form.kind === "row" ? rangeOf(form.row, operand) : { low: -(2n ** 63n), high: 2n ** 63n };
  return value !== undefined && value >= low && value <= high ? undefined : `a constant from ${low} to ${high}`;
}

export const isRelocation = (e: Expression): boolean => e.kind === "unary" && e.operator.startsWith("%");

export function rangeOf(row: Mnemonic, operand: OperandKind): { low: bigint; high: bigint } {
  if (operand.form === "codes") return { low: 0n, high: 1023n };
  const width = BigInt(fieldsOf(row).find((f) => f.name === operand.field)?.width ?? 0);
  return operand.form === "signed" ? { low: -(2n ** (width - 1n)), high: 2n ** (width - 1n) - 1n } : { low: 0n, high: 2n ** width - 1n };
}

const isKind = (operand: RegisterOperand, kind: RegisterKind): boolean =>
  operand.register.kind === kind || (operand.register.kind === "number" && kind !== "fcc");
const REGISTER_FORMS: Readonly<Partial<Record<string, string>>> = {
  gpr: "a general register", fpr: "a floating-point register", fcc: "a condition code ($fcc0 to $fcc7)",
  cp0: "a register of coprocessor 0", cp2: "a register of coprocessor 2", fcr: "a control register of coprocessor 1",
};
const isRegisterForm = (form: string): form is RegisterKind => form in REGISTER_FORMS;
const isRegisterSlot = (name: string): boolean => name in OPERANDS && isRegisterForm(OPERANDS[name as OperandName].form); // just tested

function describe(slot: Slot): string {
  if (slot.base !== undefined) return isRegisterSlot(slot.name) ? "index(base)" : "offset(base)";
  if (!(slot.name in OPERANDS)) return /^\d+$/.test(slot.name) ? slot.name : "a number or a symbol";
  const { form } = OPERANDS[slot.name as OperandName]; // just tested
  return REGISTER_FORMS[form] ?? (form === "zero" ? "$0" : form === "branch" || form === "jump" ? "a label or an address" : "a number");
}
