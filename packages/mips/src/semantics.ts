/**
 * The abstract machine that an instruction's clause is written against, once.
 *
 * `V` is a 64-bit value, `C` a condition, `F` an instruction field. All three are opaque to a clause, so that the same
 * clause can be emitted with the fields unknown (the interpreter, tier 0), with the fields known (the translator,
 * tier 1), or evaluated directly (tests). A clause may not branch in TypeScript on any of them.
 *
 * Order matters only for effects: a clause reads its registers before it writes one, and writes last.
 */
export interface Semantics<V, C, F> {
  // Fields and constants.
  /** The field's bits, zero-extended. */
  field(f: F): V;
  /** The field's bits, sign-extended from its own width. */
  signed(f: F): V;
  constant(value: number | bigint): V;

  // Registers. Writes to general register 0 are dropped here, not in the clause.
  gpr(f: F): V;
  setGpr(f: F, v: V): void;
  /** $31, which JAL and the branch-and-link family name implicitly. */
  setLink(v: V): void;
  hi(): V;
  lo(): V;
  setHi(v: V): void;
  setLo(v: V): void;
  /** Address of this instruction. */
  pc(): V;

  // 64-bit integer arithmetic. Shift amounts are taken modulo 64.
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  and(a: V, b: V): V;
  or(a: V, b: V): V;
  xor(a: V, b: V): V;
  not(a: V): V;
  shl(a: V, n: V): V;
  shr(a: V, n: V): V;
  sar(a: V, n: V): V;
  /** Bits 31:0, sign-extended: the form of every 32-bit result. */
  sext32(a: V): V;
  zext32(a: V): V;
  /** Low 64 bits of the product. */
  mul(a: V, b: V): V;
  /** High 64 bits of the 128-bit product. */
  mulHigh(a: V, b: V, signed: boolean): V;
  /**
   * Quotient and remainder, 64-bit. Never traps in the host: x / 0 and the one overflow give what a restoring divider
   * leaves (r10000.md §5.7): signed x/0 = (x < 0 ? 1 : -1), unsigned x/0 = all ones, remainder x; min / -1 = min, 0.
   */
  divide(a: V, b: V, signed: boolean): { quotient: V; remainder: V };
  /** Keeps a value that is used more than once. */
  let(v: V): V;

  // Conditions.
  eq(a: V, b: V): C;
  ne(a: V, b: V): C;
  lt(a: V, b: V, signed: boolean): C;
  ge(a: V, b: V, signed: boolean): C;
  both(a: C, b: C): C;
  /** 1 or 0. */
  fromCondition(c: C): V;
  select(c: C, then: V, otherwise: V): V;
  when(c: C, then: () => void): void;

  // Control. `offset` is in bytes, from the delay slot.
  branch(c: C, offset: V): void;
  /** Branch-likely: the delay slot is nullified when the branch is not taken. */
  branchLikely(c: C, offset: V): void;
  jump(target: V): void;

  // Memory. Addresses are virtual; `size` in bytes; the access must be aligned (address error otherwise).
  load(size: 1 | 2 | 4 | 8, address: V, signed: boolean): V;
  store(size: 1 | 2 | 4 | 8, address: V, v: V): void;
  /** As load and store of the aligned word or doubleword around `address`, which BadVAddr reports as it is. */
  loadAround(size: 4 | 8, address: V): V;
  /** The address as the unaligned instructions count bytes: from the other end while Status.RE reverses the byte order. */
  lane(address: V): V;
  /** LL, LLD: sets the link. */
  loadLinked(size: 4 | 8, address: V): V;
  /** SC, SCD: true if the link held and the store was done. */
  storeConditional(size: 4 | 8, address: V, v: V): C;
  /** SWL, SWR, SDL, SDR: the bytes of `v` from the most (left) or least (right) significant end. */
  storePartial(size: 4 | 8, side: "left" | "right", address: V, v: V): void;
  prefetch(hint: F, address: V): void;
  cacheOp(op: F, address: V): void;
  sync(): void;

  // Exceptions a guest sees. They end the instruction.
  raise(code: ExceptionName): void;
  raiseIf(c: C, code: ExceptionName): void;

  // System coprocessor. The row's gate (see `Row`) has already checked that it may be used.
  /** MFC0: bits 31:0 sign-extended; DMFC0 with `wide`. `sub` is the low field that only register 25 looks at. */
  cp0(rd: F, sub: F, wide: boolean): V;
  setCp0(rd: F, sub: F, v: V, wide: boolean): void;
  cp0Condition(): C;
  tlbRead(): void;
  tlbWrite(at: "index" | "random"): void;
  tlbProbe(): void;
  eret(): void;
  /** Enters the monitor that is plugged in, or raises RI when there is none. */
  gate(code: F): void;

  // Floating point. Values are raw bits, right-aligned in V.
  fpr(f: F, format: FpFormat): V;
  setFpr(f: F, format: FpFormat, v: V): void;
  /** The 32 raw bits that MFC1 and SWC1 see (Status.FR decides what an odd number means); 64 bits go by format "l". */
  fprWord(f: F): V;
  setFprWord(f: F, v: V): void;
  fpControl(f: F): V;
  setFpControl(f: F, v: V): void;
  fpCondition(cc: F): C;
  setFpCondition(cc: F, c: C): void;
  /**
   * Arithmetic: sets Cause and Flags, raises FPE where enabled, gives the result otherwise. MADD and its family take
   * fs, ft, fr, round product and sum, and set the Cause bits of both.
   */
  fpArithmetic(op: FpOperation, format: FpFormat, ...operands: V[]): V;
  /** C.cond.fmt: `cond` is the four condition bits. */
  fpCompare(cond: F, format: FpFormat, a: V, b: V): C;
  fpConvert(to: FpFormat, from: FpFormat, v: V, rounding?: FpRounding): V;
  /** The floating-point exception with Cause.E: an operation or format the FPU does not have. */
  fpUnimplemented(): void;
}

export type FpFormat = "s" | "d" | "w" | "l";
export type FpRounding = "nearest" | "zero" | "up" | "down";
export type FpOperation =
  | "add" | "sub" | "mul" | "div" | "sqrt" | "abs" | "neg" | "recip" | "rsqrt" | "madd" | "msub" | "nmadd" | "nmsub";

/** Cause.ExcCode values (R10000 User's Manual, Cause register). */
export const EXCEPTION_CODES = {
  Int: 0, Mod: 1, TLBL: 2, TLBS: 3, AdEL: 4, AdES: 5, IBE: 6, DBE: 7, Sys: 8, Bp: 9, RI: 10, CpU: 11, Ov: 12, Tr: 13,
  FPE: 15, WATCH: 23,
} as const;
/** Name of an exception as `EXCEPTION_CODES` has it. */
export type ExceptionName = keyof typeof EXCEPTION_CODES;
