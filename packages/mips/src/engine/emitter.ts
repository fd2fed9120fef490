import { i32, type Body, type Expr, type Func, type I32, type I64, type Local, type Statement, type ValueType } from "@disco-vm/wasm";
import { patternOf } from "../isa/pattern.ts";
import type { Fields, Row } from "../row.ts";
import { get32, get64, set32, type Frame } from "./cells.ts";
import type { Continuations } from "./continuations.ts";
import type { Selector } from "./decode-table.ts";
import type { Lines } from "./lines.ts";

export interface Parts {
  readonly lines: Lines;
  readonly continuations: Continuations;
  /** Says that `hp` is worth a translation; there with the code map. */
  readonly hot?: Func<readonly ["i32"], "i32">;
}

/** Where a field lies in the instruction word. */
export type Field = Selector;
/** Where each field of a row lies. A clause names no other. */
export function fieldsOf(row: Row): Fields<Field> {
  const fields = patternOf(row).fields.map((slot) => [slot.name, slot]);
  return Object.fromEntries(fields) as Fields<Field>;
}

/** The interpreter's function while it is written: its locals, and the ways out of it. */
export class Emitter {
  protected readonly cpu: Local<"i32">;
  /** Host address of the instruction. */
  protected readonly hp: Local<"i32">;
  /** The instruction. */
  protected readonly word: Local<"i32">;
  protected readonly pools: { [T in ValueType]?: { locals: Local<ValueType>[]; used: number } } = {};

  constructor(protected readonly frame: Frame, protected readonly parts: Parts, protected readonly f: Body) {
    this.cpu = f.params[0] as Local<"i32">; // the first of interpret's two parameters
    this.hp = f.local("i32");
    this.word = f.local("i32");
  }

  /** Leaves the function for a slow path. */
  protected leaveBy(tailCall: Statement): void {
    set32(this.f, this.cpu, "hp", this.hp);
    this.f.add(tailCall);
  }

  /**
   * A value that a slow path computes: leaves for it, which comes back to this instruction with the value. What the
   * clause did before must bear being done twice.
   */
  protected fromSlowPath(tailCall: Statement): I64 {
    const { f, cpu } = this;
    f.if(i32.eqz(get32(cpu, "hasResult")), () => this.leaveBy(tailCall));
    set32(f, cpu, "hasResult", 0);
    return get64(cpu, "result");
  }

  protected temporary<T extends ValueType>(type: T): Local<T> {
    const pool = (this.pools[type] ??= { locals: [], used: 0 });
    const l = pool.locals[pool.used] ?? this.f.local(type);
    pool.locals[pool.used++] = l;
    return l as Local<T>; // the pool of this type holds no other
  }

  protected keep<T extends ValueType>(v: Expr<T>): Local<T> {
    const l = this.temporary(v.type);
    this.f.set(l, v as never);
    return l;
  }

  /** Ends the window with this instruction, because cycles have been charged. */
  protected endWindow(): void {
    const { f, cpu, hp } = this;
    set32(f, cpu, "stop", i32.add(hp, 4));
    set32(f, cpu, "stopMax", i32.add(hp, 4));
  }

  /** The field's bits, times 2^shift. */
  protected bits(x: Field, shift = 0): I32 {
    const mask = (2 ** x.width - 1) * 2 ** shift;
    const distance = x.shift - shift;
    const moved = distance > 0 ? i32.shrU(this.word, distance) : distance < 0 ? i32.shl(this.word, -distance) : this.word;
    return i32.and(moved, mask | 0);
  }
}
