/** Integer arithmetic, logic, shifts, moves, multiplication and division in whole numbers (MIPS IV Instruction Set, rev. 3.2, §A.6). */
import { encode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { checksOf, S, U, type Checks, type Sheet, type State } from "./sheet.ts";
import { IMMEDIATES, pairs, REGISTERS, s32, u32, values, values32 } from "./values.ts";

const OVERFLOW = "Ov";
type Result = bigint | typeof OVERFLOW;
type Binary = (a: bigint, b: bigint) => Result;
const fits = (v: bigint, bits: number): boolean => BigInt.asIntN(bits, v) === v;
const flag = (c: boolean): bigint => (c ? 1n : 0n);
const sum32 = (exact: bigint): Result => (fits(exact, 32) ? exact : OVERFLOW);
const sum64 = (exact: bigint): Result => (fits(exact, 64) ? exact : OVERFLOW);

/**
 * Operands of 32-bit operations, and the same with other upper halves: the architecture leaves these undefined, and we take
 * the lower half (r10000.md §5.7).
 */
const dirty = (v: bigint): bigint => S(v ^ 0x7531_0000_0000n);
const dirtied = (list: readonly (readonly [bigint, bigint])[]): readonly (readonly [bigint, bigint])[] =>
  [...list, ...list.slice(-30).flatMap(([a, b]) => [[dirty(a), b], [a, dirty(b)]] as const)];
const narrow = (want: Binary): Binary => (a, b) => want(s32(a), s32(b));

/** rd from rs and rt; the first group on 32-bit operands. */
const THREE_32: Partial<Record<Mnemonic, Binary>> = {
  add: (a, b) => sum32(a + b), addu: (a, b) => s32(a + b), sub: (a, b) => sum32(a - b), subu: (a, b) => s32(a - b),
  sllv: (a, b) => s32(b << (a & 31n)), srlv: (a, b) => s32(u32(b) >> (a & 31n)), srav: (a, b) => b >> (a & 31n),
};
const THREE_64: Partial<Record<Mnemonic, Binary>> = {
  dadd: (a, b) => sum64(a + b), daddu: (a, b) => S(a + b), dsub: (a, b) => sum64(a - b), dsubu: (a, b) => S(a - b),
  and: (a, b) => a & b, or: (a, b) => a | b, xor: (a, b) => a ^ b, nor: (a, b) => ~(a | b),
  slt: (a, b) => flag(a < b), sltu: (a, b) => flag(U(a) < U(b)),
  dsllv: (a, b) => S(b << (a & 63n)), dsrlv: (a, b) => S(U(b) >> (a & 63n)), dsrav: (a, b) => b >> (a & 63n),
};
/** rt from rs and the immediate: signed, or unsigned for the logical ones. */
const IMMEDIATE: Partial<Record<Mnemonic, Binary>> = {
  addi: (a, i) => sum32(s32(a) + i), addiu: (a, i) => s32(a + i), daddi: (a, i) => sum64(a + i), daddiu: (a, i) => S(a + i),
  slti: (a, i) => flag(a < i), sltiu: (a, i) => flag(U(a) < U(i)),
  andi: (a, i) => a & (i & 0xffffn), ori: (a, i) => a | (i & 0xffffn), xori: (a, i) => a ^ (i & 0xffffn),
  lui: (_, i) => s32(i << 16n),
};
const SHIFT: Partial<Record<Mnemonic, (v: bigint, n: bigint) => bigint>> = {
  sll: (v, n) => s32(v << n), srl: (v, n) => s32(u32(v) >> n), sra: (v, n) => s32(v) >> n,
  dsll: (v, n) => S(v << n), dsrl: (v, n) => S(U(v) >> n), dsra: (v, n) => v >> n,
  dsll32: (v, n) => S(v << (n + 32n)), dsrl32: (v, n) => S(U(v) >> (n + 32n)), dsra32: (v, n) => v >> (n + 32n),
};
const halves = (product: bigint, bits: number): State => ({ hi: BigInt.asIntN(bits, product >> BigInt(bits)), lo: BigInt.asIntN(bits, product) });
/** By zero, what a restoring divider leaves; r10000.md §5.7. */
const quotient = (a: bigint, b: bigint, bits: number): State => (b === 0n ? { hi: BigInt.asIntN(bits, a), lo: a < 0n ? 1n : -1n }
  : { hi: BigInt.asIntN(bits, a % b), lo: BigInt.asIntN(bits, a / b) });
type HiLo = (a: bigint, b: bigint) => State;
const HI_LO_32: Partial<Record<Mnemonic, HiLo>> = {
  mult: (a, b) => halves(s32(a) * s32(b), 32), multu: (a, b) => halves(u32(a) * u32(b), 32),
  div: (a, b) => quotient(s32(a), s32(b), 32), divu: (a, b) => quotient(u32(a), u32(b), 32),
};
const HI_LO_64: Partial<Record<Mnemonic, HiLo>> = {
  dmult: (a, b) => halves(a * b, 64), dmultu: (a, b) => halves(U(a) * U(b), 64),
  ddiv: (a, b) => quotient(a, b, 64), ddivu: (a, b) => quotient(U(a), U(b), 64),
};

const outcome = (register: number, v: Result): { exception?: typeof OVERFLOW; gpr?: Record<number, bigint> } =>
  v === OVERFLOW ? { exception: OVERFLOW } : register ? { gpr: { [register]: v } } : {}; // $0 stays 0

function three(sheet: Sheet, name: Mnemonic, want: Binary, operands: readonly (readonly [bigint, bigint])[]): void {
  REGISTERS.forEach((at, n) => {
    const place = sheet.add(encode(name, at));
    for (const [a, b] of n ? operands.slice(-20) : operands) sheet.check(() => `${name} ${a} ${b}`, place, { gpr: { [at.rs]: a, [at.rt]: b } }, outcome(at.rd, want(a, b)));
  });
  // The sources may be the destination.
  sheet.check(() => `${name} in place`, sheet.add(encode(name, { rs: 4, rt: 4, rd: 4 })), { gpr: { 4: 6n } }, outcome(4, want(6n, 6n)));
  sheet.check(() => `${name} to $0`, sheet.add(encode(name, { rs: 4, rt: 5, rd: 0 })), { gpr: { 4: 6n, 5: 5n } }, {});
}
function immediate(sheet: Sheet, name: Mnemonic, want: Binary): void {
  for (const { rs, rt } of REGISTERS) for (const imm of IMMEDIATES) {
    const place = sheet.add(encode(name, name === "lui" ? { rt, imm } : { rs, rt, imm }));
    for (const a of name.startsWith("add") ? [...values32(20), ...values32(10).map(dirty)] : values(20)) sheet.check(() => `${name} ${a} ${imm}`, place, { gpr: { [rs]: a } }, outcome(rt, want(a, BigInt(imm))));
  }
}
function shift(sheet: Sheet, name: Mnemonic, want: (v: bigint, n: bigint) => bigint): void {
  for (let shamt = 0; shamt < 32; shamt++) {
    const { rt, rd } = REGISTERS[shamt % REGISTERS.length]!, place = sheet.add(encode(name, { rt, rd, shamt })); // one of them
    for (const v of name.startsWith("d") ? values(10) : [...values32(10), ...values32(10).map(dirty)]) sheet.check(() => `${name} ${v} ${shamt}`, place, { gpr: { [rt]: v } }, outcome(rd, want(v, BigInt(shamt))));
  }
}
function hiLo(sheet: Sheet, name: Mnemonic, want: HiLo): void {
  REGISTERS.forEach(({ rs, rt }, n) => {
    const place = sheet.add(encode(name, { rs, rt })), list = name in HI_LO_32 ? dirtied(pairs(values32(100))) : pairs(values(100));
    for (const [a, b] of n ? list.slice(-20) : list) sheet.check(() => `${name} ${a} ${b}`, place, { gpr: { [rs]: a, [rt]: b } }, want(a, b));
  });
}

const LARGE = -(2n ** 63n) + 5n;
const MOVES: Checks = {
  movz: (sheet) => conditionalMove(sheet, "movz", (v) => v === 0n),
  movn: (sheet) => conditionalMove(sheet, "movn", (v) => v !== 0n),
  ...Object.fromEntries((["hi", "lo"] as const).flatMap((half): [string, (sheet: Sheet) => void][] => [
    [`mf${half}`, (sheet) => REGISTERS.forEach(({ rd }) =>
      sheet.check(() => `mf${half}`, sheet.add(encode(`mf${half}`, { rd })), { hi: 5n, lo: 6n, [half]: LARGE }, { gpr: { [rd]: LARGE } }))],
    [`mt${half}`, (sheet) => REGISTERS.forEach(({ rs }) =>
      sheet.check(() => `mt${half}`, sheet.add(encode(`mt${half}`, { rs })), { gpr: { [rs]: LARGE } }, { [half]: LARGE }))],
  ])),
};
function conditionalMove(sheet: Sheet, name: "movz" | "movn", moves: (v: bigint) => boolean): void {
  for (const at of REGISTERS) {
    const place = sheet.add(encode(name, at));
    for (const condition of [0n, 1n, 1n << 32n, -1n])
      sheet.check(() => `${name} ${condition}`, place, { gpr: { [at.rs]: LARGE, [at.rt]: condition } }, moves(condition) ? { gpr: { [at.rd]: LARGE } } : {});
  }
}

export const INTEGER: Checks = {
  ...checksOf(THREE_32, (sheet, name, want) => three(sheet, name, narrow(want), dirtied(pairs(values32(100))))),
  ...checksOf(THREE_64, (sheet, name, want) => three(sheet, name, want, pairs(values(100)))),
  ...checksOf(IMMEDIATE, immediate), ...checksOf(SHIFT, shift), ...checksOf(HI_LO_32, hiLo), ...checksOf(HI_LO_64, hiLo), ...MOVES,
};
