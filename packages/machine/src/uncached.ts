import { BLOCKED, BUS_ERROR } from "@disco-vm/mips";
import { KIND, type Kind } from "./cpu-state.ts";
import type { Bus } from "./devices/bus.ts";
import { invariant } from "./errors.ts";

/** Bytes of an uncached access; SWL and its kind store any number within an aligned word or doubleword. */
export type Size = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** An uncached access under way: asked for, then answered; the CPU takes the answer when it executes the access again. */
export interface Latch {
  phase: "none" | "asked" | "travelling" | "answered";
  store: boolean;
  physical: number;
  size: Size;
  /** What is to be stored, or what was loaded, zero-extended. */
  value: bigint;
  busError: boolean;
  /** Node it went to. */
  home: number;
}

interface Around {
  /** Hands a loaded value to the CPU. */
  deliver(cpu: number, value: bigint): void;
  /** The node that an access goes to. */
  homeOf(physical: number, cpu: number): number;
}

/**
 * Uncached accesses of each CPU, one at a time. The first execution of the instruction only asks, and the CPU blocks;
 * the device acts in an event when the request has arrived; the second execution takes the latched answer.
 */
export class Uncached {
  readonly latches: Latch[];
  private around!: Around; // connect comes before anything runs

  constructor(cpus: number) {
    this.latches = Array.from({ length: cpus }, () => ({
      phase: "none", store: false, physical: 0, size: 4, value: 0n, busError: false, home: 0,
    }));
  }

  connect(around: Around): void {
    this.around = around;
  }

  load(cpu: number, physical: number, size: Size): number {
    const l = this.latches[cpu]!;
    if (l.phase === "none") return this.ask(cpu, false, physical, size, 0n);
    this.expect(l, cpu, false, physical, size);
    l.phase = "none";
    if (l.busError) return BUS_ERROR;
    this.around.deliver(cpu, l.value);
    return 0;
  }

  store(cpu: number, physical: number, size: Size, value: bigint): number {
    const l = this.latches[cpu]!;
    if (l.phase === "none") return this.ask(cpu, true, physical, size, BigInt.asUintN(size * 8, value));
    this.expect(l, cpu, true, physical, size);
    l.phase = "none";
    return l.busError ? BUS_ERROR : 0;
  }

  state(): unknown {
    return this.latches.map((l) => (l.phase === "none" ? null : { ...l }));
  }

  /** Whether the CPU has come to an uncached access, which has not gone out. */
  asks(cpu: number): boolean {
    return this.latches[cpu]!.phase === "asked";
  }

  /** Whether the CPU neither asks nor waits, nor has yet to take an answer. */
  quiet(cpu: number): boolean {
    return this.latches[cpu]!.phase === "none";
  }

  /** The CPU has not come to its access after all. */
  cancel(cpu: number): void {
    if (this.asks(cpu)) this.latches[cpu]!.phase = "none";
  }

  /** The access goes out; returns the node it goes to. */
  send(cpu: number): number {
    const l = this.latches[cpu]!;
    l.phase = "travelling";
    return l.home;
  }

  /** The access has arrived, and is done; returns the physical address of a store. */
  arrive(cpu: number, bus: Bus): number | undefined {
    const l = this.latches[cpu]!;
    l.phase = "answered";
    if (l.store) {
      l.busError = !bus.store(l.physical, l.size, l.value, cpu);
      return l.physical;
    }
    const value = bus.load(l.physical, l.size, cpu);
    l.busError = value === undefined;
    l.value = value ?? 0n;
    return undefined;
  }

  /** How the time counts that the CPU waits. */
  kind(cpu: number): Kind {
    return this.latches[cpu]!.home === cpu ? KIND.stallLocal : KIND.stallRemote;
  }

  private ask(cpu: number, store: boolean, physical: number, size: Size, value: bigint): number {
    Object.assign(this.latches[cpu]!, { phase: "asked", store, physical, size, value, busError: false, home: this.around.homeOf(physical, cpu) });
    return BLOCKED;
  }

  private expect(l: Latch, cpu: number, store: boolean, physical: number, size: Size): void {
    invariant(l.phase === "answered" && l.store === store && l.physical === physical && l.size === size,
      `Uncached: CPU ${cpu} was to execute its access to 0x${l.physical.toString(16)} again (${l.phase}), ` +
      `and executed one to 0x${physical.toString(16)}`);
  }
}
