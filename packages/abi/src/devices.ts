/**
 * Devices and their registers, at physical addresses. Registers are big-endian and must be accessed with exactly their
 * size; another size, or another address in the window, is a bus error.
 */

export interface Register {
  readonly offset: number;
  readonly bytes: 1 | 4 | 8;
  readonly access: "r" | "w" | "rw";
  readonly doc: string;
  /** Single-bit flags: bit number by name. */
  readonly bits?: Readonly<Record<string, number>>;
}

export interface Device {
  readonly base: number;
  readonly bytes: number;
  /** Device tree `compatible` string. */
  readonly compatible: string;
  readonly doc: string;
  readonly source: string;
  /** Distance between one CPU's registers and the next one's, for the device that has a block per CPU. */
  readonly stride?: number;
  readonly registers: Readonly<Record<string, Register>>;
}

const OURS = "this project";

/** One CPU's block: the same registers by CPU number (`cpus`) and for the accessing CPU (`self`). */
const CPU_REGISTERS = {
  number: { offset: 0x00, bytes: 8, access: "r", doc: "number of this block's CPU, from 0" },
  count: { offset: 0x08, bytes: 8, access: "r", doc: "CPUs in the machine" },
  ipiSet: { offset: 0x10, bytes: 8, access: "w", doc: "ORed into this CPU's pending mask; IP3 is up while the mask is not 0" },
  ipiClear: { offset: 0x18, bytes: 8, access: "w", doc: "these bits are removed from the pending mask" },
  ipiPending: { offset: 0x20, bytes: 8, access: "r", doc: "the pending mask" },
  startEntry: { offset: 0x28, bytes: 8, access: "rw", doc: "virtual address at which the halted CPU will start" },
  startArg: { offset: 0x30, bytes: 8, access: "rw", doc: "what it will find in a0" },
  start: { offset: 0x38, bytes: 8, access: "w", doc: "any store releases the halted CPU; without effect on a running one" },
  timerInterval: { offset: 0x40, bytes: 8, access: "rw", doc: "CPU cycles between interval timer interrupts (IP4); 0 = off" },
  timerAck: { offset: 0x48, bytes: 8, access: "w", doc: "any store lowers IP4" },
  node: { offset: 0x50, bytes: 8, access: "r", doc: "number of the node this CPU belongs to" },
} as const satisfies Record<string, Register>;

export const DEVICES = {
  console: {
    base: 0x1f00_0000,
    bytes: 0x1000,
    compatible: "ns16550a",
    doc: "serial console, byte registers at stride 1; interrupt on IP2",
    source: "National Semiconductor PC16550D data sheet, table II",
    registers: {
      rbr: { offset: 0, bytes: 1, access: "r", doc: "receive buffer; with LCR.DLAB divisor latch low" },
      thr: { offset: 0, bytes: 1, access: "w", doc: "transmit holding; with LCR.DLAB divisor latch low" },
      ier: { offset: 1, bytes: 1, access: "rw", doc: "interrupt enable; with LCR.DLAB divisor latch high", bits: { erbfi: 0, etbei: 1, elsi: 2, edssi: 3 } },
      iir: { offset: 2, bytes: 1, access: "r", doc: "interrupt identification" },
      fcr: { offset: 2, bytes: 1, access: "w", doc: "FIFO control", bits: { enable: 0, clearReceive: 1, clearTransmit: 2 } },
      lcr: { offset: 3, bytes: 1, access: "rw", doc: "line control", bits: { dlab: 7 } },
      mcr: { offset: 4, bytes: 1, access: "rw", doc: "modem control", bits: { loop: 4 } },
      lsr: { offset: 5, bytes: 1, access: "r", doc: "line status", bits: { dataReady: 0, overrun: 1, thrEmpty: 5, transmitterEmpty: 6 } },
      msr: { offset: 6, bytes: 1, access: "r", doc: "modem status" },
      scr: { offset: 7, bytes: 1, access: "rw", doc: "scratch" },
    },
  },
  power: {
    base: 0x1f00_1000,
    bytes: 0x1000,
    compatible: "disco,power",
    doc: "power switch",
    source: OURS,
    registers: {
      off: { offset: 0, bytes: 4, access: "w", doc: "powers the machine off; the low byte is the exit code" },
    },
  },
  annotation: {
    base: 0x1f00_2000,
    bytes: 0x1000,
    compatible: "disco,annotation",
    doc: "marks an event in the trace: begin and end of a region, or a point in time; see ANNOTATIONS",
    source: OURS,
    registers: {
      mark: { offset: 0, bytes: 8, access: "w", doc: "kind in the upper word, identifier in the lower" },
    },
  },
  rtc: {
    base: 0x1f00_3000,
    bytes: 0x1000,
    compatible: "disco,rtc",
    doc: "clock",
    source: OURS,
    registers: {
      time: { offset: 0, bytes: 8, access: "r", doc: "nanoseconds of simulated time since power-on" },
    },
  },
  cpus: {
    base: 0x1f01_0000,
    bytes: 0x1_0000,
    stride: 0x100,
    compatible: "disco,cpus",
    doc: "one block of registers per CPU: start, inter-processor interrupts, interval timer",
    source: OURS,
    registers: CPU_REGISTERS,
  },
  self: {
    base: 0x1f02_0000,
    bytes: 0x1000,
    compatible: "disco,cpu-self",
    doc: "the accessing CPU's own block of `cpus`",
    source: OURS,
    registers: CPU_REGISTERS,
  },
} as const satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;

/** CPUs that the block of registers has room for. */
export const MAX_CPUS = DEVICES.cpus.bytes / DEVICES.cpus.stride;
