/** Guests that do anything. */
import { gateWord, MONITOR_CALLS } from "@disco-vm/abi";
import { assemble } from "@disco-vm/mips";
import { elf, GUEST } from "./programs.ts";
import { random } from "./random.ts";

const WORDS = 2048;

/**
 * A guest that does anything: random words, executed in its kernel mode and in user mode, words of the interesting kinds
 * more frequent than chance. Its vectors map user pages at random, and on any other exception, or every few thousand
 * cycles, go on at a random place in a random mode. With `library` the monitor keeps its code mapped, else it does so
 * itself, until it destroys that mapping: then it faults for ever.
 */
export function hostile(seed: number, library: boolean): Uint8Array {
  const next = random(seed), words: number[] = [];
  const kinds = [
    () => next(), // anything
    () => 0x4000_0000 | (next() & 0x03ff_ffff), // COP0
    () => [0x4080_0000, 0x40a0_0000, 0x4000_0000, 0x4020_0000][next() & 3]! | (next() & 0x001f_f800), // moves to and from CP0
    () => [0x4200_0001, 0x4200_0002, 0x4200_0006, 0x4200_0008, 0x4200_0018][next() % 5]!, // TLB, ERET
    () => 0x4200_003f | ((next() & 15) << 6), // monitor calls
    () => 0x4200_003f | ((next() & 0x7ffff) << 6), // unknown ones
    () => [0x8c00_0000, 0xac00_0000, 0xdc00_0000, 0xfc00_0000][next() & 3]! | (next() & 0x03ff_ffff), // lw, sw, ld, sd
    () => 0x3c00_0000 | ((next() & 31) << 16) | [0x8000, 0xa000, 0xc000, 0xdfff, 0xe000, 0xffff, 0x0001, 0xa800][next() & 7]!, // addresses of all segments
    () => 0x2400_0000 | (next() & 0x03ff_ffff), // addiu
    () => 0xbc00_0000 | (next() & 0x03ff_ffff), // CACHE
    () => 0x1000_0000 | (next() & 0x0fff_0000) | (next() & 0x3f), // branches a little forward
  ];
  for (let i = 0; i < WORDS; i++) {
    const word = kinds[next() % kinds.length]!() >>> 0, call = (word >>> 6) & 0x7ffff;
    // No call that ends the virtual machine: it shall go on to the end of its time.
    words.push((word & 0xfe00_003f) === 0x4200_003f && call === 1 ? 0 : word);
  }
  const anywhere = `
        mfc0    $k0, $9
        addiu   $k1, $k0, 1500
        mtc0    $k1, $11
        sll     $k1, $k0, 7
        xor     $k0, $k0, $k1
        srl     $k1, $k0, 5
        xor     $k0, $k0, $k1
        andi    $k1, $k0, 1
        beqz    $k1, 1f
        lui     $k1, 0x3400             # CU1, CU0, FR
        ori     $k1, $k1, 0x80f3        # IM7, UX, SX, KX, user, EXL, IE
        mtc0    $k1, $12
        b       2f
        lui     $k1, 1
1:      ori     $k1, $k1, 0x80e3        # the same in kernel mode
        mtc0    $k1, $12
        dli     $k1, ${GUEST}
2:      andi    $k0, $k0, ${4 * WORDS - 4}
        daddu   $k1, $k1, $k0
        dmtc0   $k1, $14
        eret`;
  const refill = `
        dmfc0   $k0, $8
        bltz    $k0, anywhere
        dsrl    $k0, $k0, 13
        andi    $k0, $k0, 0x7f
        dsll    $k0, $k0, 7
        ori     $k0, $k0, 0x1e
        dmtc0   $k0, $2
        addiu   $k0, $k0, 64
        dmtc0   $k0, $3
        tlbwr
        eret`;
  const vectors = assemble(`.set noreorder\n.set noat${refill}\n.org 0x80${refill}\n.org 0x180\nanywhere:${anywhere}`, { origin: GUEST - 0x10000n });
  const start = assemble(`.set noreorder
        ${library ? `.word ${gateWord(MONITOR_CALLS.LIBRARY_OS.code)}` : `
        dli     $t0, SSEG
        dmtc0   $t0, $10
        li      $t0, 0x1f
        dmtc0   $t0, $2
        dli     $t0, 0x4001f
        dmtc0   $t0, $3
        li      $t0, 0x1ffe000
        mtc0    $t0, $5
        mtc0    $0, $0
        tlbwi
        mtc0    $0, $5
        li      $t0, 8
        mtc0    $t0, $6`}
        syscall`, { origin: GUEST, symbols: { SSEG: GUEST - 0x10000n } });
  const code = new Uint8Array(4 * WORDS), view = new DataView(code.buffer);
  words.forEach((w, i) => view.setUint32(4 * i, w));
  code.set(start.bytes);
  return elf(GUEST, [{ address: GUEST - 0x10000n, bytes: vectors.bytes }, { address: GUEST, bytes: code }]);
}
