/** What macros are written with: the assembler as they see it, and their operands. */
import type { Expression } from "../expression.ts";
import type { Bound } from "../forms.ts";
import { loadConstant } from "../load-constant.ts";
import type { ExpressionOperand, MemoryOperand, OperandValue, RegisterOperand } from "../operand-values.ts";

/** What a macro may ask of the assembler. */
export interface Expansion {
  emit(name: string, ...operands: OperandValue[]): void;
  /** The constant that an operand is: the match has checked that it is known. */
  value(operand: OperandValue | undefined): bigint;
  isKnown(e: Expression): boolean;
  /** $at, unless `.set noat`. */
  at(): RegisterOperand;
  number(value: bigint | number): ExpressionOperand;
  expression(e: Expression): ExpressionOperand;
  memory(displacement: Expression, base: RegisterOperand): MemoryOperand;
  /** `bytes` from the first instruction of the statement. */
  fromHere(bytes: number): ExpressionOperand;
  /** How many instructions this statement has emitted so far. */
  readonly emitted: number;
  /** `daddu` where addresses have 64 bits, else `addu`. */
  readonly addAddress: string;
  refuse(operand: OperandValue | undefined, expected: string): never;
}
export type Expand = (o: Bound, a: Expansion) => void;
export interface Macro { readonly name: string; readonly syntax: string; readonly expand: Expand }

export const macro = (name: string, syntax: string, expand: Expand): Macro => ({ name, syntax, expand });

// The match has put an operand of the right kind into every slot that a macro's syntax names.
export const register = (o: OperandValue | undefined): RegisterOperand => o as RegisterOperand;
export const expressionOf = (o: OperandValue | undefined): Expression => (o as ExpressionOperand).expression;
export const memoryOf = (o: OperandValue | undefined): MemoryOperand => o as MemoryOperand;
export const get = (o: Bound, name: string): OperandValue => o[name] as OperandValue;
export const isZero = (o: OperandValue | undefined): boolean => register(o).register.number === 0;
export const same = (a: OperandValue | undefined, b: OperandValue | undefined): boolean => register(a).register.number === register(b).register.number;

export const ZERO: RegisterOperand = { kind: "register", register: { kind: "gpr", number: 0 }, text: "$0", at: { line: 0, column: 0 } };

export function load(a: Expansion, into: RegisterOperand, value: bigint): RegisterOperand {
  for (const { name, from, immediate } of loadConstant(value))
    a.emit(name, into, ...(from === undefined ? [] : [from === "self" ? into : ZERO]), a.number(immediate));
  return into;
}
/** A register that holds the constant: $0 for 0. */
export const inRegister = (a: Expansion, value: bigint): RegisterOperand => (value === 0n ? ZERO : load(a, a.at(), value));

/** A 32-bit constant, written signed or unsigned. */
export function word(a: Expansion, operand: OperandValue | undefined): bigint {
  const value = a.value(operand);
  if (value < -(2n ** 31n) || value >= 2n ** 32n) a.refuse(operand, "a constant of 32 bits");
  return BigInt.asIntN(32, value);
}
export const fitsSigned16 = (v: bigint): boolean => BigInt.asIntN(16, v) === v;
