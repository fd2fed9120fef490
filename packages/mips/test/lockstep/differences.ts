/**
 * Where QEMU's MIPS64R2-generic and the R10000 differ: the rule, where the R10000's stands (UM is its User's Manual,
 * 007-2490-001), and QEMU's answer worked out from ours, so that nothing else passes under the rule's name.
 * After such an instruction our CPU goes on from QEMU's state.
 */
import { decode, type Decoded } from "../../src/isa/decode.ts";
import { below, exceptionCode, fields, is, read, s32, s64, type Case, type Difference } from "./case.ts";
import { FLOATING_POINT } from "./differences-fpu.ts";
import { SLOT } from "./state.ts";

const isWord = (v: bigint): boolean => s64(v) === s32(v);
const neverTaken = ({ name, fields: { rs, rt } }: Decoded): boolean => (/^b(ltz|gtz)$/.test(name) && rs === 0) || (name === "bne" && rs === rt);
const readsCp0 = (c: Case, ...registers: number[]): boolean => is(c, /^d?mfc0$/) && registers.includes(fields(c).rd);

/** Bytes to which the address of a load or store must be aligned. */
function alignment(name: string): bigint {
  if (/^[ls][wd][lr]$/.test(name)) return 1n;
  if (/^(ll|sc)d?$/.test(name)) return name.endsWith("d") ? 8n : 4n;
  const size = /^[ls]([bhwd])/.exec(name)?.[1];
  return size === "d" ? 8n : size === "w" ? 4n : size === "h" ? 2n : 1n;
}
/** Whether the address error being handled is one of alignment. */
function misaligned(c: Case): boolean {
  const slot = (c.before.low(SLOT.cause) & 0x80000000) !== 0 ? 4n : 0n;
  const name = decode(c.ours.word(Number((c.before.get(SLOT.epc) + slot) & 0xffffn)))?.name ?? "";
  // BREAK's handler loads and stores a word, which may be what faulted.
  if (name === "break") return c.ours.cp0(BAD_VADDR) % 4n !== 0n;
  const isFetch = c.before.get(SLOT.epc) === c.ours.cp0(BAD_VADDR);
  return !isFetch && c.ours.cp0(BAD_VADDR) % alignment(name) !== 0n;
}
/** The handler's first instructions, which read what the exception loaded. */
const inHandler = (c: Case): boolean => c.pc >= 0xffffffff80000180n && c.pc < 0xffffffff80000190n;

const INDEX = 0, STATUS = 12, CAUSE = 13, CONTEXT = 4, X_CONTEXT = 20, ENTRY_HI = 10, BAD_VADDR = 8;
/** QEMU's CPU has this many bits of virtual address within a region; the R10000 has 44. */
const SEGBITS = 42n;
const narrowed = (c: Case, v: bigint): bigint => (is(c, /^mfc0$/) ? s32(v) : v);

const INTEGER: readonly Difference[] = [
  {
    name: "branch that is never taken",
    rule: "every branch has a delay slot, in which a fault sets Cause.BD; to QEMU BLTZ and BGTZ of $0 and BNE of a register with itself are no branches",
    section: "UM 14.11, 17; r10000.md 2.4",
    applies: (c) => c.instruction !== undefined && neverTaken(c.instruction),
    theirs: (expected) => expected.set(SLOT.inSlot, 0n),
  },
  {
    name: "SRA, SRAV of a value that is not a word",
    rule: "undefined: sources of 32-bit operations must be sign-extended; we shift the low word, QEMU the whole register",
    section: "MIPS IV rev. 3.2, A.6; r10000.md 5.7",
    applies: (c) => is(c, /^srav?$/) && !isWord(read(c, "rt")),
    theirs: (expected, c) => {
      const n = c.instruction!.name === "sra" ? BigInt(fields(c).shamt) : read(c, "rs") & 31n; // `applies` found one
      expected.set(fields(c).rd, s64(read(c, "rt")) >> n);
    },
  },
  {
    name: "ADDU, SUBU of $0 and a value that is not a word",
    rule: "undefined; we sign-extend the low word, QEMU moves the register",
    section: "MIPS IV rev. 3.2, A.6; r10000.md 5.7",
    applies: (c) => is(c, /^(addu|subu)$/) && (fields(c).rt === 0 || (c.instruction?.name === "addu" && fields(c).rs === 0)),
    theirs: (expected, c) => expected.set(fields(c).rd, read(c, fields(c).rt === 0 ? "rs" : "rt")),
  },
  {
    name: "division by zero",
    rule: "undefined; we leave what a restoring divider leaves, QEMU divides by 1",
    section: "MIPS IV rev. 3.2, A.6; r10000.md 5.7",
    applies: (c) => is(c, /^d?divu?$/) && (is(c, /^dd/) ? read(c, "rt") : BigInt.asUintN(32, read(c, "rt"))) === 0n,
    theirs: (expected, c) => {
      expected.set(SLOT.lo, is(c, /^dd/) ? read(c, "rs") : s32(read(c, "rs")));
      expected.set(SLOT.hi, 0n);
    },
  },
];

const SYSTEM: readonly Difference[] = [
  {
    name: "Status read",
    rule: "bit 31 is XX and bit 21 TS, which a TLB write sets or clears; on QEMU's CPU neither is kept",
    section: "UM 14.10; r10000.md 2.1",
    applies: (c) => readsCp0(c, STATUS),
    theirs: (expected, c) => expected.set(fields(c).rt, expected.get(fields(c).rt) & 0x7fdfffffn),
  },
  {
    name: "Cause.CE after another exception",
    rule: "CE belongs to Coprocessor Unusable; we clear it otherwise, QEMU leaves it",
    section: "UM 14.11; r10000.md 2.4",
    applies: (c) => readsCp0(c, CAUSE) && exceptionCode(c.before) !== 11,
    theirs: (expected, c) => expected.set(fields(c).rt, (expected.get(fields(c).rt) & ~0x30000000n) | (c.theirs.get(fields(c).rt) & 0x30000000n)),
  },
  {
    name: "address error outside all segments",
    rule: "sets BadVAddr; of Context, XContext and EntryHi nothing is said; QEMU loads them as a TLB exception does",
    section: "UM 17.3; r10000.md 2.4",
    applies: (c) => readsCp0(c, CONTEXT, X_CONTEXT, ENTRY_HI) && inHandler(c) && [4, 5].includes(exceptionCode(c.before)) && !misaligned(c),
    theirs: (expected, c) => {
      const va = c.ours.cp0(BAD_VADDR), vpn2 = (va >> 13n) & below(31n), region = va >> 62n;
      c.ours.poke(CONTEXT, (c.ours.cp0(CONTEXT) & ~0x7fffffn) | ((vpn2 & below(19n)) << 4n));
      c.ours.poke(X_CONTEXT, (c.ours.cp0(X_CONTEXT) & ~below(37n)) | (region << 35n) | (vpn2 << 4n));
      c.ours.poke(ENTRY_HI, (region << 62n) | (vpn2 << 13n) | (c.ours.cp0(ENTRY_HI) & 0xffn));
      expected.set(fields(c).rt, narrowed(c, c.ours.cp0(fields(c).rd)));
    },
  },
  {
    name: "Index.P",
    rule: "a failed TLBP sets P, of the other bits nothing is said; MTC0 writes all: we clear the others, QEMU leaves them, and MTC0 does not change its P",
    section: "UM 14.1; r10000.md 1",
    applies: (c) => readsCp0(c, INDEX),
    theirs: (expected, c) => {
      const v = c.theirs.get(fields(c).rt), unsaid = (v & 0x80000000n) !== 0n && (c.ours.cp0(INDEX) & 0x80000000n) !== 0n ? 63n : 0n;
      const index = (c.ours.cp0(INDEX) & 63n & ~unsaid) | (v & unsaid) | (v & 0x80000000n);
      c.ours.poke(INDEX, s32(index));
      expected.set(fields(c).rt, s32(index));
    },
  },
  {
    name: "EntryHi and XContext of 42 bits",
    rule: "VPN2 is 43:13 in EntryHi, and XContext has R in 36:35 and BadVPN2 in 34:4; QEMU's CPU has 42 bits of address",
    section: "UM 14.9; r10000.md 1",
    applies: (c) => readsCp0(c, X_CONTEXT, ENTRY_HI),
    theirs: (expected, c) => {
      const v = c.ours.cp0(fields(c).rd), region = (v >> 35n) & 3n;
      expected.set(fields(c).rt, narrowed(c, fields(c).rd === ENTRY_HI ? v & ~(below(44n) & ~below(SEGBITS))
        : (region << (SEGBITS - 9n)) | (v & (below(SEGBITS - 9n) & ~15n))));
    },
  },
];

/** What the programs leave out, and why. */
export const LEFT_OUT: readonly { readonly what: string; readonly why: string; readonly section: string }[] = [
  { what: "ADD, ADDI and SUB of values that are not words", why: "undefined; QEMU looks for overflow in bit 63", section: "MIPS IV rev. 3.2, A.6; r10000.md 5.7" },
  { what: "branches in delay slots, JALR with rd = rs", why: "undefined", section: "MIPS IV rev. 3.2, A.6; r10000.md 5.7" },
  { what: "MIPS IV instructions in user mode with Status.XX clear", why: "reserved on the R10000; QEMU's CPU has no XX", section: "UM 14.10; r10000.md 3" },
  { what: "supervisor mode with Status.SX clear", why: "its 64-bit instructions are reserved on the R10000, not on QEMU", section: "UM 16.2, 17; r10000.md 3" },
  { what: "DMFC0 and DMTC0 in user mode with Status.UX clear and CU0 set", why: "reserved on the R10000, not on QEMU", section: "UM 16.2; r10000.md 5.4" },
  { what: "with Status.FR clear: odd registers but as halves, the L format, RECIP and RSQRT", why: "undefined, and reserved on QEMU", section: "UM 15.3, 15.5; r10000.md 6" },
  { what: "Status.UX set with KX or SX clear", why: "a kernel or supervisor with 32-bit addressing reaches 2 GB of user space on the R10000, on QEMU what UX allows", section: "UM 16.2; r10000.md 3" },
  { what: "offset 0 from a base that is not canonical, in 32-bit user mode", why: "the address is taken modulo 2^32; by QEMU only with another offset", section: "UM 16.2; r10000.md 3" },
  { what: "addresses with bits 43:42 that are not the sign's", why: "mapped by the R10000, whose regions have 44 bits, an address error with QEMU's 42", section: "UM 16.2; r10000.md 3" },
  { what: "fetches from misaligned addresses", why: "an address error on the R10000; QEMU 7.2 looks for the page first, and if there is one stops at an assertion of its own", section: "UM Table 17-3; r10000.md 2.5" },
  { what: "xkphys addresses with an uncached attribute in bits 58:57", why: "never checked on the R10000, an address error on QEMU", section: "UM 16.2; r10000.md 3" },
  { what: "TLB writes that overlap another entry", why: "the R10000 drops the older entry and sets TS; QEMU keeps both", section: "UM Table 14-11; r10000.md 4" },
  { what: "TLBWR unless Wired is 63; reading Random, Count, Config, PRId, LLAddr", why: "other values by design", section: "UM 14.2; r10000.md 1" },
  { what: "addresses of an entry that TLBWR has just replaced", why: "QEMU goes on matching it until a TLBR, so that one follows", section: "UM 14.2; r10000.md 4" },
  { what: "timer, watch, performance counters", why: "QEMU's Count is the host's clock; the others it lacks or has otherwise", section: "UM 14.8, 14.16, 14.20; r10000.md 1" },
  { what: "Status.BEV", why: "the boot vectors lie in QEMU's ROM", section: "UM 17.2; r10000.md 2.3" },
  { what: "Status.RE, BC0, operations of coprocessor 2, Status.CU2", why: "absent or otherwise on QEMU's CPU", section: "UM 14.10; r10000.md 2.1" },
];

export const DIFFERENCES: readonly Difference[] = [...INTEGER, ...SYSTEM, ...FLOATING_POINT];
