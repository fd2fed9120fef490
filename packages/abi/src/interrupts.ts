/** Interrupt lines: bit 8 + ip of Cause and Status. IP0 and IP1 are the R10000's software interrupts. */

export interface InterruptLine {
  readonly ip: 2 | 3 | 4 | 5 | 6 | 7;
  readonly doc: string;
}

export const INTERRUPTS = {
  console: { ip: 2, doc: "console: byte received or transmitter empty, as enabled in IER" },
  ipi: { ip: 3, doc: "inter-processor interrupt: the CPU's pending mask is not 0" },
  timer: { ip: 4, doc: "interval timer of this CPU" },
  hotPage: { ip: 5, doc: "a page's miss counter has reached its threshold" },
  io: { ip: 6, doc: "disks and network" },
  count: { ip: 7, doc: "CP0: Count = Compare, or a performance counter overflowed" },
} as const satisfies Record<string, InterruptLine>;
