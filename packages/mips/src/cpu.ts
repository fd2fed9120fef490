import { R } from "./engine/cells.ts";
import { ACCESS } from "./engine/translate.ts";
import { CPU } from "./layout.ts";

/** What an R10000's TLB entry looks like through EntryHi, EntryLo0, EntryLo1 and PageMask. */
export interface TlbEntry {
  readonly entryHi: bigint;
  readonly entryLo0: bigint;
  readonly entryLo1: bigint;
  readonly pageMask: bigint;
}

/** A performance counter (R10000 User's Manual 14.20). */
export interface PerformanceCounter {
  /** Event 8:5, IE 4, and in which modes it counts: U 3, S 2, K 1, EXL 0. */
  readonly control: number;
  /** 32 bits, unsigned. */
  readonly counter: number;
}

/** Where an access goes. */
export interface Physical {
  /** Physical address, 40 bits. */
  readonly address: number;
  /** Uncached accesses go to the host, not to the memory system. */
  readonly cached: boolean;
}

/** The engine's functions that a CPU view needs. */
export interface CpuCode {
  pc(cpu: number): bigint;
  mark(cpu: number): void;
  fpSettle(cpu: number): void;
  advance(cpu: number, counter: number, until: number): void;
  modeChanged(cpu: number): void;
  cp0Read(cpu: number, register: number, sub: number): bigint;
  cp0Write(cpu: number, register: number, sub: number, value: bigint): void;
  tlbWriteEntry(cpu: number, index: number, hi: bigint, lo0: bigint, lo1: bigint, mask: bigint): void;
  tlbProbeEntry(cpu: number, hi: bigint): number;
  raise(cpu: number, code: number, vector: number): void;
  clearTables(cpu: number): void;
  clearWrites(cpu: number): void;
  translate(cpu: number, va: bigint, access: number): number;
}

const CAUSE = CPU.cp0 + 8 * 13;
const RANDOM_TOP = 63;
/** What comes after is derived, and can be cleared. */
const SAVED = CPU.pageKey;

/** One CPU's state, seen from TypeScript. Registers are raw 64-bit values. */
export class Cpu {
  private readonly view: DataView;
  private readonly cells: Uint8Array;
  private saved: Uint8Array | undefined;

  constructor(
    readonly number: number,
    /** Byte offset of the state in linear memory. */
    readonly address: number,
    private readonly memory: WebAssembly.Memory,
    private readonly code: CpuCode,
  ) {
    this.view = new DataView(memory.buffer);
    this.cells = new Uint8Array(memory.buffer, address, SAVED);
  }

  private i32(cell: number): number { return this.view.getInt32(this.address + cell, true); }
  private setI32(cell: number, v: number): void { this.view.setInt32(this.address + cell, v, true); }
  private i64(cell: number): bigint { return this.view.getBigInt64(this.address + cell, true); }
  private setI64(cell: number, v: bigint): void { this.view.setBigInt64(this.address + cell, BigInt.asIntN(64, v), true); }
  /** A doubleword that holds a number below 2^53. */
  private count(cell: number): number {
    return this.view.getUint32(this.address + cell, true) + this.view.getInt32(this.address + cell + 4, true) * 2 ** 32;
  }

  /** General register n, unsigned. */
  gpr(n: number): bigint { return BigInt.asUintN(64, this.i64(CPU.gpr + 8 * n)); }
  /** The low 64 bits of v; writes to register 0 are dropped. */
  setGpr(n: number, v: bigint): void { if (n) this.setI64(CPU.gpr + 8 * n, v); }
  /** Raw bits of floating-point register n. */
  fpr(n: number): bigint { return BigInt.asUintN(64, this.i64(CPU.fpr + 8 * n)); }
  /** Raw bits. */
  setFpr(n: number, v: bigint): void { this.setI64(CPU.fpr + 8 * n, v); }
  /** HI, unsigned. */
  get hi(): bigint { return BigInt.asUintN(64, this.i64(CPU.hi)); }
  set hi(v: bigint) { this.setI64(CPU.hi, v); }
  /** LO, unsigned. */
  get lo(): bigint { return BigInt.asUintN(64, this.i64(CPU.lo)); }
  set lo(v: bigint) { this.setI64(CPU.lo, v); }
  /** The floating-point control and status register, unsigned 32-bit. */
  get fcsr(): number {
    this.code.fpSettle(this.address);
    return this.i32(CPU.fcsr) >>> 0;
  }
  set fcsr(v: number) {
    this.setI32(CPU.fpPending, 0);
    this.setI32(CPU.fcsr, v);
  }

  /** Address of the next instruction, unsigned. */
  get pc(): bigint { return BigInt.asUintN(64, this.code.pc(this.address)); }
  /** Goes on there; a pending delay slot is forgotten. */
  set pc(v: bigint) {
    this.setI64(CPU.pc, v);
    for (const cell of [CPU.hp, CPU.start, CPU.delay, CPU.resume]) this.setI32(cell, 0);
  }
  /** Whether the next instruction is the delay slot of a branch. */
  get inDelaySlot(): boolean { return (this.i32(CPU.delay) & 3) !== 0; }

  /** CP0 register n as DMFC0 reads it, unsigned. */
  cp0(n: number): bigint { return BigInt.asUintN(64, this.code.cp0Read(this.address, n, 0)); }
  /** As DMTC0, with all that the write does; read-only registers stay. */
  setCp0(n: number, v: bigint): void { this.code.cp0Write(this.address, n, 0, v); }

  /** Performance counter 0 or 1. */
  performance(n: 0 | 1): PerformanceCounter {
    return { control: this.i32(CPU.performance + 16 * n), counter: this.i32(CPU.performance + 16 * n + 8) >>> 0 };
  }
  /** As MTPC and MTPS. */
  setPerformance(n: 0 | 1, { control, counter }: PerformanceCounter): void {
    [control, counter].forEach((value, which) => this.code.cp0Write(this.address, R.performance, 2 * n + which, BigInt(value)));
  }

  /** The CPU's clock. Setting it neither accounts nor executes anything: `stall` and `idle` do. */
  get cycle(): number { return this.count(CPU.limit) - this.left; }
  private get left(): number { return this.i32(CPU.left) - ((this.i32(CPU.hp) - this.i32(CPU.start)) >>> 2); }
  /** Instructions that have retired. */
  get instructions(): number { return this.count(CPU.retireBase) - this.left - this.count(CPU.charged); }
  /** Clock at which Count next equals Compare; Infinity before Compare was ever written. */
  get timerCycle(): number {
    const at = this.count(CPU.timerAt);
    return at >= 2 ** 60 ? Infinity : at;
  }

  /** Cycles counted so far for a class (0 user, 1 kernel, 2 monitor) and kind (0 busy, 1 local stall, 2 remote stall). */
  cycles(cls: number, kind: number): number {
    this.code.mark(this.address);
    return this.count(CPU.cycles + 24 * cls + 8 * kind);
  }
  /** The class that cycles count as at present. */
  get currentClass(): number { return this.i32(CPU.currentClass); }
  /** Instructions retired in a class (0 user, 1 kernel, 2 monitor). */
  instructionsOf(cls: number): number {
    this.code.mark(this.address);
    return this.count(CPU.retiredBy + 8 * cls);
  }
  /** Cycles in which the CPU was halted by the idle bit, as accounted by `idle`. */
  get idleCycles(): number { return this.count(CPU.idleCycles); }
  private advance(cell: number, until: number): void {
    const from = this.cycle;
    if (!(until >= from)) throw new RangeError(`Cpu.advance: expected a time from ${from} on, got ${until}`);
    this.code.advance(this.address, cell, until);
  }
  /** Accounts the time up to `until` as a stall of that kind of the class being counted, and moves the clock there. */
  stall(kind: 0 | 1 | 2, until: number): void { this.advance(CPU.cycles + 24 * this.i32(CPU.currentClass) + 8 * kind, until); }
  /** Accounts the time up to `until` as idle, and moves the clock there. */
  idle(until: number): void { this.advance(CPU.idleCycles, until); }
  /** Classes that cycles in user, supervisor and kernel mode count as, from now on. */
  setAccounting(user: number, supervisor: number, kernel: number): void {
    this.code.mark(this.address);
    [user, supervisor, kernel].forEach((c, mode) => this.setI32(CPU.classOfMode + 8 * mode, c));
    this.setI32(CPU.currentClass, this.i32(CPU.classOfMode + 8 * this.i32(CPU.mode)));
  }

  /** Drives an external interrupt line, IP2 to IP6. It is seen when the CPU next runs. */
  setInterruptLine(ip: number, level: boolean): void {
    const bit = 0x100 << ip;
    this.setI32(CAUSE, level ? this.i32(CAUSE) | bit : this.i32(CAUSE) & ~bit);
  }
  /** Cause.IP, with the timer's as of now. */
  get pendingInterrupts(): number { return (this.i32(CAUSE) >>> 8) & 0xff; }
  /** The code of the last `gate` executed. */
  get gateCode(): number { return this.i32(CPU.gateCode); }
  /** What an uncached load that the host answers with 0 finds: the low bytes of v. */
  setIoValue(v: bigint): void { this.setI64(CPU.ioValue, v); }
  /** Exceptions taken with that ExcCode; interrupts are code 0. */
  exceptions(code: number): number { return this.count(CPU.exceptions + 8 * code); }
  /** Exceptions that went to the TLB and XTLB refill vectors. */
  get refills(): number { return this.count(CPU.exceptions + 8 * 32) + this.count(CPU.exceptions + 8 * 33); }
  /** Takes an exception at the next instruction, through the general vector. */
  raise(code: number): void { this.code.raise(this.address, code, 0x180); }

  /** Entry 0 to 63, as TLBR would read it. */
  tlb(index: number): TlbEntry {
    const cell = (array: number): bigint => BigInt.asUintN(64, this.i64(array + 8 * index));
    return {
      entryHi: cell(CPU.tlbMatch) & 0xc0000fffffffe0ffn, entryLo0: cell(CPU.tlbLo0), entryLo1: cell(CPU.tlbLo1),
      pageMask: cell(CPU.tlbPageMask),
    };
  }
  /** Whether the entry takes part in matching: not since reset, nor after a clashing write took it out. */
  tlbInUse(index: number): boolean { return (this.i64(CPU.tlbMatch + 8 * index) & 0x100n) === 0n; }
  /** The entry that matches this EntryHi, as TLBP finds it, or -1. */
  probeTlb(entryHi: bigint): number { return this.code.tlbProbeEntry(this.address, BigInt.asIntN(64, entryHi)); }
  /** As TLBWI of these register values, without touching the registers. */
  writeTlb(index: number, e: TlbEntry): void {
    const [hi, lo0, lo1, mask] = [e.entryHi, e.entryLo0, e.entryLo1, e.pageMask].map((v) => BigInt.asIntN(64, v));
    this.code.tlbWriteEntry(this.address, index & 63, hi!, lo0!, lo1!, mask!);
  }
  /**
   * Where an access to that virtual address would go if the CPU made it now, in its mode and with its TLB, or undefined if it
   * would fault. Alignment is not looked at, nor at data's reversal by Status.RE, which depends on their size. Changes no state.
   */
  physical(address: bigint, access: keyof typeof ACCESS = "load"): Physical | undefined {
    const { code, memory } = this;
    const before = new Uint8Array(memory.buffer, this.address, CPU.architecturalBytes).slice();
    const found = code.translate(this.address, BigInt.asIntN(64, address), ACCESS[access]);
    if (found >= 0) {
      const address = this.count(CPU.lastPa), reversed = access === "fetch" && this.i32(CPU.order) === 0;
      // The other word of the doubleword: 4 up or down.
      return { address: reversed ? address + 4 - (address & 4) * 2 : address, cached: found === 0 };
    }
    // The exception has been taken: back to where it was not.
    const back = (): void => new Uint8Array(memory.buffer, this.address, CPU.architecturalBytes).set(before);
    back();
    code.modeChanged(this.address); // for what is derived; what it counts is undone
    back();
    return undefined;
  }
  /** Breaks the LL link if it lies within the 128-byte block of that physical address. */
  breakLink(pa: bigint): void {
    if (this.i32(CPU.link) !== 0 && this.i64(CPU.linkPa) >> 7n === pa >> 7n) this.setI32(CPU.link, 0);
  }

  /** Everything derived (line tables, translations) is forgotten; no state and no cycle changes. */
  clearTables(): void { this.code.clearTables(this.address); }

  /** For `Core.save`. */
  save(): void {
    this.saved ??= new Uint8Array(SAVED);
    this.saved.set(this.cells);
    this.code.clearWrites(this.address);
  }
  /** For `Core.restore`. */
  restore(): void {
    if (!this.saved) throw new RangeError("Core.restore: expected a state that was saved, got none; call save() first");
    this.cells.set(this.saved);
    this.clearTables();
  }
  /** After BLOCKED, when the access is not under way: the next run begins as if its instruction had never begun. */
  cancelBlocked(): void { this.setI32(CPU.resume, 0); }

  /** State that decides the CPU's future, for hash and checkpoint: a copy. */
  stateBytes(): Uint8Array {
    this.code.mark(this.address);
    this.code.fpSettle(this.address);
    const bytes = new Uint8Array(this.memory.buffer, this.address, CPU.architecturalBytes).slice();
    // Cells that say nothing at present keep what engines left there.
    for (const cell of [...(this.inDelaySlot ? [] : [CPU.target]), this.i32(CPU.hp) ? CPU.pc : CPU.lineVa]) bytes.fill(0, cell, cell + 8);
    return bytes;
  }

  /** Cold reset (R10000 User's Manual, chapter 17), at time 0. */
  reset(config: bigint, prId: bigint): void {
    new Uint8Array(this.memory.buffer, this.address, CPU.architecturalBytes).fill(0);
    this.setI32(CPU.number, this.number);
    this.setI64(CPU.cp0 + 8 * 15, prId);
    this.setI64(CPU.cp0 + 8 * 16, config);
    this.setI64(CPU.timerAt, 1n << 62n);
    for (let n = 0; n <= RANDOM_TOP; n++) {
      this.setI64(CPU.tlbMatch + 8 * n, 0x100n);
      this.setI64(CPU.tlbMask + 8 * n, 0x100n);
    }
    this.setAccounting(0, 1, 1);
    this.setI64(CPU.cp0 + 8 * 12, 0x00400004n); // BEV, ERL
    this.setI32(CPU.mode, 2);
    this.setI32(CPU.careful, 0);
    this.setI32(CPU.currentClass, 1);
    this.pc = 0xffffffffbfc00000n;
    this.clearTables();
    this.code.modeChanged(this.address);
  }
}
