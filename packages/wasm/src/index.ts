export { Bytes } from "./bytes.ts";
export { Body, Func, Label, Local } from "./function.ts";
export { drop, f32, f64, i32, i64, lift, memoryCopy, memoryFill, select } from "./instructions.ts";
export { ModuleBuilder } from "./module.ts";
export type { Expr, F32, F64, F64Like, I32, I32Like, I64, I64Like, Like, Statement, ValueType } from "./types.ts";
