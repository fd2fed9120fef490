/** One entry into the monitor on one CPU: the recorded memory, the charges, and what the handler has decided so far. */
import type { MonitorCpu, Wait } from "@disco-vm/machine";
import { invariant } from "./errors.ts";
import { CPU_AREA, VCPU_AREA } from "./layout.ts";
import type { Vcpu } from "./plan.ts";
import { CP0 } from "./structures/cp0.ts";
import { SPECIAL_PAGE } from "@disco-vm/abi";
import type { Words } from "./structures/words.ts";
import type { CostName } from "./costs.ts";
import type { System } from "./system.ts";

export class Entry implements Words {
  /** Machine address of this CPU's area. */
  readonly area: number;
  /** Who was interrupted, and who will run when the handler is done. */
  current: Vcpu | null;
  /** Of the exception at hand: Cause, BadVAddr, and whether EPC is a branch whose slot raised it. */
  cause = 0n;
  badVAddr = 0n;
  inSlot = false;
  /** Mode of the guest when it was interrupted, from the machine's Status. */
  userMode = false;
  /** The guest's FCSR, when the vector code has just been asked for it. */
  fcsr: bigint | null = null;
  /** The handler cannot go on yet. */
  wait: Wait | null = null;
  /** The scheduler is to be asked before the handler ends; the time slice is over. */
  repick = false;
  /** Bits of `WORK` that the vector code will find. */
  work = 0n;
  expired = false;
  /** Doublewords touched, kept in audit mode. */
  readonly touched: Set<number> | null;
  /** Entries of the machine TLB looked at or written. */
  readonly touchedTlb = new Set<number>();
  /** Why the guest was interrupted, in a word; instructions charged and accesses made so far: for statistics. */
  reason = "";
  instructions = 0;

  constructor(readonly system: System, readonly cpu: MonitorCpu) {
    const place = system.plan.cpus[cpu.number];
    invariant(place, () => `no area for CPU ${cpu.number}`);
    this.area = place.area;
    this.touched = system.settings.audit ? new Set() : null;
    const current = Number(this.load64(this.area + CPU_AREA.current));
    this.current = current ? this.vcpuById(current - 1) : null;
  }

  vcpuById(id: number): Vcpu {
    const vcpu = this.system.plan.vcpus[id];
    invariant(vcpu, () => `virtual CPU ${id} does not exist`);
    return vcpu;
  }
  /** The virtual CPU at hand. */
  get vcpu(): Vcpu {
    invariant(this.current, () => `CPU ${this.cpu.number} runs no virtual CPU`);
    return this.current;
  }

  load64(address: number): bigint {
    this.touched?.add(address);
    this.instructions++;
    return this.cpu.load64(address);
  }
  store64(address: number, value: bigint): void {
    this.touched?.add(address);
    this.instructions++;
    this.cpu.store64(address, value);
  }
  /** A member of the CPU area. */
  own(offset: number): bigint { return this.load64(this.area + offset); }
  setOwn(offset: number, value: bigint | number): void { this.store64(this.area + offset, BigInt(value)); }
  /** A member of the virtual CPU's area. */
  get(offset: number, vcpu: Vcpu = this.vcpu): bigint { return this.load64(vcpu.area + offset); }
  set(offset: number, value: bigint | number, vcpu: Vcpu = this.vcpu): void { this.store64(vcpu.area + offset, BigInt(value)); }
  /** A general register of the interrupted guest. */
  gpr(n: number): bigint { return n === 0 ? 0n : this.get(VCPU_AREA.gpr + 8 * n); }
  setGpr(n: number, value: bigint): void {
    if (n !== 0) this.set(VCPU_AREA.gpr + 8 * n, BigInt.asUintN(64, value));
  }
  /** A virtual CP0 register, as the special page holds it. */
  register(n: number, vcpu: Vcpu = this.vcpu): bigint { return this.load64(vcpu.special + SPECIAL_PAGE.cp0 + 8 * n); }
  setRegister(n: number, value: bigint, vcpu: Vcpu = this.vcpu): void {
    this.store64(vcpu.special + SPECIAL_PAGE.cp0 + 8 * n, BigInt.asUintN(64, value));
  }
  get pc(): bigint { return this.get(VCPU_AREA.epc); }
  /** Goes on elsewhere: whatever was interrupted is complete. */
  set pc(value: bigint) {
    this.set(VCPU_AREA.epc, BigInt.asUintN(64, value));
    this.inSlot = false;
  }
  get asid(): bigint { return this.register(CP0.entryHi) & 0xffn; }

  charge(cost: CostName, times = 1): void {
    const { settings, statistics } = this.system;
    const instructions = Math.round(settings.costs[cost].instructions * times * settings.costScale);
    this.instructions += instructions;
    this.cpu.charge(instructions);
    statistics.charge(cost, instructions);
  }
}
