import type { Image } from "./boot.ts";

/**
 * The seam that a monitor plugs into. Software in kernel mode of the machine is either a guest on bare metal or a
 * monitor. A monitor claims the exception vectors; its MIPS code there enters TypeScript by `gate`, an instruction that
 * only kernel mode can execute.
 *
 * A handler decides atomically: its loads and stores see and change memory at once. It also leaves a record (accesses,
 * charges, locks), which the CPU then replays in time through its caches and the directory, holding the locks, before
 * the gate returns. Nothing a monitor does to the machine is free.
 */
export interface Monitor {
  readonly name: string;
  /** Called once at power-on: reserves memory, claims vectors, loads guests, sets the CPUs' first state. */
  boot(host: MonitorHost): void;
  /** A CPU executed `gate code`. Returns nothing to go on after the gate (or at `setPc`), or what to wait for. */
  gate(cpu: MonitorCpu, code: number): void | Wait;
  /** Counters for `--stats`, by VM; plain data. */
  statistics?(): unknown;
  /** Everything that decides the monitor's future and is not in simulated memory; plain data, for hash and checkpoint. */
  state?(): unknown;
  /** Checks every invariant; a list of violations, empty when all hold. Called in audit mode and at the end. */
  audit?(host: MonitorHost): readonly string[];
}

/**
 * The handler cannot go on yet: the same gate is entered again, with the same code and the same `MonitorCpu`, when one
 * of the conditions given holds. `until`: the doubleword at that machine address, under the mask, equals the value
 * (another CPU's handler stores it); the time goes to class monitor. `interrupt`: an interrupt line is pending, masked or not;
 * alone it is idle time. Two CPUs that wait for each other's handlers need both, or they wait for ever.
 */
export type Wait =
  | { readonly until: WaitCondition; readonly interrupt?: boolean }
  | { readonly interrupt: true };

export interface WaitCondition {
  readonly address: number;
  readonly mask: bigint;
  readonly value: bigint;
}

/** One TLB entry as the R10000's EntryHi, EntryLo0, EntryLo1 and PageMask registers give it. */
export interface TlbEntry {
  readonly entryHi: bigint;
  readonly entryLo0: bigint;
  readonly entryLo1: bigint;
  readonly pageMask: bigint;
}

/** What a handler may do to the CPU that entered it. Machine addresses are plain numbers below 2^40. */
export interface MonitorCpu {
  readonly number: number;
  readonly node: number;
  /** Cycles since power-on, at the gate. */
  readonly now: number;

  // Registers of the CPU as they are (what the vectors saved is in memory).
  gpr(n: number): bigint;
  setGpr(n: number, value: bigint): void;
  cp0(n: number): bigint;
  setCp0(n: number, value: bigint): void;
  pc(): bigint;
  setPc(value: bigint): void;

  // Memory, by machine address, recorded and replayed through this CPU's caches.
  load64(address: number): bigint;
  store64(address: number, value: bigint): void;
  load32(address: number): number;
  store32(address: number, value: number): void;
  /** Bytes of a guest (console output, an image): one recorded access a cache line. */
  loadBytes(address: number, length: number): Uint8Array;
  storeBytes(address: number, bytes: Uint8Array): void;

  /** Executes for this many instructions (one cycle each). */
  charge(instructions: number): void;
  /** Holds the named lock from here to `unlock` or the end of the handler; replay waits for other holders. */
  lock(name: string): void;
  unlock(name: string): void;

  // The TLB: neither recorded nor charged, since these are instructions of the handler (`charge` them).
  tlb(index: number): TlbEntry;
  writeTlb(index: number, entry: TlbEntry): void;
  /** Index of the entry that matches EntryHi's VPN and ASID, or -1 (TLBP). */
  probeTlb(entryHi: bigint): number;
  /** The value the Random register has now. */
  random(): number;
  /** Raises interrupt line IP3 of another CPU, after the interconnect's latency. */
  sendInterrupt(cpu: number): void;
  /** Lowers this CPU's own IP3, which stays up from an interrupt's arrival until here. */
  clearInterrupt(): void;
  /** Which counter `class` this CPU's supervisor and user mode cycles go to from now on. */
  account(user: CycleClass, supervisor: CycleClass): void;
  /** Cycles of class monitor until the gate. */
  readonly monitorCycles: number;
  /** TLB and XTLB refill exceptions this CPU has taken. */
  readonly refills: number;
}
export type CycleClass = "user" | "kernel" | "monitor";

/** What a monitor may do to the machine as a whole, at boot and from a handler. */
export interface MonitorHost {
  readonly cpus: readonly MonitorCpu[];
  readonly nodes: number;
  /**
   * Bytes of memory of each node; node n owns machine addresses [n * memoryPerNode, (n + 1) * memoryPerNode), as long
   * as all memory lies below the devices (384 MB); what lies beyond is shifted: see `machineAddress`.
   */
  readonly memoryPerNode: number;
  /** The machine address of the byte at that offset into all of RAM, which skips the devices' window. */
  machineAddress(offset: number): number;
  readonly pageBytes: 4096;
  /** Interconnect distance, for placement decisions. */
  hops(from: number, to: number): number;
  /**
   * Installs vector code on every node at offsets 0x000 (TLB refill), 0x080 (XTLB refill), 0x100 (cache error), 0x180
   * (general): each a block of at most 0x80 bytes (0x180: up to the end of the 64 KB alias). Without code, each vector
   * is `gate offset / 0x80; eret`.
   */
  claimVectors(code?: ReadonlyMap<number, Uint32Array>): void;
  /** Memory as it is, not recorded: for boot and audit. A handler may read here (audit), and is refused to write. */
  readonly memory: {
    read64(address: number): bigint;
    write64(address: number, value: bigint): void;
    readBytes(address: number, length: number): Uint8Array;
    writeBytes(address: number, bytes: Uint8Array): void;
  };
  /**
   * Loads a guest image and its device tree into what will be guest-physical 0 .. bytes. `place` maps a guest-physical
   * page number to a machine page address; it is asked once for each page that holds bytes of the file or of the device
   * tree, and for no other. The device tree lies at the end of guest-physical memory.
   */
  loadGuest(image: Uint8Array | Image, guest: {
    readonly bytes: number;
    readonly cpus: number;
    readonly arguments: string;
    /** Virtual address of guest-physical 0 (0xC0000000 for a guest in the supervisor segment). */
    readonly base: bigint;
    readonly place: (guestPage: number) => number;
  }): { readonly entry: bigint; readonly deviceTree: bigint };
  /** Starts a CPU that has been halted since power-on: at its pc, or with these registers set, by number. */
  start(cpu: number, at?: { readonly pc: bigint; readonly gpr?: Readonly<Record<number, bigint>>; readonly cp0?: Readonly<Record<number, bigint>> }): void;
  console(bytes: Uint8Array): void;
  /** A byte typed at the console, or -1. */
  consoleInput(): number;
  powerOff(code: number): void;
  /** Ends the run as a guest deadlock: every virtual CPU is idle and nothing can wake one. */
  deadlock(message: string): void;
  /** A marker in the event trace, as the annotation device makes. */
  annotate(cpu: number, value: bigint): void;
  /** L2 misses of each node's CPU to a page since they were last cleared (FLASH's per-page counters). */
  missCount(address: number, cpu: number): number;
  clearMissCounts(address: number): void;
}
