import { MachineError } from "../errors.ts";
import type { CycleClass, MonitorCpu, TlbEntry } from "../monitor.ts";
import { OP, type Recording } from "./record.ts";
import type { Locks } from "./locks.ts";

/** The registers and TLB of a CPU, as packages/mips offers them. */
export interface Processor {
  cycle: number;
  pc: bigint;
  gpr(n: number): bigint;
  setGpr(n: number, value: bigint): void;
  cp0(n: number): bigint;
  setCp0(n: number, value: bigint): void;
  tlb(index: number): TlbEntry;
  writeTlb(index: number, entry: TlbEntry): void;
  probeTlb(entryHi: bigint): number;
  setAccounting(user: number, supervisor: number, kernel: number): void;
  cycles(cls: number, kind: number): number;
  readonly refills: number;
}

/** Counter classes as packages/mips numbers them. */
export const CLASS = { user: 0, kernel: 1, monitor: 2 } as const satisfies Record<CycleClass, number>;

/** What a handler's accesses reach, by machine address. */
export interface HandlerMemory {
  read64(address: number): bigint;
  write64(address: number, value: bigint): void;
  read32(address: number): number;
  write32(address: number, value: number): void;
  readBytes(address: number, length: number): Uint8Array;
  writeBytes(address: number, bytes: Uint8Array): void;
}

/** CP0 register number. */
const RANDOM = 1;

/** A CPU as its handler sees it: effects at once, and a record of what they cost. */
export class RecordingCpu implements MonitorCpu {
  private readonly held: number[] = [];

  constructor(
    readonly number: number,
    readonly node: number,
    private readonly cpu: Processor,
    private readonly memory: HandlerMemory,
    private readonly locks: Locks,
    private readonly record: Recording,
    private readonly lineBytes: number,
    private readonly lowerInterrupt: () => void,
  ) {}

  get now(): number { return this.cpu.cycle; }
  get monitorCycles(): number {
    return this.cpu.cycles(CLASS.monitor, 0) + this.cpu.cycles(CLASS.monitor, 1) + this.cpu.cycles(CLASS.monitor, 2);
  }
  get refills(): number { return this.cpu.refills; }

  gpr(n: number): bigint { return this.cpu.gpr(n); }
  setGpr(n: number, value: bigint): void { this.cpu.setGpr(n, value); }
  cp0(n: number): bigint { return this.cpu.cp0(n); }
  setCp0(n: number, value: bigint): void { this.cpu.setCp0(n, value); }
  pc(): bigint { return this.cpu.pc; }
  setPc(value: bigint): void { this.cpu.pc = value; }
  tlb(index: number): TlbEntry { return this.cpu.tlb(index); }
  writeTlb(index: number, entry: TlbEntry): void { this.cpu.writeTlb(index, entry); }
  probeTlb(entryHi: bigint): number { return this.cpu.probeTlb(entryHi); }
  random(): number { return Number(this.cpu.cp0(RANDOM) & 63n); }
  account(user: CycleClass, supervisor: CycleClass): void {
    this.cpu.setAccounting(CLASS[user], CLASS[supervisor], CLASS.monitor);
  }

  load64(address: number): bigint {
    this.record.add(OP.load, address);
    return this.memory.read64(address);
  }
  store64(address: number, value: bigint): void {
    this.record.add(OP.store, address);
    this.memory.write64(address, value);
  }
  load32(address: number): number {
    this.record.add(OP.load, address);
    return this.memory.read32(address);
  }
  store32(address: number, value: number): void {
    this.record.add(OP.store, address);
    this.memory.write32(address, value);
  }
  loadBytes(address: number, length: number): Uint8Array {
    this.eachLine(OP.load, address, length);
    return this.memory.readBytes(address, length);
  }
  storeBytes(address: number, bytes: Uint8Array): void {
    this.eachLine(OP.store, address, bytes.length);
    this.memory.writeBytes(address, bytes);
  }

  charge(instructions: number): void {
    if (!Number.isInteger(instructions) || instructions < 0)
      throw new MachineError("monitor-misuse", `charge: expected a whole number of instructions, got ${instructions}; round it`);
    if (instructions) this.record.add(OP.charge, instructions);
  }

  lock(name: string): void {
    const index = this.locks.index(name);
    if (this.held.includes(index))
      throw new MachineError("monitor-misuse", `lock: expected a lock that this handler does not hold, got "${name}"; unlock it first`);
    this.held.push(index);
    this.record.add(OP.lock, index);
  }
  unlock(name: string): void {
    const at = this.held.indexOf(this.locks.index(name));
    if (at < 0)
      throw new MachineError("monitor-misuse", `unlock: expected a lock that this handler holds, got "${name}"; lock it first`);
    this.record.add(OP.unlock, this.held.splice(at, 1)[0]!); // `at` is inside
  }

  sendInterrupt(cpu: number): void { this.record.add(OP.interrupt, cpu); }
  clearInterrupt(): void { this.lowerInterrupt(); }

  /** The handler has returned: locks it still holds are released at the end of its record. */
  close(): void {
    for (const index of this.held.splice(0).reverse()) this.record.add(OP.unlock, index);
  }

  private eachLine(op: typeof OP.load | typeof OP.store, address: number, length: number): void {
    if (length <= 0) return;
    const last = address + length - 1;
    for (let at = address; at <= last; at = Math.floor(at / this.lineBytes + 1) * this.lineBytes) this.record.add(op, at);
  }
}
