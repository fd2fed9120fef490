/** The one clock domain: CPU cycles of 2.5 ns. */
export const CYCLES_PER_SECOND = 400_000_000;
/** CP0 Count ticks every second cycle (R10000 User's Manual, section 14.6). */
export const CYCLES_PER_COUNT = 2;

export const nanoseconds = (cycles: number): bigint => (BigInt(Math.floor(cycles)) * 5n) / 2n;
