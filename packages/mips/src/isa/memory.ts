/** Loads, stores, prefetch and SYNC of the integer unit (r10000.md §5.1, §5.7, §5.8). */
import { row } from "../row.ts";
import type { Fields } from "../row.ts";
import type { Semantics } from "../semantics.ts";

const address = <V, C, F>(m: Semantics<V, C, F>, i: Fields<F>): V => m.add(m.gpr(i.rs), m.signed(i.imm));

/** 8 times the distance of the address from the start of its aligned block, in the byte order in force: the bits to its left. */
const bitsLeft = <V, C, F>(m: Semantics<V, C, F>, a: V, size: 4 | 8): V =>
  m.shl(m.and(m.lane(a), m.constant(size - 1)), m.constant(3));

/** `old` with the part of `mem` from the address on, moved to the top of the register. */
function mergeLeft<V, C, F>(m: Semantics<V, C, F>, i: Fields<F>, size: 4 | 8): V {
  const a = m.let(address(m, i)), n = m.let(bitsLeft(m, a, size)), mem = m.loadAround(size, a);
  const kept = m.not(m.shl(m.constant(-1), n));
  return m.or(m.shl(mem, n), m.and(m.gpr(i.rt), kept));
}

/**
 * `old` with the part of `mem` up to and including the address, moved to the bottom of the register. LWR that does not
 * load bit 31 may leave bits 63:32 or sign-extend (MIPS IV rev. 3.2); the caller sign-extends always. The two differ only
 * for registers that hold no 32-bit value.
 */
function mergeRight<V, C, F>(m: Semantics<V, C, F>, i: Fields<F>, size: 4 | 8): V {
  const a = m.let(address(m, i)), n = m.let(bitsLeft(m, a, size)), mem = m.loadAround(size, a);
  const unsigned = size === 4 ? m.zext32(mem) : mem;
  const kept = m.shl(m.shl(m.constant(-1), n), m.constant(8));
  return m.or(m.shr(unsigned, m.sub(m.constant(8 * size - 8), n)), m.and(m.gpr(i.rt), kept));
}

export const memoryRows = {
  lb: row("100000 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.load(1, address(m, i), true))),
  lh: row("100001 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.load(2, address(m, i), true))),
  lw: row("100011 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.load(4, address(m, i), true))),
  lbu: row("100100 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.load(1, address(m, i), false))),
  lhu: row("100101 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.load(2, address(m, i), false))),
  lwu: row("100111 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.setGpr(i.rt, m.load(4, address(m, i), false))),
  ld: row("110111 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.setGpr(i.rt, m.load(8, address(m, i), true))),
  sb: row("101000 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.store(1, address(m, i), m.gpr(i.rt))),
  sh: row("101001 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.store(2, address(m, i), m.gpr(i.rt))),
  sw: row("101011 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.store(4, address(m, i), m.gpr(i.rt))),
  sd: row("111111 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.store(8, address(m, i), m.gpr(i.rt))),

  lwl: row("100010 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.sext32(mergeLeft(m, i, 4)))),
  lwr: row("100110 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.setGpr(i.rt, m.sext32(mergeRight(m, i, 4)))),
  ldl: row("011010 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.setGpr(i.rt, mergeLeft(m, i, 8))),
  ldr: row("011011 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.setGpr(i.rt, mergeRight(m, i, 8))),
  swl: row("101010 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.storePartial(4, "left", address(m, i), m.gpr(i.rt))),
  swr: row("101110 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 1, (m, i) => m.storePartial(4, "right", address(m, i), m.gpr(i.rt))),
  sdl: row("101100 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.storePartial(8, "left", address(m, i), m.gpr(i.rt))),
  sdr: row("101101 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.storePartial(8, "right", address(m, i), m.gpr(i.rt))),

  ll: row("110000 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 2, (m, i) => m.setGpr(i.rt, m.loadLinked(4, address(m, i)))),
  lld: row("110100 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) => m.setGpr(i.rt, m.loadLinked(8, address(m, i)))),
  sc: row("111000 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 2, (m, i) =>
    m.setGpr(i.rt, m.fromCondition(m.storeConditional(4, address(m, i), m.gpr(i.rt))))),
  scd: row("111100 sssss ttttt iiiiiiiiiiiiiiii", "rt, simm(rs)", 3, (m, i) =>
    m.setGpr(i.rt, m.fromCondition(m.storeConditional(8, address(m, i), m.gpr(i.rt))))),

  pref: row("110011 sssss ppppp iiiiiiiiiiiiiiii", "hint, simm(rs)", 4, (m, i) => m.prefetch(i.hint, address(m, i))),
  // The hardware ignores bits 10:6 (r10000.md §5.8).
  sync: row("000000 00000 00000 00000 hhhhh 001111", "[shamt]", 2, (m) => m.sync()),
} as const;
