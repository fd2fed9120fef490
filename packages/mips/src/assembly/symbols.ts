/** Labels, constants, and the local labels `1:`. */
import { AssemblerError, type Position } from "./error.ts";
import { evaluate, type Expression, type Missing, type Value } from "./expression.ts";
import type { Token } from "./lexer.ts";

export class Symbols {
  private readonly labels = new Map<string, bigint>();
  private readonly definedAt = new Map<string, Position>();
  private readonly variables = new Map<string, Expression>();
  /** How often each local label has been defined so far. */
  private readonly locals = new Map<string, number>();
  private readonly evaluating = new Set<string>();

  constructor(predefined: Readonly<Record<string, bigint | number>>) {
    for (const [name, value] of Object.entries(predefined))
      this.variables.set(name, { kind: "value", value: { value: BigInt.asIntN(64, BigInt(value)), relative: 0 } });
  }

  defineLabel(token: Token, address: bigint): string {
    const name = token.kind === "number" ? this.nextLocal(token.text) : token.text, before = this.definedAt.get(name);
    if (before || this.variables.has(name))
      throw new AssemblerError("duplicate-symbol", token.at, "a new symbol", `"${name}", defined ${before ? `in line ${before.line}` : "as a constant"}`);
    this.labels.set(name, address);
    this.definedAt.set(name, token.at);
    return name;
  }
  moveLabel(name: string, address: bigint): void { this.labels.set(name, address); }

  /** Constants may be set again: an expression takes the value of the moment. */
  setVariable(token: Token, value: Expression): void {
    if (this.labels.has(token.text)) throw new AssemblerError("duplicate-symbol", token.at, "a new symbol", `"${token.text}", a label`);
    this.variables.set(token.text, value);
  }

  private nextLocal(number: string): string {
    const count = (this.locals.get(number) ?? 0) + 1;
    this.locals.set(number, count);
    return localName(number, count);
  }
  /** The symbol behind `1b` or `1f`. */
  localLabel(token: Token): string {
    const number = token.text.slice(0, -1), count = this.locals.get(number) ?? 0;
    if (token.text.endsWith("f")) return localName(number, count + 1);
    if (count === 0) throw new AssemblerError("undefined-symbol", token.at, `a label ${number}: before this line`, `"${token.text}"`);
    return localName(number, count);
  }

  lookup = (name: string, at: Position): Value | Missing => {
    const label = this.labels.get(name);
    if (label !== undefined) return { value: label, relative: 1 };
    const variable = this.variables.get(name);
    if (variable === undefined || this.evaluating.has(name)) return { missing: name, at };
    this.evaluating.add(name);
    const value = evaluate(variable, this.lookup);
    this.evaluating.delete(name);
    return value;
  };

  /** What `bind` may put in for a symbol now: the value of a constant, which could be set again later. */
  variableNow = (name: string): Value | undefined => {
    if (!this.variables.has(name)) return undefined;
    const value = this.lookup(name, { line: 0, column: 0 });
    return "missing" in value ? undefined : value;
  };

  /** All symbols but the local labels, with their addresses and values as unsigned 64-bit numbers. */
  all(): Map<string, bigint> {
    const all = new Map<string, bigint>();
    for (const name of [...this.labels.keys(), ...this.variables.keys()]) {
      const value = this.lookup(name, { line: 0, column: 0 });
      if (!name.includes(" ") && !("missing" in value)) all.set(name, BigInt.asUintN(64, value.value));
    }
    return all;
  }
}

/** No name in a text has a space. */
const localName = (number: string, count: number): string => `${BigInt(number)} ${count}`;
export const shownName = (name: string): string => (name.includes(" ") ? `${name.slice(0, name.indexOf(" "))}f` : name);
