/**
 * The system coprocessor as a guest sees it and as the monitor uses it: register numbers, bit fields, and what a write
 * leaves (R10000 User's Manual v2.0, chapter 14; r10000.md §1).
 */
import { bitFields } from "./bits.ts";

/** Register numbers, Cause.ExcCode values, and what a write leaves. */
export { CP0, CP0_WRITES, ENTRY_HI_WRITABLE, EXCEPTION_CODES as EXCEPTION, STATUS_WRITABLE } from "@disco-vm/mips";

export const ENTRY_HI = bitFields({ region: [63, 62], vpn2: [43, 13], asid: [7, 0], page: [63, 13] });
export const ENTRY_LO = bitFields({ uncached: [63, 62], pfn: [33, 6], c: [5, 3], d: [2, 2], v: [1, 1], g: [0, 0] });
export const STATUS = bitFields({
  xx: [31, 31], cu2: [30, 30], cu1: [29, 29], cu0: [28, 28], idle: [27, 27], fr: [26, 26], re: [25, 25], bev: [22, 22],
  ts: [21, 21], sr: [20, 20], nmi: [19, 19], ch: [18, 18], de: [16, 16], im: [15, 8], kx: [7, 7], sx: [6, 6], ux: [5, 5],
  ksu: [4, 3], erl: [2, 2], exl: [1, 1], ie: [0, 0],
});
export const KSU = { kernel: 0, supervisor: 1, user: 2 } as const;
export const CAUSE = bitFields({ bd: [31, 31], ce: [29, 28], ip: [15, 8], software: [9, 8], code: [6, 2] });
export const CONTEXT = bitFields({ pteBase: [63, 23], badVpn2: [22, 4] });
export const X_CONTEXT = bitFields({ pteBase: [63, 37], region: [36, 35], badVpn2: [34, 4] });
/** Bits of an address that a TLB entry of 4 KB pages compares. */
export const VPN2_OF = ENTRY_HI.region.mask | ENTRY_HI.vpn2.mask;

export const unsigned = (v: bigint): bigint => BigInt.asUintN(64, v);
/** Bits 31:0 sign-extended, as an unsigned 64-bit number: the form of a 32-bit register in a doubleword. */
export const sext32 = (v: bigint): bigint => BigInt.asUintN(64, BigInt.asIntN(32, v));
