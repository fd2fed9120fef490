import type { Bytes } from "./bytes.ts";
import type { Expr, F32, F64, I32, I32Like, I64, I64Like, Like, Statement, ValueType } from "./types.ts";

function node<T extends ValueType | "void">(type: T, emit: (out: Bytes) => void): Expr<T> {
  return { type, emit };
}

const constI32 = (n: number): I32 => node("i32", (o) => { o.byte(0x41); o.s32(n); });
const constI64 = (n: bigint): I64 => node("i64", (o) => { o.byte(0x42); o.s64(n); });
const constF32 = (n: number): F32 => node("f32", (o) => { o.byte(0x43); o.f32(n); });
const constF64 = (n: number): F64 => node("f64", (o) => { o.byte(0x44); o.f64(n); });

/** A constant where a number or bigint was given, the expression itself otherwise. */
export function lift<T extends ValueType>(type: T, x: Like<T>): Expr<T> {
  if (typeof x === "bigint") return constI64(x) as Expr as Expr<T>;
  if (typeof x === "number") {
    const c = type === "i32" ? constI32(x) : type === "f32" ? constF32(x) : constF64(x);
    return c as Expr as Expr<T>;
  }
  return x as Expr as Expr<T>;
}

const unary = <A extends ValueType, R extends ValueType>(from: A, to: R, op: number) =>
  (a: Like<A>): Expr<R> => {
    const x = lift(from, a);
    return node(to, (o) => { x.emit(o); o.byte(op); });
  };
const binary = <A extends ValueType, R extends ValueType>(from: A, to: R, op: number) =>
  (a: Like<A>, b: Like<A>): Expr<R> => {
    const x = lift(from, a), y = lift(from, b);
    return node(to, (o) => { x.emit(o); y.emit(o); o.byte(op); });
  };
const load = <R extends ValueType>(to: R, op: number) =>
  (address: I32Like, offset = 0): Expr<R> => {
    const x = lift("i32", address);
    return node(to, (o) => { x.emit(o); o.byte(op); o.byte(0); o.u32(offset); });
  };
const store = <A extends ValueType>(from: A, op: number) =>
  (address: I32Like, value: Like<A>, offset = 0): Statement => {
    const x = lift("i32", address), y = lift(from, value);
    return node("void", (o) => { x.emit(o); y.emit(o); o.byte(op); o.byte(0); o.u32(offset); });
  };

// Accesses are encoded with alignment hint 0: a hint only, ignored by every engine on x86 and ARM.
export const i32 = {
  const: constI32,
  load: load("i32", 0x28), load8s: load("i32", 0x2c), load8u: load("i32", 0x2d),
  load16s: load("i32", 0x2e), load16u: load("i32", 0x2f),
  store: store("i32", 0x36), store8: store("i32", 0x3a), store16: store("i32", 0x3b),
  eqz: unary("i32", "i32", 0x45),
  eq: binary("i32", "i32", 0x46), ne: binary("i32", "i32", 0x47),
  ltS: binary("i32", "i32", 0x48), ltU: binary("i32", "i32", 0x49),
  gtS: binary("i32", "i32", 0x4a), gtU: binary("i32", "i32", 0x4b),
  leS: binary("i32", "i32", 0x4c), leU: binary("i32", "i32", 0x4d),
  geS: binary("i32", "i32", 0x4e), geU: binary("i32", "i32", 0x4f),
  clz: unary("i32", "i32", 0x67), ctz: unary("i32", "i32", 0x68), popcnt: unary("i32", "i32", 0x69),
  add: binary("i32", "i32", 0x6a), sub: binary("i32", "i32", 0x6b), mul: binary("i32", "i32", 0x6c),
  divS: binary("i32", "i32", 0x6d), divU: binary("i32", "i32", 0x6e),
  remS: binary("i32", "i32", 0x6f), remU: binary("i32", "i32", 0x70),
  and: binary("i32", "i32", 0x71), or: binary("i32", "i32", 0x72), xor: binary("i32", "i32", 0x73),
  shl: binary("i32", "i32", 0x74), shrS: binary("i32", "i32", 0x75), shrU: binary("i32", "i32", 0x76),
  rotl: binary("i32", "i32", 0x77), rotr: binary("i32", "i32", 0x78),
  wrap: unary("i64", "i32", 0xa7),
  truncF64S: unary("f64", "i32", 0xaa),
  reinterpret: unary("f32", "i32", 0xbc),
  extend8S: unary("i32", "i32", 0xc0), extend16S: unary("i32", "i32", 0xc1),
};

export const i64 = {
  const: constI64,
  load: load("i64", 0x29), load8s: load("i64", 0x30), load8u: load("i64", 0x31),
  load16s: load("i64", 0x32), load16u: load("i64", 0x33), load32s: load("i64", 0x34), load32u: load("i64", 0x35),
  store: store("i64", 0x37), store8: store("i64", 0x3c), store16: store("i64", 0x3d), store32: store("i64", 0x3e),
  eqz: unary("i64", "i32", 0x50),
  eq: binary("i64", "i32", 0x51), ne: binary("i64", "i32", 0x52),
  ltS: binary("i64", "i32", 0x53), ltU: binary("i64", "i32", 0x54),
  gtS: binary("i64", "i32", 0x55), gtU: binary("i64", "i32", 0x56),
  leS: binary("i64", "i32", 0x57), leU: binary("i64", "i32", 0x58),
  geS: binary("i64", "i32", 0x59), geU: binary("i64", "i32", 0x5a),
  clz: unary("i64", "i64", 0x79), ctz: unary("i64", "i64", 0x7a), popcnt: unary("i64", "i64", 0x7b),
  add: binary("i64", "i64", 0x7c), sub: binary("i64", "i64", 0x7d), mul: binary("i64", "i64", 0x7e),
  divS: binary("i64", "i64", 0x7f), divU: binary("i64", "i64", 0x80),
  remS: binary("i64", "i64", 0x81), remU: binary("i64", "i64", 0x82),
  and: binary("i64", "i64", 0x83), or: binary("i64", "i64", 0x84), xor: binary("i64", "i64", 0x85),
  shl: binary("i64", "i64", 0x86), shrS: binary("i64", "i64", 0x87), shrU: binary("i64", "i64", 0x88),
  rotl: binary("i64", "i64", 0x89), rotr: binary("i64", "i64", 0x8a),
  extendS: unary("i32", "i64", 0xac), extendU: unary("i32", "i64", 0xad),
  truncF64S: unary("f64", "i64", 0xb0),
  reinterpret: unary("f64", "i64", 0xbd),
  extend8S: unary("i64", "i64", 0xc2), extend16S: unary("i64", "i64", 0xc3), extend32S: unary("i64", "i64", 0xc4),
};

export const f32 = {
  const: constF32,
  load: load("f32", 0x2a), store: store("f32", 0x38),
  eq: binary("f32", "i32", 0x5b), ne: binary("f32", "i32", 0x5c),
  lt: binary("f32", "i32", 0x5d), gt: binary("f32", "i32", 0x5e),
  le: binary("f32", "i32", 0x5f), ge: binary("f32", "i32", 0x60),
  abs: unary("f32", "f32", 0x8b), neg: unary("f32", "f32", 0x8c), sqrt: unary("f32", "f32", 0x91),
  add: binary("f32", "f32", 0x92), sub: binary("f32", "f32", 0x93),
  mul: binary("f32", "f32", 0x94), div: binary("f32", "f32", 0x95),
  demote: unary("f64", "f32", 0xb6),
  reinterpret: unary("i32", "f32", 0xbe),
};

export const f64 = {
  const: constF64,
  load: load("f64", 0x2b), store: store("f64", 0x39),
  eq: binary("f64", "i32", 0x61), ne: binary("f64", "i32", 0x62),
  lt: binary("f64", "i32", 0x63), gt: binary("f64", "i32", 0x64),
  le: binary("f64", "i32", 0x65), ge: binary("f64", "i32", 0x66),
  abs: unary("f64", "f64", 0x99), neg: unary("f64", "f64", 0x9a),
  ceil: unary("f64", "f64", 0x9b), floor: unary("f64", "f64", 0x9c),
  trunc: unary("f64", "f64", 0x9d), nearest: unary("f64", "f64", 0x9e), sqrt: unary("f64", "f64", 0x9f),
  add: binary("f64", "f64", 0xa0), sub: binary("f64", "f64", 0xa1),
  mul: binary("f64", "f64", 0xa2), div: binary("f64", "f64", 0xa3),
  fromI32S: unary("i32", "f64", 0xb7), fromI64S: unary("i64", "f64", 0xb9),
  promote: unary("f32", "f64", 0xbb),
  reinterpret: unary("i64", "f64", 0xbf),
};

/** Both values are evaluated. */
export function select<T extends ValueType>(condition: I32Like, then: Expr<T>, otherwise: Expr<T>): Expr<T> {
  const c = lift("i32", condition);
  return node(then.type, (o) => { then.emit(o); otherwise.emit(o); c.emit(o); o.byte(0x1b); });
}

export function drop(e: Expr): Statement {
  return node("void", (o) => { e.emit(o); o.byte(0x1a); });
}

/** memory.fill: `length` bytes of `value` at `address`. */
export function memoryFill(address: I32Like, value: I32Like, length: I32Like): Statement {
  const a = lift("i32", address), v = lift("i32", value), n = lift("i32", length);
  return node("void", (o) => { a.emit(o); v.emit(o); n.emit(o); o.byte(0xfc); o.u32(11); o.byte(0); });
}

/** memory.copy within the one memory. */
export function memoryCopy(to: I32Like, from: I32Like, length: I32Like): Statement {
  const a = lift("i32", to), b = lift("i32", from), n = lift("i32", length);
  return node("void", (o) => {
    a.emit(o); b.emit(o); n.emit(o);
    o.byte(0xfc); o.u32(10); o.byte(0); o.byte(0);
  });
}

export type { I64Like };
