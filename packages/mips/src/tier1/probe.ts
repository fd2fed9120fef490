/** What can be known of an instruction without running it: where it goes, what it touches, whether it comes back. */
import type { Fields, FieldName, Row } from "../row.ts";
import type { FpFormat, Semantics } from "../semantics.ts";
import { fieldsOf, decode, type Decoded } from "../isa/decode.ts";

/** HI and LO count as registers after the 32 general ones. */
export const HI = 32, LO = 33, REGISTERS = 34;

export interface Insight {
  readonly decoded: Decoded;
  /** Registers read and written, by number; $0 is never among them. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly control: "none" | "branch" | "likely" | "jump";
  /** For a control transfer whose condition is a constant. */
  readonly always: boolean;
  /** Where it goes, if the instruction alone (and for J and JAL its address) decides that. */
  readonly target: bigint | undefined;
  /** The instruction is never followed by the next one within a translation. */
  readonly leaves: boolean;
  readonly usesFpr: boolean;
}

type Value = bigint | undefined;

class Probe {
  readonly reads = new Set<number>();
  readonly writes = new Set<number>();
  control: Insight["control"] = "none";
  always = false;
  target: Value;
  leaves = false;
  usesFpr = false;
  private depth = 0;

  constructor(private readonly at: bigint) {}

  field(f: Field): Value { return BigInt(f.bits); }
  signed(f: Field): Value { return BigInt.asIntN(f.width, BigInt(f.bits)); }
  constant(v: number | bigint): Value { return BigInt(v); }
  gpr(f: Field): Value {
    if (f.bits === 0) return 0n;
    this.reads.add(f.bits);
    return undefined;
  }
  setGpr(f: Field): void { if (f.bits) this.writes.add(f.bits); }
  setLink(): void { this.writes.add(31); }
  hi(): Value { this.reads.add(HI); return undefined; }
  lo(): Value { this.reads.add(LO); return undefined; }
  setHi(): void { this.writes.add(HI); }
  setLo(): void { this.writes.add(LO); }
  pc(): Value { return this.at; }
  let(v: Value): Value { return v; }
  add(a: Value, b: Value): Value { return known(a, b, (x, y) => x + y); }
  and(a: Value, b: Value): Value { return known(a, b, (x, y) => x & y); }
  or(a: Value, b: Value): Value { return known(a, b, (x, y) => x | y); }
  shl(a: Value, b: Value): Value { return known(a, b, (x, y) => x << (y & 63n)); }
  eq(a: Value, b: Value): boolean | undefined { return a === undefined || b === undefined ? undefined : a === b; }
  ge(a: Value, b: Value): boolean | undefined { return a === undefined || b === undefined ? undefined : a >= b; }
  divide(): { quotient: Value; remainder: Value } { return { quotient: undefined, remainder: undefined }; }
  when(_c: unknown, then: () => void): void {
    this.depth++;
    then();
    this.depth--;
  }
  private transfer(control: Insight["control"], always: boolean, target: Value): void {
    this.control = control;
    this.always = always;
    this.target = target === undefined ? undefined : BigInt.asUintN(64, target);
  }
  branch(c: boolean | undefined, offset: Value): void {
    this.transfer("branch", c === true, offset === undefined ? undefined : this.at + 4n + offset);
  }
  branchLikely(c: boolean | undefined, offset: Value): void {
    this.transfer("likely", c === true, offset === undefined ? undefined : this.at + 4n + offset);
  }
  jump(target: Value): void { this.transfer("jump", true, target); }
  private leave(): void { this.leaves = true; }
  raise(): void { if (!this.depth) this.leave(); }
  cacheOp(): void { this.leave(); }
  eret(): void { this.leave(); }
  gate(): void { this.leave(); }
  fpUnimplemented(): void { this.leave(); }
  fpr(_f: Field, _format: FpFormat): Value { this.usesFpr = true; return undefined; }
  setFpr(): void { this.usesFpr = true; }
  fprWord(): Value { this.usesFpr = true; return undefined; }
  setFprWord(): void { this.usesFpr = true; }
}

interface Field { readonly bits: number; readonly width: number }

function known(a: Value, b: Value, f: (x: bigint, y: bigint) => bigint): Value {
  return a === undefined || b === undefined ? undefined : f(a, b);
}

/** Looks at the instruction `word` as it lies at that virtual address; undefined for reserved words. */
export function look(word: number, at: bigint): Insight | undefined {
  const decoded = decode(word);
  if (!decoded) return undefined;
  const fields = Object.fromEntries(fieldsOf(decoded.name).map((slot) => {
    const field: Field = { bits: decoded.fields[slot.name], width: slot.width };
    return [slot.name, field];
  })) as Record<FieldName, Field>; // a clause names the fields of its row only
  const probe = new Probe(at);
  // Operations that are not listed do nothing that matters here and give an unknown value.
  const machine = new Proxy(probe, { get: (of, name) => (name in of ? (of as unknown as Record<string | symbol, unknown>)[name] : () => undefined) });
  run(decoded.row, machine as unknown as Semantics<Value, boolean | undefined, Field>, fields);
  const { control, always, target, leaves, usesFpr } = probe;
  return { decoded, reads: [...probe.reads], writes: [...probe.writes], control, always, target, leaves, usesFpr };
}

function run(row: Row, machine: Semantics<Value, boolean | undefined, Field>, fields: Fields<Field>): void {
  row.exec(machine, fields);
}
