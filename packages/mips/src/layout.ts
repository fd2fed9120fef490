import type { LineGeometry } from "./memory-system.ts";

/** Entries of the page cache: recent translations, direct-mapped by virtual page. */
export const PAGE_CACHE = 256;
/** Chains of TLB entries in use, by virtual page; a power of two. */
export const TLB_CHAINS = 256;

/**
 * The state of one CPU as a struct in linear memory. Everything up to `architecturalBytes` decides the CPU's future and
 * belongs to checkpoints and hashes; what follows (page cache, line tables) is derived and may be
 * cleared at any moment without changing a state or a cycle.
 */
export const CPU = (() => {
  let at = 0;
  const cells = (n: number): number => { const here = at; at += 8 * n; return here; };
  const layout = {
    gpr: cells(32),
    fpr: cells(32),
    /** CP0 registers, one doubleword each; Random and Count are computed when read. */
    cp0: cells(32),
    hi: cells(1),
    lo: cells(1),
    /** FCSR, i32. */
    fcsr: cells(1),
    /** The last operation, if FCSR.Cause is still to be derived from it: its number in engine/fpu/code.ts, or 0; i32. */
    fpPending: cells(1),
    fpA: cells(1),
    fpB: cells(1),
    fpC: cells(1),
    /** Where execution goes on, valid while `hp` is 0. */
    pc: cells(1),
    /** VA of the current fetch line, valid while `hp` is not 0. */
    lineVa: cells(1),
    /** Host address of the next instruction in the current fetch line, or 0: fetch at `pc`. i32. */
    hp: cells(1),
    /** Host address where the window being executed started, see engine/tier0.ts. i32. */
    start: cells(1),
    /** Delay-slot state, see `DELAY`. i32. */
    delay: cells(1),
    /** Where the pending branch goes. */
    target: cells(1),
    /** Cycles left before `limit` at `start`; the clock is limit - left + (hp - start) / 4. i32. */
    left: cells(1),
    limit: cells(1),
    /** Retired instructions = retireBase - left - charged + (hp - start) / 4. */
    retireBase: cells(1),
    charged: cells(1),
    /** Value of `retired` when Random was last 63. */
    randomBase: cells(1),
    /** Count = (clock >> 1) + countOffset, modulo 2^32. i32. */
    countOffset: cells(1),
    /** Clock at which Count next equals Compare. */
    timerAt: cells(1),
    /** LL link: i32 flag, and the physical address it covers. */
    link: cells(1),
    linkPa: cells(1),
    /** 1 after BLOCKED: the access is done before any interrupt is taken; if it was not the fetch, its instruction too. i32. */
    resume: cells(1),
    /** The code of the last gate. i32. */
    gateCode: cells(1),
    /** Performance control 0, counter 0, control 1, counter 1. */
    performance: cells(4),
    /** What the counters have yet to count, bits of EVENT (engine/events.ts), i32; and the clock up to which they have. */
    events: cells(1),
    countedAt: cells(1),
    /** 1 when Count has met Compare since Compare was written: one of the reasons for Cause.IP7. i32. */
    timerPending: cells(1),
    /** 1 while a Watch exception waits for EXL and ERL to be clear. i32. */
    watchPending: cells(1),
    /** Counter class of each mode (user, supervisor, kernel), i32 each in doublewords. */
    classOfMode: cells(3),
    /** Class being counted, i32, and the clock up to which it has been. */
    currentClass: cells(1),
    markedAt: cells(1),
    /** Cycles by class (user, kernel, monitor) and kind (busy, stallLocal, stallRemote). */
    cycles: cells(9),
    idleCycles: cells(1),
    /** Instructions retired by class, and `retired` at the last mark. */
    retiredBy: cells(3),
    markedRetired: cells(1),
    /** Exceptions taken by ExcCode; slots 32 and 33: TLB and XTLB refill vectors. */
    exceptions: cells(34),
    /** 64 TLB entries: match value, match mask, EntryLo0, EntryLo1, PageMask. See engine/tlb.ts. */
    tlbMatch: cells(64),
    tlbMask: cells(64),
    tlbLo0: cells(64),
    tlbLo1: cells(64),
    tlbPageMask: cells(64),
    architecturalBytes: 0,
    // Derived from here on.
    number: 0,
    /** Mode, ASID and addressing folded into line keys. */
    context: 0,
    /** 0 user, 1 supervisor, 2 kernel; i32. */
    mode: 0,
    /** Which instructions may be executed now: bits of VARIANT. i32. */
    variant: 0,
    /** Address of the decode table in use. i32. */
    decode: 0,
    /** Status bits that the line tables depend on, as last seen. i32. */
    keyBits: 0,
    /** What instructions must be executed with care for: bits of CAREFUL. i32. */
    careful: 0,
    /** 7; 0 while the byte order is reversed: see engine/careful.ts. i32. */
    order: 0,
    /** 0xf8 with Status.FR, 0xf0 without: masks a register number times 8. i32. */
    fprMask: 0,
    /** 1 when a Monitor is plugged in: `gate` is an instruction. i32. */
    gateEnabled: 0,
    /** What the last translation found: physical address, store permission, virtual address made canonical. */
    lastPa: 0,
    lastWritable: 0,
    lastVa: 0,
    /** Data of an uncached access, and where the store of one that was done elsewhere may land. */
    ioValue: 0,
    scratch: 0,
    /** Where the window being executed ends, and where at most. i32. */
    stop: 0,
    stopMax: 0,
    /** Result of a slow path that the instruction takes when it is executed again, and whether there is one (i32). */
    result: 0,
    hasResult: 0,
    /** Line table entry that is for this instruction alone: address of its keys, or 0. i32. */
    oneShot: 0,
    /** Host address that a cold access of a translation found. i32. */
    coldHost: 0,
    /** WATCH, see engine/watch.ts. i32. */
    watch: 0,
    /** Address of the fetch line in which the CPU runs an instruction at a time, or -1. */
    watchLine: 0,
    /** A bit for each instruction of a page: whether at such a place of some page there is a breakpoint or a probe. */
    watchMap: 0,
    pageKey: 0,
    pageEntry: 0,
    /** First entry of each chain and of that of large pages, and each entry's next: bytes. See engine/tlb-index.ts. */
    tlbHead: 0,
    tlbNext: 0,
  };
  layout.architecturalBytes = at;
  layout.number = cells(1);
  layout.context = cells(1);
  layout.mode = cells(1);
  layout.variant = cells(1);
  layout.decode = cells(1);
  layout.keyBits = cells(1);
  layout.careful = cells(1);
  layout.order = cells(1);
  layout.fprMask = cells(1);
  layout.gateEnabled = cells(1);
  layout.lastPa = cells(1);
  layout.lastWritable = cells(1);
  layout.lastVa = cells(1);
  layout.ioValue = cells(1);
  layout.scratch = cells(1);
  layout.stop = cells(1);
  layout.stopMax = cells(1);
  layout.result = cells(1);
  layout.hasResult = cells(1);
  layout.oneShot = cells(1);
  layout.coldHost = cells(1);
  layout.watch = cells(1);
  layout.watchLine = cells(1);
  layout.watchMap = cells(16);
  layout.pageKey = cells(PAGE_CACHE);
  layout.pageEntry = cells(PAGE_CACHE);
  layout.tlbHead = cells(TLB_CHAINS / 8 + 1);
  layout.tlbNext = cells(8);
  return { ...layout, tables: at };
})();

/** Values and flags of the `delay` cell. */
export const DELAY = {
  /** A taken branch: the next instruction is its delay slot, then `target`. Odd values transfer. */
  TAKEN: 1,
  /** A branch not taken: the next instruction is a delay slot all the same (EPC and BD say so). */
  NOT_TAKEN: 2,
  /** Go to `target` at once, without a slot. */
  TRANSFER: 3,
  /** The slot could not follow its branch in one window; only while a window is left. */
  SPLIT: 8,
  /** After this instruction look at interrupts and the idle bit. */
  ATTEND: 16,
  /** After this instruction clear the one-shot line table entry. */
  ONE_SHOT: 32,
} as const;

/** Flags of the `careful` cell; while it is not 0 the interpreter of engine/careful.ts executes everything. */
export const CAREFUL = {
  /** Performance counter 0, 1 counts in the present mode. */
  COUNTING: 3,
  /** User mode with Status.RE. */
  REVERSED: 4,
} as const;

/** Addresses of the line tables, which follow the struct. */
export interface TableLayout {
  readonly dataRead: number;
  readonly dataWrite: number;
  readonly dataDelta: number;
  readonly fetchKey: number;
  readonly fetchDelta: number;
  /** Which lines of a page have been put there, see engine/lines.ts; absent where a page has few lines. */
  readonly dataMarks: number | undefined;
  readonly fetchMarks: number | undefined;
  readonly bytes: number;
}

/** One doubleword of marks stands for 64 lines; pages that share their place in the page cache share marks. */
const MARKED = 64;
const markBytes = (line: number): number => ((PAGE_CACHE * 4096) / (MARKED * line)) * 8;
const marked = (line: number, sets: number): boolean => line < 1024 && sets >= MARKED;

export function tableLayout(g: LineGeometry): TableLayout {
  let at = CPU.tables;
  const room = (bytes: number): number => { const here = at; at += bytes; return here; };
  const layout = {
    dataRead: room(g.dataSets * 8),
    dataWrite: room(g.dataSets * 8),
    dataDelta: room(g.dataSets * 8),
    fetchKey: room(g.fetchSets * 8),
    fetchDelta: room(g.fetchSets * 8),
    dataMarks: marked(g.dataLine, g.dataSets) ? room(markBytes(g.dataLine)) : undefined,
    fetchMarks: marked(g.fetchLine, g.fetchSets) ? room(markBytes(g.fetchLine)) : undefined,
  };
  return { ...layout, bytes: (at + 63) & ~63 };
}
