/** Loads and stores, byte by byte (MIPS IV Instruction Set, rev. 3.2, §A.6; r10000.md §5.7, §5.8). */
import { encode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { CP0 } from "../../src/index.ts";
import { checksOf, DATA, KSEG0, S, U, type Checks, type Sheet, type Wanted } from "./sheet.ts";
import { REGISTERS, type Numbers } from "./values.ts";

const big = (bytes: Iterable<number>): bigint => [...bytes].reduce((v, b) => (v << 8n) | BigInt(b), 0n);
export const bytesOf = (v: bigint, size: number): number[] => Array.from({ length: size }, (_, k) => Number((U(v) >> BigInt(8 * (size - 1 - k))) & 255n));
export const BASE = KSEG0 + BigInt(DATA);
/** The same bytes where an address needs more than 32 bits: xkphys, cached. */
export const XKPHYS = 0x9800000000000000n + BigInt(DATA);
const VALUE = 0x0102030405060708n, OLD = [0x1112131415161718n, 0x71727374n, -1n];
const IMMEDIATES = [0, -8, -3, 4, 5, 0x4000, 0x7fff, -0x8000];
/** The addresses tried: two doublewords, of which one begins with a set bit and one does not. */
const ADDRESSES = Array.from({ length: 16 }, (_, n) => 8 + n);

/** Runs an access at each address: what must come of it. BadVAddr is compared too, where there is an address error. */
function each(sheet: Sheet, name: Mnemonic, more: (n: Numbers) => Record<number, bigint>, want: (at: number, n: Numbers, old: bigint) => Wanted, next = 0): void {
  IMMEDIATES.forEach((imm, k) => {
    const n = REGISTERS[k % REGISTERS.length]!, place = sheet.add(encode(name, { rs: n.rs, rt: n.rt, imm }), next); // one of them
    ADDRESSES.forEach((at) => {
      const old = OLD[(at + k) % OLD.length]!, base = k % 2 ? XKPHYS : BASE, given = { gpr: { [n.rt]: old, ...more(n), [n.rs]: base + BigInt(at - imm) } }; // one of them
      const wanted = want(at, n, old), what = (): string => `${name} at ${at}, offset ${imm}`;
      sheet.check(what, place, given, wanted);
      checkAddress(sheet, what, wanted, base + BigInt(at));
    });
  });
}
export function checkAddress(sheet: Sheet, what: () => string, wanted: Wanted, address: bigint): void {
  const bad = sheet.cpu.cp0(CP0.badVAddr);
  if (wanted.exception && bad !== U(address)) throw new Error(`${what()}: BadVAddr is ${bad.toString(16)}`);
}
export const atSize = (at: number, size: number, error: "AdEL" | "AdES", wanted: Wanted): Wanted => (at % size === 0 ? wanted : { exception: error });
/** The data with bytes replaced. */
export function stored(sheet: Sheet, at: number, bytes: readonly number[]): Uint8Array {
  const data = sheet.data.slice();
  data.set(bytes, at);
  return data;
}

const LOADS: Partial<Record<Mnemonic, readonly [size: number, signed: boolean]>> = { lb: [1, true], lbu: [1, false], lh: [2, true], lhu: [2, false], lw: [4, true], lwu: [4, false], ld: [8, true] };
const STORES = { sb: 1, sh: 2, sw: 4, sd: 8 } as const;
export const loaded = (sheet: Sheet, at: number, size: number, signed: boolean): bigint => {
  const value = big(sheet.data.slice(at, at + size));
  return signed ? BigInt.asIntN(8 * size, value) : S(value);
};

// Left: from the address to the end of its block, at the register's top. Right: from the block's start, at its bottom.
function span(name: string, at: number): { size: number; bytes: number[]; first: number } {
  const size = name.includes("d") ? 8 : 4, block = at - (at % size), left = name.endsWith("l");
  const bytes = left ? Array.from({ length: block + size - at }, (_, k) => at + k) : Array.from({ length: at - block + 1 }, (_, k) => block + k);
  return { size, bytes, first: left ? 0 : size - bytes.length };
}
const MERGES: Checks = Object.fromEntries((["lwl", "lwr", "ldl", "ldr"] as const).map((name) => [name, (sheet: Sheet) => each(sheet, name, () => ({}), (at, { rt }, old) => {
  const { size, bytes, first } = span(name, at), register = bytesOf(old, size);
  bytes.forEach((from, k) => { register[first + k] = sheet.data[from]!; }); // within the data
  return { gpr: { [rt]: BigInt.asIntN(8 * size, big(register)) } };
})]));
const PARTS: Checks = Object.fromEntries((["swl", "swr", "sdl", "sdr"] as const).map((name) => [name, (sheet: Sheet) => each(sheet, name, ({ rt }) => ({ [rt]: VALUE }), (at) => {
  const { size, bytes, first } = span(name, at), from = bytesOf(VALUE, size);
  const data = sheet.data.slice();
  bytes.forEach((to, k) => { data[to] = from[first + k]!; }); // within the register
  return { memory: data };
})]));

/** LL and then SC in the next word; and SC alone, whose link is broken. */
const SIZES = { ll: 4, lld: 8, sc: 4, scd: 8 } as const;
function loadLinked(sheet: Sheet, name: "ll" | "lld"): void {
  const size = SIZES[name];
  each(sheet, name, () => ({}), (at, { rt }) => atSize(at, size, "AdEL", { gpr: { [rt]: loaded(sheet, at, size, true) } }));
  const conditional = name === "ll" ? "sc" : "scd", place = sheet.add(encode(name, { rs: 4, rt: 2, imm: 0 }), encode(conditional, { rs: 4, rt: 5, imm: 0 }));
  sheet.check(() => `${name} links`, place, { gpr: { 4: BASE + 8n, 5: VALUE } },
    { gpr: { 2: loaded(sheet, 8, size, true), 5: 1n }, memory: stored(sheet, 8, bytesOf(VALUE, size)) });
}
function storeConditional(sheet: Sheet, name: "sc" | "scd"): void {
  const size = SIZES[name], linking = name === "sc" ? "ll" : "lld";
  sheet.cpu.breakLink(BigInt(DATA));
  each(sheet, name, () => ({}), (at, { rt }) => atSize(at, size, "AdES", { gpr: { [rt]: 0n } }));
  IMMEDIATES.forEach((imm, k) => {
    const { rs, rt } = REGISTERS[k % REGISTERS.length]!, at = 8; // one of them
    const place = sheet.add(encode(linking, { rs, rt: 0, imm: (imm & -8) }), encode(name, { rs, rt, imm: imm & -8 }));
    sheet.check(() => `${name} at offset ${imm & -8}, linked`, place, { gpr: { [rt]: VALUE, [rs]: (k % 2 ? XKPHYS : BASE) + BigInt(at - (imm & -8)) } },
      { gpr: { [rt]: 1n }, memory: stored(sheet, at, bytesOf(VALUE, size)) });
  });
}

export const HINTS = [0, 1, 5, 31];
/** No TLB entry maps this address: a load would miss. */
export const UNMAPPED = 0x7fff1000n;

export const MEMORY: Checks = {
  ...checksOf(LOADS, (sheet, name, [size, signed]) => each(sheet, name, () => ({}), (at, { rt }) => atSize(at, size, "AdEL", { gpr: { [rt]: loaded(sheet, at, size, signed) } }))),
  ...checksOf(STORES, (sheet, name, size) => each(sheet, name, ({ rt }) => ({ [rt]: VALUE }), (at) => atSize(at, size, "AdES", { memory: stored(sheet, at, bytesOf(VALUE, size)) }))),
  ...MERGES, ...PARTS,
  ll: (sheet) => loadLinked(sheet, "ll"), lld: (sheet) => loadLinked(sheet, "lld"),
  sc: (sheet) => storeConditional(sheet, "sc"), scd: (sheet) => storeConditional(sheet, "scd"),
  // Dropped, wherever it goes (r10000.md §5.5).
  pref: (sheet) => {
    for (const hint of HINTS) sheet.check(() => `pref ${hint}`, sheet.add(encode("pref", { rs: 4, imm: 1, hint })), { gpr: { 4: UNMAPPED } }, {});
  },
  sync: (sheet) => sheet.check(() => "sync", sheet.add(encode("sync", { shamt: 0 })), {}, {}),
};
