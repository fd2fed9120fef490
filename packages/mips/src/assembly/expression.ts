/** Expressions of numbers and symbols. Values are 64-bit, as in GNU as; `>>` shifts in zeros, `/` and `%` are signed. */
import { AssemblerError, type Position } from "./error.ts";
import type { Token } from "./lexer.ts";

export type Expression =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "here" }
  | { readonly kind: "symbol"; readonly name: string; readonly at: Position }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression; readonly at: Position }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly at: Position };

/** `relative` counts the labels in the value: 0 is a plain number, 1 an address. */
export interface Value { readonly value: bigint; readonly relative: number }
/** A symbol without a value so far. */
export interface Missing { readonly missing: string; readonly at: Position }

export const constant = (value: bigint | number): Expression => ({ kind: "value", value: { value: BigInt(value), relative: 0 } });
export const relocation = (operator: "%hi" | "%lo" | "%higher" | "%highest", operand: Expression, at: Position): Expression =>
  ({ kind: "unary", operator, operand, at });
export const plus = (left: Expression, n: number, at: Position): Expression =>
  n === 0 ? left : { kind: "binary", operator: "+", left, right: constant(n), at };

/** %lo is signed, and the others make up for that: the sum of the parts, shifted, is the value. */
const UNARY: Readonly<Record<string, (v: bigint) => bigint>> = {
  "-": (v) => -v,
  "+": (v) => v,
  "~": (v) => ~v,
  "%lo": (v) => BigInt.asIntN(16, v),
  "%hi": (v) => BigInt.asUintN(16, (v + 0x8000n) >> 16n),
  "%higher": (v) => BigInt.asUintN(16, (v + 0x80008000n) >> 32n),
  "%highest": (v) => BigInt.asUintN(16, (v + 0x800080008000n) >> 48n),
};
const BINARY: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<<": (a, b) => (b > 63n ? 0n : a << b),
  ">>": (a, b) => BigInt.asUintN(64, a) >> b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
};
/** GNU as binds shifts as tightly as `*`, and the bitwise operators tighter than `+`. */
const RANK: Readonly<Record<string, number>> = { "*": 3, "/": 3, "%": 3, "<<": 3, ">>": 3, "&": 2, "|": 2, "^": 2, "+": 1, "-": 1 };

export function evaluate(e: Expression, lookup: (name: string, at: Position) => Value | Missing): Value | Missing {
  switch (e.kind) {
    case "value": return e.value;
    case "here": return { missing: ".", at: { line: 0, column: 0 } }; // bound to its statement's address before
    case "symbol": return lookup(e.name, e.at);
    case "unary": {
      const v = evaluate(e.operand, lookup);
      if ("missing" in v) return v;
      return wrap(UNARY[e.operator]?.(v.value) ?? 0n, e.operator === "+" ? v.relative : v.relative === 0 ? 0 : NaN);
    }
    case "binary": {
      const a = evaluate(e.left, lookup), b = evaluate(e.right, lookup);
      if ("missing" in a) return a;
      if ("missing" in b) return b;
      if ((e.operator === "/" || e.operator === "%") && b.value === 0n) throw new AssemblerError("range", e.at, "a divisor other than 0", "0");
      if (e.operator.length === 2 && b.value < 0n) throw new AssemblerError("range", e.at, "a shift by 0 or more", `${b.value}`);
      const relative = e.operator === "+" ? a.relative + b.relative : e.operator === "-" ? a.relative - b.relative : a.relative || b.relative ? NaN : 0;
      return wrap(BINARY[e.operator]?.(a.value, b.value) ?? 0n, relative);
    }
  }
}

const wrap = (value: bigint, relative: number): Value => ({ value: BigInt.asIntN(64, value), relative });

/** The expression with `.` and the symbols that `now` knows replaced by what they are at this moment. */
export function bind(e: Expression, here: Value, now: (name: string) => Value | undefined): Expression {
  switch (e.kind) {
    case "value": return e;
    case "here": return { kind: "value", value: here };
    case "symbol": {
      const value = now(e.name);
      return value === undefined ? e : { kind: "value", value };
    }
    case "unary": return { ...e, operand: bind(e.operand, here, now) };
    case "binary": return { ...e, left: bind(e.left, here, now), right: bind(e.right, here, now) };
  }
}

/** The tokens of one statement, read from left to right. */
export class Reader {
  private index = 0;
  constructor(private readonly tokens: readonly Token[], private readonly localLabel: (token: Token) => string) {}

  peek(ahead = 0): Token | undefined { return this.tokens[this.index + ahead]; }
  next(): Token | undefined { return this.tokens[this.index++]; }
  get done(): boolean { return this.index >= this.tokens.length; }

  isOperator(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "operator" && token.text === text;
  }
  accept(operator: string): boolean {
    if (!this.isOperator(operator)) return false;
    this.index++;
    return true;
  }
  expect(operator: string): void {
    if (!this.accept(operator)) throw this.unexpected(`"${operator}"`);
  }
  /** Where the next token is, or where the line ends. */
  get at(): Position {
    const token = this.peek(), last = this.tokens.at(-1);
    return token?.at ?? { line: last?.at.line ?? 1, column: (last?.at.column ?? 0) + (last?.text.length ?? 0) };
  }
  unexpected(expected: string): AssemblerError {
    const token = this.peek();
    return new AssemblerError("syntax", this.at, expected, token ? `"${token.text}"` : "the end of the line");
  }
  /** What was read since `start`, for messages. */
  textSince(start: number): string { return this.tokens.slice(start, this.index).map((t) => t.text).join(""); }
  get position(): number { return this.index; }

  expression(rank = 1): Expression {
    let left = this.primary();
    for (;;) {
      const token = this.peek(), r = token?.kind === "operator" ? RANK[token.text] : undefined;
      if (!token || r === undefined || r < rank) return left;
      this.next();
      left = { kind: "binary", operator: token.text, left, right: this.expression(r + 1), at: token.at };
    }
  }

  private primary(): Expression {
    const token = this.peek();
    if (token?.kind === "number") {
      this.next();
      return { kind: "value", value: { value: BigInt.asIntN(64, token.value), relative: 0 } };
    }
    if (token?.kind === "local") {
      this.next();
      return { kind: "symbol", name: this.localLabel(token), at: token.at };
    }
    if (token?.kind === "name") {
      this.next();
      return token.text === "." ? { kind: "here" } : { kind: "symbol", name: token.text, at: token.at };
    }
    if (token?.kind === "operator" && token.text in UNARY) {
      this.next();
      return { kind: "unary", operator: token.text, operand: this.primary(), at: token.at };
    }
    if (this.accept("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    throw this.unexpected("a number or a symbol");
  }
}
