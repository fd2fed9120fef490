import { DEVICES, INTERRUPTS } from "@disco-vm/abi";
import { CYCLES_PER_SECOND } from "../time.ts";
import type { Board } from "./board.ts";
import { port, type Port } from "./port.ts";

/** Where console output goes to and input comes from. Input decides the run: the same bytes at the same calls, the same run. */
export interface ConsoleEnds {
  readonly write: (bytes: Uint8Array) => void;
  /** The next byte typed, -1 when there is none yet, or undefined when none will ever come. */
  readonly read?: () => number | undefined;
}

// Bits that packages/abi does not name. PC16550D data sheet, sections 8.3 to 8.7.
const LSR = { dataReady: 0x01, overrun: 0x02, thrEmpty: 0x20, transmitterEmpty: 0x40 } as const;
const IER = { received: 0x01, thrEmpty: 0x02, lineStatus: 0x04, modemStatus: 0x08 } as const;
const IIR = { none: 0x01, thrEmpty: 0x02, received: 0x04, lineStatus: 0x06, timeout: 0x0c, fifos: 0xc0 } as const;
const FCR = { enable: 0x01, clearReceive: 0x02, trigger: 0xc0 } as const;
const LCR_DLAB = 0x80;
const MCR_LOOP = 0x10;
const FIFO_BYTES = 16;
const TRIGGER = [1, 4, 8, 14] as const;
/** How often an armed receiver looks for input: 1 ms of simulated time. */
const POLL_CYCLES = CYCLES_PER_SECOND / 1000;
/** The console's line goes to CPU 0. */
const CONSOLE_CPU = 0;

/**
 * The ns16550A. A byte stored to THR is out at once, so the transmitter is always empty; there is no baud rate, no
 * framing error, no modem: MSR says CTS, DSR and DCD are up. The character timeout has passed as soon as a byte waits.
 */
export class Console {
  private ier = 0;
  private lcr = 0;
  private mcr = 0;
  private scr = 0;
  private divisor = 1;
  private fifoEnabled = false;
  private trigger = 1;
  private overrun = false;
  /** The THR-empty interrupt: set when the transmitter becomes empty or is enabled, cleared by reading IIR or storing THR. */
  private thrInterrupt = false;
  private readonly received: number[] = [];
  private level = false;
  private polling = false;
  private ended: boolean;
  readonly port: Port;

  constructor(private readonly board: Board, private readonly ends: ConsoleEnds) {
    this.ended = !ends.read;
    this.port = port(DEVICES.console, 1, {
      rbr: () => (this.lcr & LCR_DLAB ? this.divisor & 0xff : this.receive()),
      ier: () => (this.lcr & LCR_DLAB ? this.divisor >> 8 : this.ier),
      iir: () => this.identify(),
      lcr: () => this.lcr,
      mcr: () => this.mcr,
      lsr: () => this.lineStatus(),
      msr: () => this.modemStatus(),
      scr: () => this.scr,
    }, {
      thr: (v) => (this.lcr & LCR_DLAB ? void (this.divisor = (this.divisor & 0xff00) | Number(v)) : this.transmit(Number(v))),
      ier: (v) => (this.lcr & LCR_DLAB ? void (this.divisor = (this.divisor & 0xff) | (Number(v) << 8)) : this.enable(Number(v))),
      fcr: (v) => this.controlFifo(Number(v)),
      lcr: (v) => void (this.lcr = Number(v)),
      mcr: (v) => void (this.mcr = Number(v) & 0x1f),
      scr: (v) => void (this.scr = Number(v)),
    });
  }

  /** The event "consolePoll". */
  poll(): void {
    this.polling = false;
    if (this.ier & IER.received) this.accept();
    this.update();
  }

  state(): unknown {
    return {
      ier: this.ier, lcr: this.lcr, mcr: this.mcr, scr: this.scr, divisor: this.divisor, fifoEnabled: this.fifoEnabled,
      trigger: this.trigger, overrun: this.overrun, thrInterrupt: this.thrInterrupt, received: [...this.received],
      level: this.level, polling: this.polling, ended: this.ended,
    };
  }

  private transmit(byte: number): void {
    if (this.mcr & MCR_LOOP) this.push(byte);
    else this.ends.write(Uint8Array.of(byte));
    this.thrInterrupt = true;
    this.update();
  }

  private receive(): number {
    this.accept();
    const byte = this.received.shift() ?? 0;
    this.update();
    return byte;
  }

  /** Takes what was typed while there is room for it. */
  private accept(): void {
    if (this.mcr & MCR_LOOP) return;
    while (!this.ended && this.received.length < (this.fifoEnabled ? FIFO_BYTES : 1)) {
      const byte = this.ends.read?.();
      if (byte === undefined) this.ended = true;
      else if (byte < 0) break;
      else this.received.push(byte & 0xff);
    }
  }

  private push(byte: number): void {
    if (this.received.length < (this.fifoEnabled ? FIFO_BYTES : 1)) this.received.push(byte & 0xff);
    else this.overrun = true;
  }

  private enable(value: number): void {
    if (value & IER.thrEmpty && !(this.ier & IER.thrEmpty)) this.thrInterrupt = true;
    this.ier = value & 0x0f;
    if (this.ier & IER.received) this.accept();
    this.update();
  }

  private controlFifo(value: number): void {
    const enabled = (value & FCR.enable) !== 0;
    if (value & FCR.clearReceive || enabled !== this.fifoEnabled) this.received.length = 0;
    this.fifoEnabled = enabled;
    this.trigger = enabled ? TRIGGER[((value & FCR.trigger) >> 6) as 0 | 1 | 2 | 3] : 1;
    this.update();
  }

  private lineStatus(): number {
    this.accept();
    const status = LSR.thrEmpty | LSR.transmitterEmpty | (this.received.length ? LSR.dataReady : 0) | (this.overrun ? LSR.overrun : 0);
    this.overrun = false;
    this.update();
    return status;
  }

  /** In loop-back the modem's inputs are the outputs RTS, DTR, OUT1, OUT2 (data sheet, section 8.7). */
  private modemStatus(): number {
    if (!(this.mcr & MCR_LOOP)) return 0xb0;
    return ((this.mcr & 0x02) << 3) | ((this.mcr & 0x01) << 5) | ((this.mcr & 0x04) << 4) | ((this.mcr & 0x08) << 4);
  }

  private pending(): number {
    if (this.ier & IER.lineStatus && this.overrun) return IIR.lineStatus;
    if (this.ier & IER.received && this.received.length >= this.trigger) return IIR.received;
    if (this.ier & IER.received && this.received.length > 0) return IIR.timeout;
    if (this.ier & IER.thrEmpty && this.thrInterrupt) return IIR.thrEmpty;
    return IIR.none;
  }

  private identify(): number {
    const source = this.pending();
    if (source === IIR.thrEmpty) this.thrInterrupt = false;
    this.update();
    return source | (this.fifoEnabled ? IIR.fifos : 0);
  }

  private update(): void {
    const level = this.pending() !== IIR.none;
    if (level !== this.level) this.board.interrupt(CONSOLE_CPU, INTERRUPTS.console.ip, (this.level = level));
    if (this.ier & IER.received && !this.polling && !this.ended) {
      this.polling = true;
      this.board.post(this.board.now() + POLL_CYCLES, "consolePoll", 0);
    }
  }
}
