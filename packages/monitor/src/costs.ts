/**
 * What TypeScript handlers cost: the instructions that the same decision takes as MIPS code, beside its loads and
 * stores. Those are recorded as they happen and executed as accesses, so that they are not counted here; nor is anything
 * that the vector code does itself. Each entry says how its number was found. `costScale` multiplies all of them.
 *
 * Counting rules: a field of a loaded word is 2 (shift, mask), a compare and branch 2 (branch and its slot, filled half
 * the time, rounded up), a call 2 (jump and return) plus 4 for a stack frame, address arithmetic of a table 2, CP0 moves
 * and TLB instructions 1 each.
 */
export interface Cost {
  readonly instructions: number;
  readonly why: string;
}
const cost = (instructions: number, why: string): Cost => ({ instructions, why });

export const costs = {
  // Entry and exit.
  enter: cost(16, "set stack and global pointer 4, call 6, which CPU and virtual CPU 4, leave idle and operation out 2"),
  cause: cost(10, "mfc0 Cause, extract the code, table of handlers, jump: 1+2+2+1; mode from Status 2, BadVAddr 1, spare slot 1"),
  leave: cost(48, "call 6; quiet, flush requests, work: three tests 6; deliver: status, lines, three compares 12; real Status: 3 masks of 2, user or supervisor 6; Cause 4, lines 2, table 4, coloured base 6; spare 2"),
  interrupt: cost(14, "call 6, mfc0 Cause, two lines tested 4+1, acknowledge by a device store 3"),
  // Exceptions of the guest.
  reflect: cost(30, "call 6; EXL tested 2; Cause: 3 fields of 3; Status 2; vector: BEV 3, base and offset 4; out-of-line test 2; spare 2"),
  reflectTlb: cost(18, "Context 4, XContext 6, EntryHi 4 (shift, mask, or), refill vector by region 4"),
  // Privileged instructions.
  decode: cost(14, "opcode, rs and function fields 6, mode 4, jump table 4"),
  fetchWord: cost(16, "call 6, EntryLo of the right half 4, frame number to xkphys 5, offset 1"),
  evaluateBranch: cost(28, "call 6, opcode and two register fields 6, jump table 4, two registers' addresses 4, compare 3, target 5"),
  moveFrom: cost(14, "register field and its address 3, jump table 4, sign extension 1, general register's address 3, next pc 1, spare 2"),
  moveTo: cost(18, "as moveFrom, and mask: 2 constants, and, or"),
  random: cost(42, "mfc0 Random, 64 - Wired 2, remainder 36 (DIV has 35 cycles), add, mask Wired 2"),
  eret: cost(12, "ERL tested 2, which pc 2, clear a bit 2, next mode 6"),
  cache: cost(10, "operation field 2, two compares 4, effective address 3, spare 1"),
  outOfLine: cost(16, "combine two words 2, address 2, write back D and invalidate I by two CACHE instructions 4, target 2, call 6"),
  // The guest's TLB.
  guestTlbProbe: cost(12, "call 6, hash 3, chain's address 2, large pages tested 1"),
  guestTlbChain: cost(9, "entry's address 2, xor and masks 4, global or ASID 3"),
  guestTlbRead: cost(10, "Index masked 1, entry's address 2, four moves paid as accesses, unmatched 3, call 4"),
  guestTlbWrite: cost(38, "call 6, FrameMask 4, global bit 4, page mask and VPN2 6, unlink 6, link 6, Status.TS 4, entry's address 2"),
  translate: cost(16, "call 6, segment compares 6, ERL 2, flags 2"),
  mapPair: cost(32, "call 6; two halves: page number 2, bound 2, directory and entry 4, protection 3 each; tag 4; spare 0"),
  // The second-level TLB.
  secondProbe: cost(9, "set: two shifts, xor with the coloured base, colour 3; tag compared 2; spare 1"),
  secondInsert: cost(14, "way chosen 2, home's bit 6, call 6"),
  secondHomeWord: cost(3, "next word: add, test, branch"),
  secondHomeEntry: cost(10, "lowest bit 5, entry's address 3, home compared 2"),
  secondScan: cost(6, "next entry 1, xor and masks 3, branch 2"),
  secondClear: cost(1.25, "unrolled by 8: a store each (an access), add and branch for eight"),
  // The machine's TLB.
  tlbProbe: cost(5, "dmtc0 EntryHi, tlbp, mfc0 Index, branch and slot"),
  tlbWrite: cost(5, "dmtc0 EntryHi, EntryLo0, EntryLo1, mtc0 Index, tlbwi"),
  tlbScan: cost(382, "63 entries of 6: mtc0 Index, tlbr, dmfc0 EntryHi, xor, mask, branch; and 4 to begin"),
  tlbFlush: cost(257, "63 entries of 4: next EntryHi, dmtc0, mtc0 Index, tlbwi (unrolled by 8), and 5 to begin"),
  // Memory.
  allocate: cost(22, "call 6, entries of pmap and memmap 8, EntryLo 4, owner 4"),
  allocateNode: cost(10, "lock and unlock by LL/SC 6, stack's address 3, empty 1"),
  release: cost(26, "call 6, entries 8, lock and unlock 6, stack's address 3, node 3"),
  backmap: cost(14, "entry's address 4, three compares 6, which bit 3, spare 1"),
  unmap: cost(20, "call 6, entry 4, busy and overflow 4, loop over backmaps 6"),
  unmapHolder: cost(12, "next virtual CPU of the set 4, its tables 4, call 4"),
  askToFlush: cost(12, "CPU's area 3, or by LL/SC 5, interrupt by a device store 4"),
  // Scheduling and time.
  schedule: cost(30, "call 6, lock and unlock 6, queue's ends 8, compare 4, idle flag 2, spare 4"),
  switch: cost(60, "call 6, nine pointers of the CPU area 18, flags 6, fpu owner 6, TLB owner 6, moved 4, class of time 4, spare 10"),
  post: cost(16, "call 6, or by LL/SC 5, state 3, CPU 2"),
  timerCheck: cost(6, "next virtual CPU 2, two compares 4"),
  armTimer: cost(18, "call 6, earliest 4, to counts 2, bounds 4, mfc0 Count, add, mtc0 Compare"),
  // Monitor calls.
  monitorCall: cost(14, "code field 2, bound 2, jump table 4, arguments' addresses 4, result's 2"),
  consoleWrite: cost(40, "range 10, loop over pages 10, console driver's set-up 20; a byte to the device is paid by none of it"),
  cpuStart: cost(90, "64 registers' stores are accesses; loop unrolled by 8: 16; checks 10, areas 4, constants 60"),
  clock: cost(12, "Count to a 64-bit clock 6, times 5/2: 6"),
  powerOff: cost(30, "call 6, loop over virtual CPUs 12, flags 6, device store 6"),
} as const satisfies Record<string, Cost>;

export type CostName = keyof typeof costs;
export type CostTable = Readonly<Record<CostName, Cost>>;
