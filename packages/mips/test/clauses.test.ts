/**
 * The clauses, as the engine executes them, against a second statement of what the MIPS IV manual says: whole-number
 * arithmetic and byte-wise memory, written without looking at the clauses' way of computing.
 */
import { describe, expect, test } from "vitest";
import { encode } from "../src/isa/decode.ts";
import { mnemonics, type Mnemonic } from "../src/isa/rows.ts";
import type { FieldName } from "../src/row.ts";
import { Bench } from "./harness.ts";
import { randomWords } from "./random.ts";

const S = (v: bigint): bigint => BigInt.asIntN(64, v), U = (v: bigint): bigint => BigInt.asUintN(64, v);
const s32 = (v: bigint): bigint => BigInt.asIntN(32, v), u32 = (v: bigint): bigint => BigInt.asUintN(32, v);
const OVERFLOW = "Ov", TRAP = "Tr";
const fits = (v: bigint, bits: number): boolean => BigInt.asIntN(bits, v) === v;
const flag = (c: boolean): bigint => (c ? 1n : 0n);

const CODE = 0x10000, DATA = 0x3000, KSEG0 = 0xffffffff80000000n;

/** Single instructions, each at a place of its own, followed by `gate 0`, the next by `gate 2`; exceptions reach `gate 1`. */
class Sheet {
  readonly bench = new Bench().load(".org 0x180\n.set noreorder\n gate 1\n nop", KSEG0);
  private places = 0;

  /** A page of memory where nothing has run yet. */
  fresh(): this {
    this.places = Math.ceil(this.places / 256) * 256;
    return this;
  }
  add(word: number, next = 0): bigint {
    const at = CODE + 16 * this.places++, view = new DataView(new ArrayBuffer(16));
    [word, next, encode("gate", { code: 0 }), encode("gate", { code: 2 })].forEach((w, n) => view.setUint32(4 * n, w));
    this.bench.write(BigInt(at), new Uint8Array(view.buffer));
    return KSEG0 + BigInt(at);
  }
  /** Runs what is there with these registers; gives the exception's name if there was one. */
  run(place: bigint, registers: Readonly<Record<number, bigint>>): string | undefined {
    const { bench } = this, { cpu } = bench;
    for (const [n, v] of Object.entries(registers)) cpu.setGpr(Number(n), U(v));
    cpu.setCp0(12, 0x340000e0n);
    cpu.pc = place;
    this.gate = bench.run();
    if (this.gate !== 1) return undefined;
    const code = Number((cpu.cp0(13) >> 2n) & 31n);
    return code === 12 ? OVERFLOW : code === 13 ? TRAP : `exception ${code}`;
  }
  gate = 0;
  gpr(n: number): bigint { return S(this.bench.cpu.gpr(n)); }
}

/** One engine for all: building one takes longer than most tests. */
const shared = new Sheet();

const next = randomWords(1996);
const random64 = (): bigint => S((BigInt(next()) << 32n) | BigInt(next()));
/** Ends of ranges, and random values of every length. */
const interesting = [0n, 1n, -1n, 2n, -2n, 7n, 0x7fffn, -0x8000n, 0x7fffffffn, -0x80000000n, 0x80000000n, 0xffffffffn, 2n ** 63n - 1n, -(2n ** 63n), 1n << 40n];
const values = (count: number): bigint[] => [...interesting, ...Array.from({ length: count }, () => S(random64() >> BigInt(next() % 64)))];
/** What a 32-bit register holds: the architecture leaves other operands of 32-bit operations undefined. */
const values32 = (count: number): bigint[] => [...new Set(values(count).map(s32))];

type Binary = (a: bigint, b: bigint) => bigint | typeof OVERFLOW;
const sum32 = (exact: bigint): bigint | typeof OVERFLOW => (fits(exact, 32) ? exact : OVERFLOW);
const sum64 = (exact: bigint): bigint | typeof OVERFLOW => (fits(exact, 64) ? exact : OVERFLOW);

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
};
const SHIFT: Partial<Record<Mnemonic, (v: bigint, n: bigint) => bigint>> = {
  sll: (v, n) => s32(v << n), srl: (v, n) => s32(u32(v) >> n), sra: (v, n) => s32(v) >> n,
  dsll: (v, n) => S(v << n), dsrl: (v, n) => S(U(v) >> n), dsra: (v, n) => v >> n,
  dsll32: (v, n) => S(v << (n + 32n)), dsrl32: (v, n) => S(U(v) >> (n + 32n)), dsra32: (v, n) => v >> (n + 32n),
};
type HiLo = readonly [hi: bigint, lo: bigint];
const halves = (product: bigint, bits: number): HiLo => [BigInt.asIntN(bits, product >> BigInt(bits)), BigInt.asIntN(bits, product)];
/** By zero, what a restoring divider leaves; r10000.md §5.7. */
const quotient = (a: bigint, b: bigint, bits: number): HiLo => (b === 0n ? [BigInt.asIntN(bits, a), a < 0n ? 1n : -1n] : [BigInt.asIntN(bits, a % b), BigInt.asIntN(bits, a / b)]);
const HI_LO_32: Partial<Record<Mnemonic, (a: bigint, b: bigint) => HiLo>> = {
  mult: (a, b) => halves(a * b, 32), multu: (a, b) => halves(u32(a) * u32(b), 32),
  div: (a, b) => quotient(a, b, 32), divu: (a, b) => quotient(u32(a), u32(b), 32),
};
const HI_LO_64: Partial<Record<Mnemonic, (a: bigint, b: bigint) => HiLo>> = {
  dmult: (a, b) => halves(a * b, 64), dmultu: (a, b) => halves(U(a) * U(b), 64),
  ddiv: (a, b) => quotient(a, b, 64), ddivu: (a, b) => quotient(U(a), U(b), 64),
};
type Condition = (a: bigint, b: bigint) => boolean;
const TRAPS: Partial<Record<Mnemonic, Condition>> = {
  tge: (a, b) => a >= b, tgeu: (a, b) => U(a) >= U(b), tlt: (a, b) => a < b, tltu: (a, b) => U(a) < U(b), teq: (a, b) => a === b, tne: (a, b) => a !== b,
  tgei: (a, b) => a >= b, tgeiu: (a, b) => U(a) >= U(b), tlti: (a, b) => a < b, tltiu: (a, b) => U(a) < U(b), teqi: (a, b) => a === b, tnei: (a, b) => a !== b,
};
const BRANCHES: Partial<Record<Mnemonic, Condition>> = Object.fromEntries(Object.entries({
  beq: (a, b) => a === b, bne: (a, b) => a !== b, blez: (a) => a <= 0n, bgtz: (a) => a > 0n,
  bltz: (a) => a < 0n, bgez: (a) => a >= 0n, bltzal: (a) => a < 0n, bgezal: (a) => a >= 0n,
} satisfies Record<string, Condition>).flatMap(([name, c]) => [[name, c], [`${name}l`, c]]));

const R = { rs: 4, rt: 5, rd: 2 } as const;
const names = (table: object): Mnemonic[] => Object.keys(table) as Mnemonic[]; // the tables' keys are mnemonics
const pairs = (list: readonly bigint[]): [bigint, bigint][] => [...list.slice(0, 15).flatMap((a) => list.slice(0, 15).map((b): [bigint, bigint] => [a, b])), ...list.slice(15).map((a, n): [bigint, bigint] => [a, list[list.length - 1 - n]!])];
const show = (...parts: unknown[]): string => parts.map(String).join(" ");
const IMMEDIATES = [0, 1, 5, 0x7fff, -0x8000, -1, -5, 0x1234, -0x1234];

describe("results of", () => {
  test.each([...names(THREE_32), ...names(THREE_64)])("%s", (name) => {
    const sheet = shared.fresh(), place = sheet.add(encode(name, R)), want = (THREE_32[name] ?? THREE_64[name])!;
    for (const [a, b] of pairs(name in THREE_32 ? values32(100) : values(100))) check(sheet, place, name, a, b, 2, want(a, b));
    // The sources may be the destination, and $0 stays 0.
    const same = sheet.add(encode(name, { rs: 4, rt: 4, rd: 4 })), zero = sheet.add(encode(name, { rs: 4, rt: 5, rd: 0 }));
    check(sheet, same, name, 6n, 5n, 4, want(6n, 6n));
    check(sheet, zero, name, 6n, 5n, 0, 0n);
  });

  test.each(names(IMMEDIATE))("%s", (name) => {
    const sheet = shared.fresh();
    for (const imm of IMMEDIATES) {
      const place = sheet.add(encode(name, { rs: 4, rt: 2, imm }));
      for (const a of name.startsWith("add") ? values32(60) : values(60)) check(sheet, place, name, a, BigInt(imm), 2, IMMEDIATE[name]!(a, BigInt(imm)));
    }
  });

  test.each(names(SHIFT))("%s", (name) => {
    const sheet = shared.fresh();
    for (let shamt = 0; shamt < 32; shamt++) {
      const place = sheet.add(encode(name, { rt: 5, rd: 2, shamt }));
      for (const v of name.startsWith("d") ? values(10) : values32(10)) check(sheet, place, name, BigInt(shamt), v, 2, SHIFT[name]!(v, BigInt(shamt)));
    }
  });

  test.each([...names(HI_LO_32), ...names(HI_LO_64)])("%s", (name) => {
    const sheet = shared.fresh(), place = sheet.add(encode(name, { rs: 4, rt: 5 }));
    for (const [a, b] of pairs(name in HI_LO_32 ? values32(100) : values(100))) {
      sheet.run(place, { 4: a, 5: b });
      const { hi, lo } = sheet.bench.cpu, [wantHi, wantLo] = (HI_LO_32[name] ?? HI_LO_64[name])!(a, b);
      if (S(hi) !== wantHi || S(lo) !== wantLo) expect.fail(show(name, a, b, "gave", S(hi), S(lo), "not", wantHi, wantLo));
    }
  });

  test("lui, movz, movn, mfhi, mflo, mthi, mtlo", () => {
    const sheet = shared.fresh();
    for (const imm of [0, 1, 0x7fff, 0x8000, 0xffff]) check(sheet, sheet.add(encode("lui", { rt: 2, imm })), "lui", 0n, 0n, 2, s32(BigInt(imm) << 16n));
    const movz = sheet.add(encode("movz", R)), movn = sheet.add(encode("movn", R));
    for (const condition of [0n, 1n, 1n << 32n, -1n]) {
      check(sheet, movz, "movz", 77n, condition, 2, condition === 0n ? 77n : 3n, { 2: 3n });
      check(sheet, movn, "movn", 77n, condition, 2, condition !== 0n ? 77n : 3n, { 2: 3n });
    }
    for (const [to, from] of [["mthi", "mfhi"], ["mtlo", "mflo"]] as const) {
      sheet.run(sheet.add(encode(to, { rs: 4 }), encode(from, { rd: 2 })), { 4: -(2n ** 63n) + 5n });
      expect(sheet.gpr(2)).toBe(-(2n ** 63n) + 5n);
    }
  });

  function check(sheet: Sheet, place: bigint, name: string, a: bigint, b: bigint, register: number, want: bigint | typeof OVERFLOW, more: Record<number, bigint> = { 2: 99n }): void {
    const exception = sheet.run(place, { ...more, 4: a, 5: b }), got = sheet.gpr(register);
    if (want === OVERFLOW ? exception !== OVERFLOW || got !== 99n : exception !== undefined || got !== want)
      expect.fail(show(name, a, b, "gave", exception ?? got, "not", want));
  }
});

test.each(names(TRAPS))("%s traps when the comparison holds", (name) => {
  const sheet = shared.fresh(), immediate = /iu?$/.test(name), list = pairs(values(40));
  const places = new Map(IMMEDIATES.map((imm) => [BigInt(imm), immediate ? sheet.add(encode(name, { rs: 4, imm })) : 0n]));
  const plain = immediate ? 0n : sheet.add(encode(name, { rs: 4, rt: 5, code: 1023 }));
  for (const [a, b] of immediate ? list.flatMap(([a]) => [...places.keys()].map((b): [bigint, bigint] => [a, b])) : list)
    if ((sheet.run(places.get(b) && immediate ? places.get(b)! : plain, { 4: a, 5: b }) === TRAP) !== TRAPS[name]!(a, b)) expect.fail(show(name, a, b));
});

test.each(names(BRANCHES))("%s branches when the condition holds, and then or always executes its slot", (name) => {
  // To the gate after next: 2 if taken, else 0.
  const sheet = shared.fresh(), two = name.startsWith("beq") || name.startsWith("bne");
  const place = sheet.add(encode(name, { rs: 4, imm: 2, ...(two ? { rt: 5 } : {}) }), encode("addiu", { rs: 3, rt: 3, imm: 1 }));
  const link = name.includes("al"), likely = name.endsWith("l") && !["bltzal", "bgezal"].includes(name);
  for (const [a, b] of pairs(values(30))) {
    sheet.run(place, { 3: 0n, 4: a, 5: b, 31: 1n });
    const taken = BRANCHES[name]!(a, b);
    expect([sheet.gate, sheet.gpr(3), sheet.gpr(31)], show(name, a, b)).toEqual([taken ? 2 : 0, flag(taken || !likely), link ? S(place + 8n) : 1n]);
  }
});

test("jumps go where they say, and link past the slot", () => {
  const sheet = shared.fresh(), slot = encode("addiu", { rs: 3, rt: 3, imm: 1 });
  const to = (place: bigint): number => Number(((place + 12n) & 0xfffffffn) >> 2n);
  const start = sheet.add(0), distance = 16n;
  for (const [name, fields, link] of [
    ["j", { target: to(start + distance) }, undefined], ["jal", { target: to(start + 2n * distance) }, 31],
    ["jr", { rs: 4 }, undefined], ["jalr", { rs: 4, rd: 7 }, 7],
  ] as const) {
    const place = sheet.add(encode(name, fields as Partial<Record<FieldName, number>>), slot);
    sheet.run(place, { 3: 0n, 4: place + 12n, 7: 1n, 31: 1n });
    expect([sheet.gate, sheet.gpr(3)], name).toEqual([2, 1n]);
    if (link) expect(sheet.gpr(link)).toBe(S(place + 8n));
  }
});

describe("memory", () => {
  const pattern = Uint8Array.from({ length: 32 }, (_, n) => 0x81 + 7 * n);
  const big = (bytes: Iterable<number>): bigint => [...bytes].reduce((v, b) => (v << 8n) | BigInt(b), 0n);
  const base = KSEG0 + BigInt(DATA);
  const fresh = (sheet: Sheet): void => sheet.bench.write(BigInt(DATA), pattern);
  const stored = (sheet: Sheet): number[] => Array.from({ length: 4 }, (_, n) => sheet.bench.read64(DATA + 8 * n)).flatMap((v) => Array.from({ length: 8 }, (_, k) => Number((v >> BigInt(56 - 8 * k)) & 255n)));

  const LOADS = { lb: [1, true], lbu: [1, false], lh: [2, true], lhu: [2, false], lw: [4, true], lwu: [4, false], ld: [8, true], ll: [4, true], lld: [8, true] } as const;
  test.each(names(LOADS) as (keyof typeof LOADS)[])("%s loads what is there, at multiples of its size only", (name) => {
    const sheet = shared.fresh(), [size, signed] = LOADS[name];
    for (const imm of [-8, -3, 0, 4, 5, 6]) {
      const place = sheet.add(encode(name, { rs: 4, rt: 2, imm }));
      for (let at = 8; at < 16; at++) {
        fresh(sheet);
        const exception = sheet.run(place, { 2: 99n, 4: base + BigInt(at - imm) });
        const value = big(pattern.slice(at, at + size));
        if (at % size !== 0) expect([exception, sheet.bench.cpu.cp0(8)]).toEqual(["exception 4", U(base + BigInt(at))]);
        else expect([exception, sheet.gpr(2)]).toEqual([undefined, signed ? BigInt.asIntN(8 * size, value) : S(value)]);
      }
    }
  });

  const STORES = { sb: 1, sh: 2, sw: 4, sd: 8 } as const;
  test.each(names(STORES) as (keyof typeof STORES)[])("%s stores its bytes and no others", (name) => {
    const sheet = shared.fresh(), size = STORES[name], place = sheet.add(encode(name, { rs: 4, rt: 5, imm: 0 })), value = 0x0102030405060708n;
    for (let at = 8; at < 16; at++) {
      fresh(sheet);
      const exception = sheet.run(place, { 4: base + BigInt(at), 5: value }), want = [...pattern];
      if (at % size === 0) for (let k = 0; k < size; k++) want[at + k] = Number((value >> BigInt(8 * (size - 1 - k))) & 255n);
      expect([exception, stored(sheet)]).toEqual([at % size === 0 ? undefined : "exception 5", want]);
    }
  });

  // Left: from the address to the end of its block, at the register's top. Right: from the block's start, at its bottom.
  const span = (name: string, at: number): { size: number; bytes: number[]; first: number } => {
    const size = name.includes("d") ? 8 : 4, block = at - (at % size), left = name.endsWith("l");
    const bytes = left ? Array.from({ length: block + size - at }, (_, k) => at + k) : Array.from({ length: at - block + 1 }, (_, k) => block + k);
    return { size, bytes, first: left ? 0 : size - bytes.length };
  };
  test.each(["lwl", "lwr", "ldl", "ldr"] as const)("%s merges at each address of a block", (name) => {
    const sheet = shared.fresh(), place = sheet.add(encode(name, { rs: 4, rt: 2, imm: 0 }));
    for (const old of [0x1112131415161718n, 0x71727374n]) for (let at = 8; at < 16; at++) {
      fresh(sheet);
      const { size, bytes, first } = span(name, at), register = Array.from({ length: size }, (_, k) => Number((old >> BigInt(8 * (size - 1 - k))) & 255n));
      bytes.forEach((from, k) => { register[first + k] = pattern[from]!; });
      expect(sheet.run(place, { 2: old, 4: base + BigInt(at) })).toBeUndefined();
      expect(sheet.gpr(2), show(name, at)).toBe(BigInt.asIntN(8 * size, big(register)));
    }
  });
  test.each(["swl", "swr", "sdl", "sdr"] as const)("%s stores its part at each address of a block", (name) => {
    const sheet = shared.fresh(), place = sheet.add(encode(name, { rs: 4, rt: 5, imm: 0 })), value = 0x0102030405060708n;
    for (let at = 8; at < 16; at++) {
      fresh(sheet);
      const { size, bytes, first } = span(name, at), want = [...pattern];
      bytes.forEach((to, k) => { want[to] = Number((value >> BigInt(8 * (size - 1 - first - k))) & 255n); });
      expect(sheet.run(place, { 4: base + BigInt(at), 5: value })).toBeUndefined();
      expect(stored(sheet), show(name, at)).toEqual(want);
    }
  });
});

test("every integer row is compared here, but for those that act on the system", () => {
  const compared = new Set<string>([
    ...[THREE_32, THREE_64, IMMEDIATE, SHIFT, HI_LO_32, HI_LO_64, TRAPS, BRANCHES].flatMap((t) => Object.keys(t)),
    "lui", "movz", "movn", "mfhi", "mflo", "mthi", "mtlo", "j", "jal", "jr", "jalr",
    "lb", "lbu", "lh", "lhu", "lw", "lwu", "ld", "ll", "lld", "sb", "sh", "sw", "sd", "lwl", "lwr", "ldl", "ldr", "swl", "swr", "sdl", "sdr",
  ]);
  const unit1 = /\.|c1$|^bc1|^mov[ft]$|^prefx$/, others = /^(bc0|[d]?m[ft]c0|tlb|eret|cache|gate|cop2|[ls][wd]c2|sc|scd|pref|sync|syscall|break)/;
  expect(mnemonics.filter((name) => !compared.has(name) && !unit1.test(name) && !others.test(name))).toEqual([]);
});
