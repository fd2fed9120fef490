/** Random programs that do what real ones do, only at random: loops, calls, faults, interrupts, mappings, changing code. */
import { assemble } from "../src/assembly/assembler.ts";
import { encode } from "../src/isa/decode.ts";
import type { Mnemonic } from "../src/isa/rows.ts";
import { CP0, STATUS, type Cpu } from "../src/index.ts";
import { ARITHMETIC, BRANCHES, FLOATS, LOADS, randomInstruction, STORES, type RandomFields } from "./random-instruction.ts";
import { randomWords } from "./random.ts";

export const PROGRAM_RAM = 1 << 17;
/** Physical addresses: handlers, the program's two pages, data. */
const HANDLERS = 0, CODE = 0x2000, DATA = 0x8000;
const PAGES = 2, WORDS = PAGES * 1024;
/** KSEG0, and where the TLB maps the same pages. */
export const PROGRAM_BASE = 0xffffffff80000000n, MAPPED = 0x40_0000n;

export interface Program {
  readonly image: Uint8Array;
  start(cpu: Cpu): void;
}

/** Registers that hold addresses and that only loads and stores name: into data, into code, at the other mapping. */
const POINTERS = { data: 16, other: 17, code: 18, wild: 19 } as const;
const FREE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25];
const RARE: Mnemonic[] = ["syscall", "break", "tlbp", "tlbr", "tlbwr", "mfc0", "dmfc0", "ll", "sc", "sync", "pref", "lui", "teq", "tgei", "mult", "dmultu", "div", "ddivu", "mfhi", "mflo", "mthi", "mtlo"];

const random = (next: () => number, name: Mnemonic, given: RandomFields = {}): number => randomInstruction(next, name, FREE, given);

/** A word for position `at`; branches stay within the program. `counts`: it may write performance counters and controls. */
function word(next: () => number, at: number, counts: boolean): number {
  const kind = next() % 100;
  const choose = (list: readonly Mnemonic[]): Mnemonic => list[next() % list.length]!;
  const near = (): number => {
    const to = next() % 3 ? at - (next() % 24) : at + 2 + (next() % 24);
    return (Math.max(0, Math.min(WORDS - 2, to)) - at - 1) & 0xffff;
  };
  if (kind < 48) return random(next, choose(ARITHMETIC));
  if (kind < 60) return random(next, choose(LOADS), { rs: next() % 16 ? POINTERS.data : next() % 2 ? POINTERS.other : POINTERS.wild, imm: (next() % 4096) & (next() % 32 ? 0xff8 : 0xfff) });
  if (kind < 71) {
    const base = next() % 24 ? (next() % 4 ? POINTERS.data : POINTERS.other) : next() % 3 ? POINTERS.code : POINTERS.wild;
    return random(next, choose(STORES), { rs: base, imm: (next() % 4096) & (next() % 32 ? 0xff8 : 0xfff) });
  }
  if (kind < 86) return random(next, choose(BRANCHES), { imm: near() });
  if (kind < 88) return encode(next() % 2 ? "jal" : "j", { target: ((CODE >> 2) + (next() % (WORDS - 2))) }); // the segment is the program's own
  if (kind < 90) return encode("jr", { rs: 31 });
  if (kind < 94) return random(next, choose(FLOATS));
  if (kind === 94 && counts && next() % 8 === 0) return random(next, "mtc0", { rd: CP0.performance, sub: next() % 4 });
  if (kind === 94) return random(next, next() % 2 ? "mtc0" : "dmtc0", { rd: [0, 2, 3, 11, 13, 14][next() % 6]!, sub: 0 });
  if (kind < 99) return random(next, choose(RARE), { rs: POINTERS.data, imm: next() % 512 & 0x1f8 });
  return next();
}

/** Skips what faulted (with its branch, if it was in a slot), answers interrupts, and maps what was missed. */
const HANDLER = `
        .set noreorder
        .set noat
  refill:
        b       skip            # a wild address
        nop
        .org    0x80
  xrefill:
        b       skip
        nop
        .org    0x180
  general:
        mfc0    $k0, $13
        andi    $k1, $k0, 0x7c
        bnez    $k1, skip
        nop
        mfc0    $k1, $9         # the timer: again in a while
        addiu   $k1, $k1, 777
        mtc0    $k1, $11
        lui     $k1, 0x8000     # the performance counters: again in a while
        addiu   $k1, $k1, -3000
        mtpc    $k1, 0
        mtpc    $k1, 1
        lui     $k1, 0x8001     # the word that is watched, if one is
        lw      $k1, WATCHED - 0x10000($k1)
        eret
  skip: mfc0    $k0, $13
        dmfc0   $k1, $14
        bltz    $k0, slot
        daddiu  $k1, $k1, 4
        b       bounded
        nop
  slot: daddiu  $k1, $k1, 4
  bounded:                      # programs that run away begin again
        dsll    $k0, $k1, 47
        dsrl    $k0, $k0, 47
        andi    $k0, $k0, 0x1ffc
        dsrl    $k1, $k1, 13
        dsll    $k1, $k1, 13
        or      $k1, $k1, $k0
        dla     $k0, 0xffffffff80002000
        dsubu   $k0, $k1, $k0
        sltiu   $k0, $k0, 0x1f00
        bnez    $k0, 1f
        nop
        dla     $k0, 0x402000
        dsubu   $k0, $k1, $k0
        sltiu   $k0, $k0, 0x1f00
        bnez    $k0, 1f
        nop
        dla     $k1, 0xffffffff80002000
  1:    dmtc0   $k1, $14
        eret
`;

export function randomProgram(seed: number): Program {
  const next = randomWords(seed * 7919);
  const image = new Uint8Array(PROGRAM_RAM), view = new DataView(image.buffer);
  const counts = seed % 5 === 1, controls = [next() % 512, next() % 512].map((c) => c | 16 | 2 + 6 * (c % 2)); // IE, K, S and U
  const words = Array.from({ length: WORDS }, (_, at) => word(next, at, counts));
  words.forEach((w, at) => view.setUint32(CODE + 4 * at, w));
  // Some programs watch a doubleword that one of their first loads and stores goes to.
  const accesses = words.filter((w) => w >>> 31 === 1 && ((w >>> 21) & 31) === POINTERS.data);
  const watched = DATA + (accesses[next() % 12]! & 0xff8), watchLo = seed % 3 === 2 ? watched | 2 | next() % 2 : 0; // of hundreds; loads always, the handler's among them
  image.set(assemble(HANDLER, { origin: PROGRAM_BASE, symbols: { WATCHED: watched } }).bytes, HANDLERS);
  for (let at = DATA; at < PROGRAM_RAM; at += 4) view.setUint32(at, next());
  const values = Array.from({ length: 32 }, () => (next() % 2 ? BigInt(next() | 0) : BigInt(next()) << BigInt(next() % 33)));
  const mapped = seed % 3 === 0, reversed = seed % 9 === 0, user = reversed || seed % 9 === 6, firstInterrupt = BigInt(next() % 2000);
  return {
    image,
    start: (cpu) => {
      values.forEach((v, n) => cpu.setGpr(n, v));
      values.forEach((v, n) => cpu.setFpr(n, v));
      cpu.setGpr(POINTERS.data, mapped ? 0x40_8000n : PROGRAM_BASE + BigInt(DATA));
      cpu.setGpr(POINTERS.other, mapped ? 0x40_9000n : PROGRAM_BASE + BigInt(DATA + 0x4000));
      cpu.setGpr(POINTERS.code, mapped ? 0x40_2000n : PROGRAM_BASE + BigInt(CODE));
      cpu.setGpr(31, (mapped ? MAPPED : PROGRAM_BASE) + BigInt(CODE));
      for (let n = 0; n < 12; n++) {
        const lo = (page: number): bigint => BigInt(page << 6 | 3 << 3 | (page === 9 ? 2 : 6)); // page 9 is read-only
        cpu.writeTlb(n, { entryHi: MAPPED + BigInt(n * 0x2000), entryLo0: lo(2 * n), entryLo1: lo(2 * n + 1), pageMask: 0n });
      }
      cpu.setCp0(CP0.wired, 12n);
      const status = STATUS.cu0 | STATUS.cu1 | STATUS.fr | STATUS.kx | STATUS.sx | STATUS.ux | STATUS.ie | 0x8000 | (user ? 2 << 3 : 0) | (reversed ? STATUS.re : 0);
      cpu.setCp0(CP0.status, BigInt(status) | (seed % 4 ? 1n << 31n : 0n));
      cpu.setCp0(CP0.watchLo, BigInt(watchLo));
      if (counts) controls.forEach((c, n) => { cpu.setPerformance(n as 0 | 1, { control: c, counter: 0x7fff_ff00 }); }); // there are two
      cpu.setCp0(CP0.compare, firstInterrupt);
      cpu.pc = (mapped ? MAPPED : PROGRAM_BASE) + BigInt(CODE);
    },
  };
}
