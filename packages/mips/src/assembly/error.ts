export interface Position { readonly line: number; readonly column: number }

/** Kinds of mistakes in assembly text. */
export type AssemblerErrorCode =
  | "syntax" | "unknown-instruction" | "operand" | "range" | "undefined-symbol" | "duplicate-symbol" | "directive"
  | "alignment" | "no-at" | "delay-slot";

/** A mistake in assembly text: where it is, what was expected there, what came. Lines and columns count from 1. */
export class AssemblerError extends Error {
  override readonly name = "AssemblerError";
  constructor(
    readonly code: AssemblerErrorCode,
    readonly at: Position,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`asm: line ${at.line}, column ${at.column}: expected ${expected}, got ${found}`);
  }
}
