/** Our side: one CPU on flat RAM that the interpreter takes through a program one instruction at a time. */
import { BUS_ERROR, FlatSystem, STATUS } from "../../src/index.ts";
import { CPU } from "../../src/layout.ts";
import { RAM_BYTES } from "./layout.ts";
import type { LockstepProgram } from "./program.ts";
import { SLOT, type State } from "./state.ts";

/** BEV and ERL, as reset leaves them. */
const STATUS_AT_RESET = 0x400004n;
const cp0 = (n: number): number => CPU.cp0 + 8 * n;

export class Ours {
  private readonly system: FlatSystem = FlatSystem.createSync({
    tier: 0, ramBytes: RAM_BYTES, gate: false,
    host: {
      uncachedLoad: (_, pa, size) => this.uncached(pa, size, (view, at) => this.cpu.setIoValue(
        size === 1 ? BigInt(view.getUint8(at)) : size === 2 ? BigInt(view.getUint16(at)) : size === 4 ? BigInt(view.getUint32(at)) : view.getBigUint64(at))),
      uncachedStore: (_, pa, size, value) => this.uncached(pa, size, (view, at) => {
        for (let n = size - 1; n >= 0; n--, value >>= 8n) view.setUint8(at + n, Number(value & 0xffn));
      }, true),
    },
  });
  readonly cpu = this.system.cpu;
  private readonly cells = new Int32Array(this.system.memory.buffer, this.cpu.address, CPU.tables / 4);

  private readonly ram = new Int32Array(this.system.memory.buffer);

  private uncached(pa: number, size: number, access: (view: DataView, at: number) => void, store = false): number {
    if (pa + size > RAM_BYTES) return BUS_ERROR;
    const bytes = this.system.read(BigInt(pa), size);
    access(new DataView(bytes.buffer), 0);
    if (store) this.system.write(BigInt(pa), bytes);
    return 0;
  }

  load(program: LockstepProgram): void {
    const { cpu } = this;
    cpu.reset(0x6c01a003n, 0x0925n);
    this.system.write(0n, program.image);
    cpu.setCp0(12, STATUS_AT_RESET);
    cpu.pc = program.start;
  }
  step(): void {
    this.system.core.run(0, this.cpu.cycle + 1);
  }
  read(into: State): void {
    const { cells } = this, { words } = into;
    words.set(cells.subarray(CPU.gpr / 4, CPU.gpr / 4 + 64), 2 * SLOT.gpr);
    const fcsr = this.cpu.fcsr; // settles what is pending
    words.set(cells.subarray(CPU.fpr / 4, CPU.fpr / 4 + 64), 2 * SLOT.fpr);
    const pair = (slot: number, cell: number): void => {
      words[2 * slot] = cells[cell / 4]!;
      words[2 * slot + 1] = cells[cell / 4 + 1]!; // cells of the struct
    };
    pair(SLOT.hi, CPU.hi);
    pair(SLOT.lo, CPU.lo);
    pair(SLOT.status, cp0(12));
    pair(SLOT.cause, cp0(13));
    pair(SLOT.epc, cp0(14));
    into.set(SLOT.pc, this.cpu.pc);
    into.set(SLOT.fcsr, BigInt(fcsr));
    into.set(SLOT.inSlot, this.cpu.inDelaySlot ? 1n : 0n);
  }
  /** Makes these slots what they are in `from`. */
  adopt(slots: readonly number[], from: State): void {
    const { cpu } = this;
    for (const slot of slots) {
      const v = from.get(slot);
      if (slot < SLOT.fpr) cpu.setGpr(slot, v);
      else if (slot < SLOT.hi) cpu.setFpr(slot - SLOT.fpr, v);
      else if (slot === SLOT.hi) cpu.hi = v;
      else if (slot === SLOT.lo) cpu.lo = v;
      else if (slot === SLOT.pc) cpu.pc = v;
      else if (slot === SLOT.fcsr) cpu.fcsr = Number(v);
      else if (slot === SLOT.epc) cpu.setCp0(14, v);
      else if (slot === SLOT.status) cpu.setCp0(12, v | BigInt(STATUS.xx >>> 0));
      else if (slot === SLOT.cause) this.poke(13, BigInt.asIntN(32, v));
      else if (slot === SLOT.inSlot && v === 0n) cpu.pc = this.cpu.pc; // forgets the branch
      else throw new Error(`Ours.adopt: slot ${slot} cannot be set`);
    }
  }
  cp0(register: number): bigint {
    return this.cpu.cp0(register);
  }
  /** Writes a CP0 register, its read-only bits too. */
  poke(register: number, v: bigint): void {
    this.cells[cp0(register) / 4] = Number(BigInt.asIntN(32, v));
    this.cells[cp0(register) / 4 + 1] = Number(BigInt.asIntN(32, v >> 32n));
  }
  /** The word at a physical address. */
  word(physical: number): number {
    return this.ram[((this.system.ramBase + physical) ^ 4) >> 2]! >>> 0; // RAM holds big-endian doublewords in the host's order
  }
  memory(): Uint8Array {
    return this.system.read(0n, RAM_BYTES);
  }
}
