/** The operands of an instruction as written: registers, expressions, and addresses made of both. */
import type { Position } from "./error.ts";
import type { Expression, Reader } from "./expression.ts";
import { REGISTERS, type Register } from "./registers.ts";

interface Written { readonly text: string; readonly at: Position }
export interface RegisterOperand extends Written { readonly kind: "register"; readonly register: Register }
export interface ExpressionOperand extends Written { readonly kind: "expression"; readonly expression: Expression }
/** `displacement(base)`; the displacement may be left out. */
export interface MemoryOperand extends Written { readonly kind: "memory"; readonly displacement: Expression; readonly base: RegisterOperand }
/** `index(base)`. */
export interface IndexedOperand extends Written { readonly kind: "indexed"; readonly index: RegisterOperand; readonly base: RegisterOperand }
export type OperandValue = RegisterOperand | ExpressionOperand | MemoryOperand | IndexedOperand;

const ZERO: Expression = { kind: "value", value: { value: 0n, relative: 0 } };

export function readOperands(reader: Reader, abi: "n64" | "o32"): OperandValue[] {
  const operands: OperandValue[] = [];
  if (reader.done) return operands;
  do operands.push(readOperand(reader, abi)); while (reader.accept(","));
  return operands;
}

/** A register at the reader, `ahead` tokens from now: `$name`, or a coprocessor register by its bare name. */
function registerAt(reader: Reader, abi: "n64" | "o32", ahead = 0): Register | undefined {
  const token = reader.peek(ahead);
  if (token?.kind !== "name") return undefined;
  return REGISTERS[abi].get(token.text.startsWith("$") ? token.text.slice(1) : /^c[01]_/.test(token.text) ? token.text : "");
}

function readRegister(reader: Reader, abi: "n64" | "o32"): RegisterOperand | undefined {
  const register = registerAt(reader, abi), at = reader.at;
  if (!register) return undefined;
  return { kind: "register", register, text: reader.next()?.text ?? "", at };
}

function readOperand(reader: Reader, abi: "n64" | "o32"): OperandValue {
  const at = reader.at, start = reader.position;
  const base = (): RegisterOperand => {
    reader.expect("(");
    const register = readRegister(reader, abi);
    if (!register) throw reader.unexpected("a base register");
    reader.expect(")");
    return register;
  };
  const register = readRegister(reader, abi);
  if (register) {
    if (!reader.isOperator("(")) return register;
    return { kind: "indexed", index: register, base: base(), text: reader.textSince(start), at };
  }
  const parenthesisIsBase = reader.isOperator("(") && registerAt(reader, abi, 1) !== undefined;
  const expression = parenthesisIsBase ? ZERO : reader.expression();
  if (!reader.isOperator("(")) return { kind: "expression", expression, text: reader.textSince(start), at };
  return { kind: "memory", displacement: expression, base: base(), text: reader.textSince(start), at };
}
