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
  hotPage: { offset: 0x58, bytes: 8, access: "r", doc: "physical address of the oldest page whose misses by this CPU have reached the threshold; -1: none" },
  hotPageAck: { offset: 0x60, bytes: 8, access: "w", doc: "any store forgets that page; IP5 is up while there is one" },
  missesClear: { offset: 0x68, bytes: 8, access: "w", doc: "all CPUs' misses to the page at that physical address are counted from 0 again" },
  node: { offset: 0x50, bytes: 8, access: "r", doc: "number of the node this CPU belongs to" },
} as const satisfies Record<string, Register>;

/** A virtio-mmio register of 32 bits; read and written little-endian, so a big-endian CPU swaps the bytes. */
const virtio = <A extends Register["access"]>(offset: number, access: A, doc: string) => ({ offset, bytes: 4, access, doc }) as const;

/** Virtual I/O Device (VIRTIO) Version 1.2, section 4.2.2, and the block device's configuration, section 5.2.4. */
const VIRTIO_BLOCK_REGISTERS = {
  magicValue: virtio(0x000, "r", "0x74726976"),
  version: virtio(0x004, "r", "2"),
  deviceId: virtio(0x008, "r", "2, a block device; 0: no disk here"),
  vendorId: virtio(0x00c, "r", "0x44495343"),
  deviceFeatures: virtio(0x010, "r", "32 of the device's features"),
  deviceFeaturesSel: virtio(0x014, "w", "which 32"),
  driverFeatures: virtio(0x020, "w", "32 of the features that the driver takes"),
  driverFeaturesSel: virtio(0x024, "w", "which 32"),
  queueSel: virtio(0x030, "w", "queue that the next registers are about; there is one, 0"),
  queueNumMax: virtio(0x034, "r", "entries of that queue at most"),
  queueNum: virtio(0x038, "w", "entries of that queue"),
  queueReady: virtio(0x044, "rw", "1: the queue may be used"),
  queueNotify: virtio(0x050, "w", "there is something in the queue of that number"),
  interruptStatus: virtio(0x060, "r", "bit 0: the used ring has grown; IP6 is up while this is not 0"),
  interruptAck: virtio(0x064, "w", "these bits have been dealt with"),
  status: virtio(0x070, "rw", "device status; 0 resets"),
  queueDescLow: virtio(0x080, "w", "physical address of the descriptors"),
  queueDescHigh: virtio(0x084, "w", "upper half"),
  queueDriverLow: virtio(0x090, "w", "physical address of the available ring"),
  queueDriverHigh: virtio(0x094, "w", "upper half"),
  queueDeviceLow: virtio(0x0a0, "w", "physical address of the used ring"),
  queueDeviceHigh: virtio(0x0a4, "w", "upper half"),
  configGeneration: virtio(0x0fc, "r", "0: the configuration never changes"),
  capacityLow: virtio(0x100, "r", "sectors of 512 bytes"),
  capacityHigh: virtio(0x104, "r", "upper half"),
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
  disks: {
    base: 0x1f03_0000,
    bytes: 0x4000,
    stride: 0x400,
    compatible: "virtio,mmio",
    doc: "disks: virtio-mmio block devices, one block of registers each; interrupt on IP6 of CPU 0",
    source: "Virtual I/O Device (VIRTIO) Version 1.2, sections 4.2.2 and 5.2.4",
    registers: VIRTIO_BLOCK_REGISTERS,
  },
} as const satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;

/** CPUs of a machine at most: a mask of CPUs is a doubleword, and guests' tables are this long. */
export const MAX_CPUS = 64;

/** Disks that the registers have room for. */
export const MAX_DISKS = DEVICES.disks.bytes / DEVICES.disks.stride;
