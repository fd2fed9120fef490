import type { Mnemonic } from "../isa/rows.ts";

/**
 * Latencies in cycles of the operations that the R10000 does not pipeline (r10000.md section 7; where LO and HI differ,
 * HI's). The in-order core of the paper issues one instruction a cycle and waits for these; all others take one.
 */
export const LATENCY: Partial<Record<Mnemonic, number>> = {
  mult: 6, multu: 7, dmult: 10, dmultu: 11, div: 35, divu: 35, ddiv: 67, ddivu: 67,
  "div.s": 12, "div.d": 19, "recip.s": 12, "recip.d": 19,
  "sqrt.s": 18, "sqrt.d": 33, "rsqrt.s": 30, "rsqrt.d": 52,
  "cvt.s.w": 4, "cvt.s.l": 4,
};
