import { Bytes } from "./bytes.ts";
import { lift } from "./instructions.ts";
import { TYPE_CODE, type Expr, type I32Like, type Like, type Statement, type ValueType } from "./types.ts";

/** A function of the module being built, or one it imports. `R` is `void` when it returns nothing. */
export class Func<P extends readonly ValueType[] = readonly ValueType[], R extends ValueType | "void" = ValueType | "void"> {
  /** Set when the module is built: imports come first. */
  index = -1;
  constructor(readonly name: string, readonly params: P, readonly result: R) {}

  call(...args: { [K in keyof P]: Like<P[K]> }): Expr<R> {
    const nodes = args.map((a, n) => lift(this.params[n]!, a as Like<ValueType>));
    return {
      type: this.result,
      emit: (o) => {
        for (const n of nodes) n.emit(o);
        o.byte(0x10);
        o.u32(this.index);
      },
    };
  }

  /** `return this(...)`, in constant stack space. */
  returnCall(...args: { [K in keyof P]: Like<P[K]> }): Statement {
    const nodes = args.map((a, n) => lift(this.params[n]!, a as Like<ValueType>));
    return {
      type: "void",
      emit: (o) => {
        for (const n of nodes) n.emit(o);
        o.byte(0x12);
        o.u32(this.index);
      },
    };
  }
}

/** A local variable; as an expression, its value at the moment it is evaluated. */
export class Local<T extends ValueType> implements Expr<T> {
  constructor(readonly type: T, readonly index: number) {}
  emit(out: Bytes): void {
    out.byte(0x20);
    out.u32(this.index);
  }
}

/** A place to branch to: the end of a block, the start of a loop. */
export class Label {
  constructor(readonly depth: number) {}
}

/** Writes one function body. Everything is emitted in the order in which it is added. */
export class Body<P extends readonly ValueType[] = readonly ValueType[]> {
  private readonly code = new Bytes(1024);
  private readonly locals: ValueType[] = [];
  private depth = 0;
  readonly params: { [K in keyof P]: Local<P[K]> };

  constructor(params: P) {
    this.params = params.map((t, n) => new Local(t, n)) as typeof this.params;
  }

  /** A fresh local, set to `value` here if one is given (locals start as zero otherwise). */
  local<T extends ValueType>(type: T, value?: Like<T>): Local<T> {
    const l = new Local(type, this.params.length + this.locals.length);
    this.locals.push(type);
    if (value !== undefined) this.set(l, value);
    return l;
  }

  set<T extends ValueType>(local: Local<T>, value: Like<T>): void {
    lift(local.type, value).emit(this.code);
    this.code.byte(0x21);
    this.code.u32(local.index);
  }

  /** An expression that sets the local and is its new value. */
  tee<T extends ValueType>(local: Local<T>, value: Like<T>): Expr<T> {
    const v = lift(local.type, value);
    return { type: local.type, emit: (o) => { v.emit(o); o.byte(0x22); o.u32(local.index); } };
  }

  add(statement: Statement): void {
    statement.emit(this.code);
  }

  if(condition: I32Like, then: () => void, otherwise?: () => void): void {
    lift("i32", condition).emit(this.code);
    this.code.byte(0x04);
    this.code.byte(0x40);
    this.depth++;
    then();
    if (otherwise) {
      this.code.byte(0x05);
      otherwise();
    }
    this.end();
  }

  /** Branching to the label leaves the block. */
  block(inside: (leave: Label) => void): void {
    this.nest(0x02, inside);
  }

  /** Branching to the label goes round again; falling off the end leaves the loop. */
  loop(inside: (again: Label) => void): void {
    this.nest(0x03, inside);
  }

  private nest(op: number, inside: (label: Label) => void): void {
    this.code.byte(op);
    this.code.byte(0x40);
    inside(new Label(++this.depth));
    this.end();
  }

  private end(): void {
    this.code.byte(0x0b);
    this.depth--;
  }

  br(to: Label): void {
    this.code.byte(0x0c);
    this.code.u32(this.depth - to.depth);
  }

  brIf(to: Label, condition: I32Like): void {
    lift("i32", condition).emit(this.code);
    this.code.byte(0x0d);
    this.code.u32(this.depth - to.depth);
  }

  brTable(index: I32Like, labels: readonly Label[], otherwise: Label): void {
    lift("i32", index).emit(this.code);
    this.code.byte(0x0e);
    this.code.u32(labels.length);
    for (const l of [...labels, otherwise]) this.code.u32(this.depth - l.depth);
  }

  return(value?: Expr): void {
    value?.emit(this.code);
    this.code.byte(0x0f);
  }

  unreachable(): void {
    this.code.byte(0x00);
  }

  /** The function body as the code section holds it. */
  finish(): Bytes {
    const out = new Bytes(this.code.length + 64);
    const runs: [ValueType, number][] = [];
    for (const t of this.locals) {
      const last = runs.at(-1);
      if (last?.[0] === t) last[1]++;
      else runs.push([t, 1]);
    }
    out.u32(runs.length);
    for (const [t, n] of runs) {
      out.u32(n);
      out.byte(TYPE_CODE[t]);
    }
    out.bytes(this.code.view8());
    out.byte(0x0b);
    return out;
  }
}
