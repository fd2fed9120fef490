/** The random values of a lockstep program: memory, TLB entries, addresses. */
import { DATA, DATA_BYTES, DATA_MAPPED, FCSRS, JUMPS, KSEG0, KSEG1, LAST, LOW_MAPPED, POINTERS, TUPLES, WIRED } from "./layout.ts";
import { choose } from "../random-instruction.ts";
import { SLOTS } from "./state.ts";

type Next = () => number;
const wide64 = (next: Next): bigint => (BigInt(next()) << 32n) | BigInt(next());
const sign = (v: number): bigint => BigInt(v | 0);

const SINGLES = [0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fbfffff, 0x7fffffff, 0x7f7fffff, 0x00800000, 0x4f000000, 0x3f000000];
const DOUBLES = [0n, 1n << 63n, 0x3ff0000000000000n, 0xbff0000000000000n, 0x7ff0000000000000n, 0xfff0000000000000n, 0x7ff7ffffffffffffn,
  0x7fffffffffffffffn, 0x7fefffffffffffffn, 0x0010000000000000n, 0x41e0000000000000n, 0x43e0000000000000n, 0x3fe0000000000000n, 1n];
/** A single: of common size, special, or any bits. */
const single = (next: Next): bigint => {
  const kind = next() % 8;
  if (kind === 0) return BigInt(choose(next, SINGLES));
  const exponent = kind === 2 ? choose(next, [1, 60, 180, 240]) + next() % 30 & 0xff : 127 - 20 + (next() % 40);
  return BigInt(kind === 1 ? next() : (((next() & 1) << 31) | (exponent << 23) | (next() & (next() % 2 ? 0x7fffff : 0x7f0000))) >>> 0);
};
const double = (next: Next): bigint => {
  const kind = next() % 8;
  if (kind === 0) return choose(next, DOUBLES);
  if (kind === 1) return wide64(next);
  const exponent = kind === 2 ? choose(next, [1, 2100, 500, 1500]) + next() % 60 & 0x7ff : 1023 - 40 + (next() % 80);
  return (BigInt(next() & 1) << 63n) | (BigInt(exponent) << 52n) | (wide64(next) & (next() % 2 ? 0xfffffffffffffn : 0xfffff00000000n));
};
export function value(next: Next, floats: boolean): bigint {
  const kind = next() % 8;
  if (floats && kind < 3) return double(next);
  if (floats && kind < 6) return (single(next) << 32n) | single(next);
  return kind % 4 === 0 ? wide64(next) : kind % 4 === 1 ? sign(next()) : kind % 4 === 2 ? sign(next() % 64 - 32) : choose(next, [1n << 63n, 0x7fffffffn, -0x80000000n, ~0n, (1n << 63n) - 1n]);
}

/** Where entry `index` lies, so that no two entries ever match one address: see `regions`. */
const REGIONS: readonly { readonly base: bigint; readonly spacing: bigint; readonly wide: boolean }[] = [
  { base: 0x10000000n, spacing: 8n << 20n, wide: false }, // useg
  { base: 0xffffffffc0000000n, spacing: 8n << 20n, wide: false }, // ksseg, sseg
  { base: 0x10000000n, spacing: 8n << 20n, wide: false },
  { base: 0xffffffffe0000000n, spacing: 8n << 20n, wide: false }, // kseg3
  { base: 0x0000010000000000n, spacing: 64n << 20n, wide: true }, // xuseg
  { base: 0x4000010000000000n, spacing: 64n << 20n, wide: true }, // xsseg
  { base: 0xc000010000000000n, spacing: 64n << 20n, wide: true }, // xkseg
];
const region = (index: number, wide: boolean) => {
  const some = wide ? REGIONS : REGIONS.filter((r) => !r.wide);
  const r = some[index % some.length]!; // there are some
  return { ...r, at: r.base + BigInt(index) * r.spacing };
};
/** Into its region an entry maps this offset, however large its pages are. */
const OFFSET = BigInt(DATA);
const MASKS = [0, 0x6000, 0x1e000, 0x7e000, 0x1fe000, 0x7fe000], LARGEST = 0x1ffe000;
export const ASIDS = [0x11, 0x22, 0x33] as const;

/** Neither RAM nor a device: a bus error. */
const NO_RAM = 0x08000000n;

function tuple(next: Next, index: number, wide: boolean): bigint[] {
  if (index === 0) return [0n, LOW_MAPPED, 0x1bn, 0x10n << 6n | 0x1bn, 0x1e000n]; // read-only
  if (index === 1) return [1n, DATA_MAPPED, BigInt(DATA >> 12) << 6n | 0x1fn, BigInt((DATA + 0x10000) >> 12) << 6n | 0x1fn, 0x1e000n];
  const { at, wide: large } = region(index, wide);
  const mask = choose(next, large && next() % 4 === 0 ? [LARGEST] : MASKS), page = (mask + 0x2000) / 2;
  const global = next() % 4 === 0 ? 1 : 0;
  const lo = (): bigint => {
    const physical = page > DATA ? 0 : DATA + Math.floor((next() % DATA_BYTES) / page) * page;
    return BigInt(physical >> 12) << 6n | BigInt(choose(next, [2, 3, 3, 5]) << 3 | (next() % 4 ? 4 : 0) | (next() % 5 ? 2 : 0) | (next() % 8 ? global : 0));
  };
  return [BigInt(index), ((at + OFFSET) & ~BigInt(mask | 0x1fff)) | BigInt(choose(next, ASIDS)), lo(), lo(), BigInt(mask)];
}

/** Addresses of loads and stores. Where the R10000's segments and QEMU's differ in size, both sides of both limits are left out. */
function pointer(next: Next, wide: boolean): bigint {
  const inData = BigInt(next() % 0x3ff8), kind = next() % 32;
  const aligned = kind % 8 ? inData & ~7n : inData;
  if (kind < 22) return region(WIRED + (next() % (64 - WIRED)), wide).at + OFFSET + (aligned & 0x3fffn);
  if (kind < 25) return KSEG0 + BigInt(DATA) + aligned;
  if (kind < 27) return KSEG1 + BigInt(DATA) + aligned;
  if (kind === 27) return choose(next, [0x7f000000n, KSEG0 + NO_RAM, KSEG1 + NO_RAM]) + aligned;
  if (!wide) return kind < 30 ? KSEG0 + BigInt(DATA) + aligned : DATA_MAPPED + aligned;
  if (kind === 28) return choose(next, [0x9800000000000000n, 0xa800000000000000n, 0x9000000000000000n]) + BigInt(DATA) + aligned; // xkphys
  return choose(next, [
    0x0000100000000000n, 0x4000100000000000n, 0xc000100000000000n, 0xc0000fff80000000n, 0x9800010000000000n, 0x7ffffffffffff000n, 0x80000000n,
  ]) + BigInt(DATA) + aligned;
}

/** Nothing can be fetched there. */
function jump(next: Next, wide: boolean): bigint {
  const at = BigInt(4 * (next() % 1024)), kind = next() % 8;
  if (kind < 4) return 0x7f000000n + at;
  if (kind === 4) return 0x80000000n + at;
  if (!wide) return 0xffffffffa0000000n + BigInt(0x18000000) + at;
  return choose(next, [0x0000100000000000n, 0xc00000f000000000n, 0x400000f000000000n, 0xffffffff98000000n]) + at;
}

const fcsr = (next: Next): bigint => BigInt((next() & 0xfe80007f) | (next() % 4 ? 0 : 1 << 24) | (next() % 3 ? 0 : next() & 0xf80) | (next() % 16 ? 0 : next() & 0x3f000)) & 0xff83ffffn;

/** The 64 KB of tables. */
export function tables(next: Next, wide: boolean): Uint8Array {
  const bytes = new Uint8Array(0x10000), view = new DataView(bytes.buffer);
  const put = (at: number, v: bigint): void => view.setBigUint64(at, BigInt.asUintN(64, v));
  for (let n = 0; n < TUPLES.count; n++)
    tuple(next, n < 64 ? n : n % LAST.every === 0 ? 63 : WIRED + (next() % (64 - WIRED)), wide).forEach((v, k) => put(TUPLES.at + n * TUPLES.bytes + 8 * k, v));
  for (let n = 0; n < POINTERS.count; n++) put(POINTERS.at + 8 * n, pointer(next, wide));
  for (let n = 0; n < JUMPS.count; n++) put(JUMPS.at + 8 * n, jump(next, wide));
  for (let n = 0; n < FCSRS.count; n++) put(FCSRS.at + 8 * n, fcsr(next));
  return bytes;
}

/** Repeats itself, for speed, with a period that is no page's. */
export function data(next: Next, floats: boolean): Uint8Array {
  const period = new Uint8Array(0x10000 + 8 * 33), view = new DataView(period.buffer);
  for (let at = 0; at < period.length; at += 8) view.setBigUint64(at, BigInt.asUintN(64, value(next, floats)));
  const bytes = new Uint8Array(DATA_BYTES);
  for (let at = 0; at < DATA_BYTES; at += period.length) bytes.set(period.subarray(0, DATA_BYTES - at), at);
  return bytes;
}
export const firstValues = (next: Next, floats: boolean): bigint[] => Array.from({ length: SLOTS }, () => value(next, floats));
