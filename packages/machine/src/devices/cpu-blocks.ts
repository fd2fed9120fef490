import { DEVICES, INTERRUPTS } from "@disco-vm/abi";
import type { Board } from "./board.ts";
import { port, type Access, type Port, type Reads, type Writes } from "./port.ts";

/** As a register has it: -1. */
const NONE = 0xffff_ffff_ffff_ffffn;

type Registers = typeof DEVICES.cpus.registers;

interface Block {
  pending: bigint;
  /** IP3 raised by a monitor's sendInterrupt, apart from the mask that guests see. */
  monitor: boolean;
  entry: bigint;
  argument: bigint;
  interval: number;
  /** Cycle of the next interval timer interrupt: an event with another time is stale. */
  next: number;
  timer: boolean;
  /** Addresses of pages whose misses have reached the threshold, and which software has not acknowledged. */
  hotPages: number[];
}

/** The registers that each CPU has outside itself: inter-processor interrupts, start, interval timer. */
export class CpuBlocks {
  private readonly blocks: Block[];
  readonly ports: readonly Port[];

  constructor(private readonly board: Board) {
    this.blocks = Array.from({ length: board.cpus }, () => ({
      pending: 0n, monitor: false, entry: 0n, argument: 0n, interval: 0, next: 0, timer: false, hotPages: [],
    }));
    this.ports = [
      port(DEVICES.cpus, board.cpus, ...this.registers((a) => a.block)),
      port(DEVICES.self, 1, ...this.registers((a) => a.cpu)),
    ];
  }

  /** A monitor's interrupt: the line IP3, without a bit in the mask. */
  monitorInterrupt(cpu: number, level: boolean): void {
    this.blocks[cpu]!.monitor = level;
    if (!level) this.blocks[cpu]!.pending = 0n;
    this.drive(cpu);
  }

  /** The CPU's misses to that page have reached the threshold. */
  hotPage(cpu: number, address: number): void {
    const { hotPages } = this.blocks[cpu]!;
    // Cleared and hot again before it was acknowledged, it is listed already.
    if (!hotPages.includes(address)) hotPages.push(address);
    this.driveHotPage(cpu);
  }

  /** The event "intervalTimer". */
  tick(cpu: number): void {
    const b = this.blocks[cpu]!;
    if (!b.interval || b.next !== this.board.now()) return;
    b.timer = true;
    this.arm(cpu);
    this.board.interrupt(cpu, INTERRUPTS.timer.ip, true);
  }

  state(): unknown {
    return this.blocks.map((b) => ({ ...b, hotPages: [...b.hotPages] }));
  }

  private registers(which: (a: Access) => number): [Reads<Registers>, Writes<Registers>] {
    const block = (a: Access): Block => this.blocks[which(a)]!;
    return [{
      number: which,
      count: () => this.board.cpus,
      ipiPending: (a) => block(a).pending,
      startEntry: (a) => block(a).entry,
      startArg: (a) => block(a).argument,
      timerInterval: (a) => block(a).interval,
      hotPage: (a) => block(a).hotPages[0] ?? NONE,
      node: (a) => this.board.nodeOf(which(a)),
    }, {
      ipiSet: (v, a) => { block(a).pending |= v; this.drive(which(a)); },
      ipiClear: (v, a) => { block(a).pending &= ~v; this.drive(which(a)); },
      startEntry: (v, a) => { block(a).entry = v; },
      startArg: (v, a) => { block(a).argument = v; },
      start: (_, a) => { this.board.start(which(a), block(a).entry, block(a).argument); },
      timerInterval: (v, a) => { block(a).interval = Number(v); if (v) this.arm(which(a)); },
      hotPageAck: (_, a) => { block(a).hotPages.shift(); this.driveHotPage(which(a)); },
      missesClear: (v) => this.board.clearMisses(Number(v)),
      timerAck: (_, a) => { block(a).timer = false; this.board.interrupt(which(a), INTERRUPTS.timer.ip, false); },
    }];
  }

  private drive(cpu: number): void {
    const b = this.blocks[cpu]!;
    this.board.interrupt(cpu, INTERRUPTS.ipi.ip, b.pending !== 0n || b.monitor);
  }

  private driveHotPage(cpu: number): void {
    this.board.interrupt(cpu, INTERRUPTS.hotPage.ip, this.blocks[cpu]!.hotPages.length > 0);
  }

  private arm(cpu: number): void {
    const b = this.blocks[cpu]!;
    b.next = this.board.now() + b.interval;
    this.board.post(b.next, "intervalTimer", cpu);
  }
}
