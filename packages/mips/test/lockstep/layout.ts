/** Where the parts of a lockstep program lie: physical addresses, and the virtual ones that the wired entries give them. */
export const RAM_BYTES = 1 << 20;
export const START = 0x1000, CODE = 0x2000, CODE_BYTES = 0x3000, FIRST_VALUES = 0x8000, TABLES = 0x10000, DATA = 0x40000, DATA_BYTES = 0x80000;
export const KSEG0 = 0xffffffff80000000n, KSEG1 = 0xffffffffa0000000n;
/** TLB entry 0, of 64 KB pages: code and tables, read-only. Entry 1: the first 128 KB of data. */
export const LOW_MAPPED = 0x40_0000n, DATA_MAPPED = 0x44_0000n;
export const WIRED = 2;

/** Registers with a meaning; the random instructions write none of them. */
export const REG = { data: 16, other: 17, wild: 18, tables: 19, temp: 24, temp2: 25, fuel: 28, index: 29, loops: 30, link: 31 } as const;
export const FREE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 21, 22] as const;

/** The tables, from `TABLES` on; register `tables` points at their middle. */
export const TUPLES = { at: 0, count: 256, bytes: 64 } as const; // Index, EntryHi, EntryLo0, EntryLo1, PageMask
/** Every so-manieth tuple is for the last entry, the only one TLBWR writes while Wired is 63. */
export const LAST = { every: 16 } as const;
export const POINTERS = { at: 0x8000, count: 256 } as const; // addresses for loads and stores
export const JUMPS = { at: 0x9800, count: 64 } as const; // addresses from which nothing can be fetched
export const FCSRS = { at: 0xa000, count: 256 } as const;
export const MIDDLE = 0x8000;
