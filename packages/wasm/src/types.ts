export type ValueType = "i32" | "i64" | "f32" | "f64";
export const TYPE_CODE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;

import type { Bytes } from "./bytes.ts";

/**
 * A typed expression, or with `void` a statement. Building one emits nothing; adding it to a function body does, once
 * for each time it is added. Side effects happen where it is added.
 */
export interface Expr<T extends ValueType | "void" = ValueType> {
  readonly type: T;
  emit(out: Bytes): void;
}
export type I32 = Expr<"i32">;
export type I64 = Expr<"i64">;
export type F32 = Expr<"f32">;
export type F64 = Expr<"f64">;
export type Statement = Expr<"void">;

/** Where an expression is wanted, a constant will do. */
export type I32Like = I32 | number;
export type I64Like = I64 | bigint;
export type F64Like = F64 | number;
export type Like<T extends ValueType> = T extends "i32" ? I32Like : T extends "i64" ? I64Like : Expr<T> | number;
