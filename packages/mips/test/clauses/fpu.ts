/**
 * The floating-point unit's moves, branches, loads and stores, and one plain result of each operation with registers of all
 * numbers, FR = 1 and 0 (r10000.md §6, "Registers"). Results and flags of all kinds of operands are `testfloat`'s.
 */
import { encode, fieldsOf } from "../../src/isa/decode.ts";
import { mnemonics, type Mnemonic } from "../../src/isa/rows.ts";
import { checkWays } from "./control.ts";
import { atSize, BASE, bytesOf, checkAddress, HINTS, loaded, stored, UNMAPPED, XKPHYS } from "./memory.ts";
import { STATUS_FR0, STATUS_FR1, U, type Checks, type Given, type Sheet, type Wanted } from "./sheet.ts";
import { REGISTERS } from "./values.ts";

type Format = "s" | "d" | "w" | "l";
const isWide = (f: Format): boolean => f === "d" || f === "l";
const cell = new DataView(new ArrayBuffer(8));
/** The bits of a number in a format, right-aligned. */
function bits(format: Format, v: number): bigint {
  cell.setBigUint64(0, 0n);
  if (format === "s") cell.setFloat32(4, v);
  else if (format === "d") cell.setFloat64(0, v);
  else if (format === "w") cell.setInt32(4, v);
  else cell.setBigInt64(0, BigInt(v));
  return cell.getBigUint64(0);
}

/** Registers: all different; the second set has every bit of their numbers in use. Even, so that FR = 0 has them, too. */
const FLOATS = [{ fs: 2, ft: 4, fr: 8, fd: 6 }, { fs: 30, ft: 28, fr: 26, fd: 24 }, { fs: 20, ft: 10, fr: 16, fd: 14 }, { fs: 16, ft: 2, fr: 12, fd: 30 }] as const;
/** Only the fields that the row has. */
function word(name: Mnemonic, fields: Readonly<Record<string, number>>): number {
  return encode(name, Object.fromEntries(fieldsOf(name).map(({ name: f }) => [f, fields[f] ?? 0])));
}
const OLD = 0x55667788_99aabbccn;
/** What a register holds after a write: with FR = 1 the upper half becomes 0, with FR = 0 it stays. */
const written = (format: Format, v: bigint, status: number): bigint =>
  isWide(format) ? v : (status === STATUS_FR1 ? 0n : OLD & ~0xffffffffn) | (v & 0xffffffffn);
/** What a source holds: the upper half is not looked at. */
const source = (format: Format, v: bigint): bigint => (isWide(format) ? v : v | 0xdeadbeef00000000n);

/** fs, ft and fr; all results are exact but those of RECIP and RSQRT. */
const A = 6.25, B = 2.5, C = -1.75;
const OPERATIONS: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, sqrt: (a) => Math.sqrt(a), abs: (a) => Math.abs(a), neg: (a) => -a,
  recip: (a) => 1 / a, rsqrt: (a) => 1 / Math.sqrt(a), mov: (a) => a,
  madd: (a, b, c) => a * b + c, msub: (a, b, c) => a * b - c, nmadd: (a, b, c) => -(a * b + c), nmsub: (a, b, c) => -(a * b - c),
};
const INEXACT = 0x1004;
function arithmetic(sheet: Sheet, name: Mnemonic): void {
  const [op, format] = name.split(".") as [string, "s" | "d"];
  for (const at of FLOATS) for (const status of [STATUS_FR1, STATUS_FR0]) for (const sign of [1, -1]) {
    if (sign < 0 && op.includes("sqrt")) continue;
    const place = sheet.add(word(name, at)), given = (v: number): bigint => source(format, bits(format, v));
    const result = OPERATIONS[op]!(A * sign, B, C), inexact = ["recip", "rsqrt"].includes(op); // an operation
    sheet.check(() => `${name} of ${A * sign}`, place,
      { status, fpr: { [at.fd]: OLD, [at.fs]: given(A * sign), ...(fieldsOf(name).some((f) => f.name === "ft") ? { [at.ft]: given(B) } : {}), ...(fieldsOf(name).some((f) => f.name === "fr") ? { [at.fr]: given(C) } : {}) } },
      { fpr: { [at.fd]: written(format, bits(format, result), status) }, ...(inexact ? { fcsr: INEXACT } : {}) });
  }
}

const ROUND: Readonly<Record<string, (v: number) => number>> = { round: (v) => (v === 2.75 ? 3 : -3), trunc: Math.trunc, ceil: Math.ceil, floor: Math.floor, cvt: (v) => (v === 2.75 ? 3 : -3) };
function conversion(sheet: Sheet, name: Mnemonic): void {
  const [op, to, from] = name.split(".") as [string, Format, Format];
  const integer = to === "w" || to === "l", given = from === "w" || from === "l" ? [3, -7] : [2.75, -2.75];
  for (const at of FLOATS) for (const status of [STATUS_FR1, STATUS_FR0]) for (const v of given) {
    sheet.check(() => `${name} of ${v}`, sheet.add(word(name, at)), { status, fpr: { [at.fd]: OLD, [at.fs]: source(from, bits(from, v)) } },
      { fpr: { [at.fd]: written(to, bits(to, integer ? ROUND[op]!(v) : v), status) }, ...(integer ? { fcsr: INEXACT } : {}) }); // a conversion
  }
}

/** Bits of FCSR that the conditions are (r10000.md §6). */
const conditionBit = (cc: number): number => (cc ? 1 << (24 + cc) : 1 << 23) >>> 0;
const CONDITIONS = [0, 1, 4, 7], ALL_CONDITIONS = 0xfe800000;
/** FCSR with that condition alone true, or alone false. */
const withCondition = (cc: number, on: boolean): number => (on ? conditionBit(cc) : (ALL_CONDITIONS & ~conditionBit(cc)) >>> 0);

/** Of less, equal, greater and unordered operands: whether each predicate holds, by its bits (r10000.md §6, "C.cond"). */
function compare(sheet: Sheet, name: "c.cond.s" | "c.cond.d"): void {
  const format = name.endsWith("s") ? "s" : "d", quiet = format === "s" ? 0x7fbfffffn : 0x7ff7ffffffffffffn;
  const INVALID = 0x10040;
  for (const { fs, ft } of FLOATS) for (const cc of CONDITIONS) for (let cond = 0; cond < 16; cond++) {
    const place = sheet.add(encode(name, { fs, ft, cc, cond }));
    for (const [a, b, relation] of [[1, 2, 4], [2, 2, 2], [2, 1, 0], [NaN, 1, 1]] as const) for (const before of [0, ALL_CONDITIONS]) {
      const holds = (cond & relation) !== 0, invalid = relation === 1 && cond >= 8 ? INVALID : 0;
      const of = (v: number): bigint => source(format, Number.isNaN(v) ? quiet : bits(format, v));
      const fcsr = (((before & ~conditionBit(cc)) | (holds ? conditionBit(cc) : 0)) | invalid) >>> 0;
      sheet.check(() => `${name} ${cond} of ${a} and ${b}`, place, { fcsr: before, fpr: { [fs]: of(a), [ft]: of(b) } }, { fcsr });
    }
  }
}

/** MOVF, MOVT: to a general register. */
function generalMove(sheet: Sheet, name: "movf" | "movt"): void {
  for (const { rs, rd } of REGISTERS) for (const cc of CONDITIONS) for (const on of [true, false])
    sheet.check(() => `${name} ${cc} ${on}`, sheet.add(encode(name, { rs, rd, cc })), { fcsr: withCondition(cc, on), gpr: { [rs]: LONG } }, (name === "movt") === on ? { gpr: { [rd]: LONG } } : {});
}
/** MOVF.fmt and its like: a single clears the upper half of fd even when it does not move. */
function move(sheet: Sheet, name: Mnemonic): void {
  const [op, format] = name.split(".") as [string, "s" | "d"], byCondition = op === "movf" || op === "movt";
  const cases: [Given, boolean, Record<string, number>][] = byCondition
    ? CONDITIONS.flatMap((cc) => [true, false].map((on): [Given, boolean, Record<string, number>] => [{ fcsr: withCondition(cc, on) }, (op === "movt") === on, { cc }]))
    : REGISTERS.flatMap(({ rt }) => [0n, 1n, 1n << 32n].map((v): [Given, boolean, Record<string, number>] => [{ gpr: { [rt]: v } }, (op === "movz") === (v === 0n), { rt }]));
  for (const at of FLOATS) for (const status of [STATUS_FR1, STATUS_FR0]) for (const [given, moves, fields] of cases) {
    const from = source(format, bits(format, A));
    sheet.check(() => `${name}, ${moves ? "moving" : "not moving"}`, sheet.add(word(name, { ...at, ...fields })), { ...given, status, fpr: { [at.fd]: OLD, [at.fs]: from } },
      { fpr: { [at.fd]: written(format, moves ? from : OLD, status) } });
  }
}

function branch(sheet: Sheet, name: "bc1f" | "bc1t" | "bc1fl" | "bc1tl"): void {
  for (const cc of CONDITIONS)
    checkWays(sheet, `${name} ${cc}`, {
      word: (imm) => encode(name, { cc, imm }), given: (taken) => ({ fcsr: withCondition(cc, taken === name.startsWith("bc1t")) }), likely: name.endsWith("l"), link: false,
    });
}

/** Between general and floating registers. With FR = 0 an odd number is the upper half of the register below. */
const NUMBERS = [[5, 6], [31, 30], [16, 21], [2, 17]] as const;
const LONG = 0x8899aabb_ccddeeffn;
/** The register that holds number n, and whether as its upper half. */
const holder = (n: number, status: number): { n: number; upper: boolean } => (status === STATUS_FR1 ? { n, upper: false } : { n: n & ~1, upper: n % 2 === 1 });
/** The number's word in the register's 64 bits; and these with the word replaced. */
const wordIn = (v: bigint, upper: boolean): bigint => (upper ? v >> 32n : v) & 0xffffffffn;
const replaced = (old: bigint, w: bigint, upper: boolean, status: number): bigint =>
  status === STATUS_FR1 ? w : upper ? (w << 32n) | (old & 0xffffffffn) : (old & ~0xffffffffn) | w;
const eachWord = (check: (g: number, n: number, upper: boolean, held: number, status: number) => void): void => {
  for (const status of [STATUS_FR1, STATUS_FR0]) for (const [g, f] of NUMBERS) {
    const { n, upper } = holder(f, status);
    check(g, f, upper, n, status);
  }
};
const TRANSFERS: Checks = {
  mfc1: (sheet) => eachWord((rt, fs, upper, n, status) => sheet.check(() => `mfc1 $f${fs}`, sheet.add(encode("mfc1", { rt, fs })),
    { status, fpr: { [n]: LONG } }, { gpr: { [rt]: BigInt.asIntN(32, wordIn(LONG, upper)) } })),
  mtc1: (sheet) => eachWord((rt, fs, upper, n, status) => sheet.check(() => `mtc1 $f${fs}`, sheet.add(encode("mtc1", { rt, fs })),
    { status, fpr: { [n]: OLD }, gpr: { [rt]: LONG } }, { fpr: { [n]: replaced(OLD, wordIn(LONG, false), upper, status) } })),
  dmfc1: (sheet) => { for (const [rt, fs] of NUMBERS) sheet.check(() => `dmfc1 $f${fs}`, sheet.add(encode("dmfc1", { rt, fs })), { fpr: { [fs]: LONG } }, { gpr: { [rt]: LONG } }); },
  dmtc1: (sheet) => { for (const [rt, fs] of NUMBERS) sheet.check(() => `dmtc1 $f${fs}`, sheet.add(encode("dmtc1", { rt, fs })), { gpr: { [rt]: LONG } }, { fpr: { [fs]: LONG } }); },
  // FCR0 says R10000; other numbers than 31 read 0 and ignore writes. FCSR bits 22:18 are 0.
  cfc1: (sheet) => {
    for (const [rt] of NUMBERS) for (const [fs, v] of [[31, 0xfe800f83n], [0, 0x900n], [15, 0n], [30, 0n]] as const)
      sheet.check(() => `cfc1 ${fs}`, sheet.add(encode("cfc1", { rt, fs })), { fcsr: 0xfe800f83 }, { gpr: { [rt]: BigInt.asIntN(32, v) } });
  },
  ctc1: (sheet) => {
    for (const [rt] of NUMBERS) for (const fs of [31, 0, 15, 30])
      sheet.check(() => `ctc1 ${fs}`, sheet.add(encode("ctc1", { rt, fs })), { fcsr: 3, gpr: { [rt]: 0x1_fe800f82n } }, fs === 31 ? { fcsr: 0xfe800f82 } : {});
    const enabled = 0x00010800; // the cause and enable bits of an invalid operation
    sheet.check(() => "ctc1 of an enabled cause", sheet.add(encode("ctc1", { rt: 5, fs: 31 })), { gpr: { 5: BigInt(enabled) } }, { exception: "FPE", fcsr: enabled });
  },
};

/** Loads and stores: by immediate or, with x in the name, by a second register. */
const OFFSETS = [0, -8, 12, 0x4000, -0x8000, 4];
function transfer(sheet: Sheet, name: Mnemonic): void {
  const load = name.startsWith("l"), size = name[1] === "d" ? 8 : 4, indexed = name.includes("x"), register = indexed ? (load ? "fd" : "fs") : "ft";
  const check = (f: number, n: number, upper: boolean, status: number, g: { readonly rs: number; readonly rt: number }): void => OFFSETS.forEach((offset, k) => {
    const place = sheet.add(word(name, { rs: g.rs, rt: g.rt, imm: offset, [register]: f }));
    for (let at = 8; at < 16; at++) {
      const base = k % 2 ? XKPHYS : BASE, held = k % 2 ? LONG : OLD;
      // Either of the two registers may hold what needs all of its bits.
      const [a, b] = k % 4 < 2 ? [base + BigInt(at - offset), BigInt(offset)] : [BigInt(offset), base + BigInt(at - offset)];
      const given = { status, fpr: { [n]: held }, gpr: indexed ? { [g.rs]: a, [g.rt]: b } : { [g.rs]: base + BigInt(at - offset) } };
      const done: Wanted = load
        ? { fpr: { [n]: size === 8 ? loaded(sheet, at, 8, false) : replaced(held, U(loaded(sheet, at, 4, false)), upper, status) } }
        : { memory: stored(sheet, at, bytesOf(size === 8 ? held : wordIn(held, upper), size)) };
      const wanted = atSize(at, size, load ? "AdEL" : "AdES", done), what = (): string => `${name} $f${f} at ${at}, offset ${offset}`;
      sheet.check(what, place, given, wanted);
      checkAddress(sheet, what, wanted, base + BigInt(at));
    }
  });
  const words: [number, number, boolean, number][] = [];
  eachWord((_, f, upper, n, status) => { if (size === 4 || status === STATUS_FR1) words.push([f, n, upper, status]); });
  words.forEach(([f, n, upper, status], k) => check(f, n, upper, status, REGISTERS[k % REGISTERS.length]!)); // one of them
}

const CONVERSION = /^(round|trunc|ceil|floor|cvt)\./, ARITHMETIC = /^(add|sub|mul|div|sqrt|abs|neg|recip|rsqrt|mov|n?m(add|sub))\.[sd]$/;
const MOVE = /^mov[ftzn]\.[sd]$/, TRANSFER = /^[ls][wd]x?c1$/;
const kinds: readonly (readonly [RegExp, (sheet: Sheet, name: never) => void])[] = [
  [ARITHMETIC, arithmetic], [CONVERSION, conversion], [/^c\.cond/, compare], [MOVE, move], [/^mov[ft]$/, generalMove], [/^bc1/, branch], [TRANSFER, transfer],
];
export const FLOATING: Checks = {
  ...Object.fromEntries(kinds.flatMap(([names, check]) => mnemonics.filter((name) => names.test(name)).map((name) => [name, (sheet: Sheet) => check(sheet, name as never)]))), // by its pattern
  ...TRANSFERS,
  prefx: (sheet) => {
    for (const hint of HINTS) sheet.check(() => `prefx ${hint}`, sheet.add(encode("prefx", { rs: 4, rt: 5, hint })), { gpr: { 4: UNMAPPED, 5: 1n } }, {});
  },
};
