/** A virtual CPU as it starts: the boot contract of packages/abi. */
import { BOOT, SPECIAL_PAGE } from "@disco-vm/abi";
import { VCPU_AREA } from "./layout.ts";
import type { Vcpu } from "./plan.ts";
import { CP0, sext32 } from "./structures/cp0.ts";
import type { Words } from "./structures/words.ts";
import type { System } from "./system.ts";

const A0 = 4, A1 = 5;
/** Values that registers read from the start; all others are 0. */
const INITIAL: Readonly<Record<number, bigint>> = { [CP0.status]: sext32(BigInt(BOOT.bareStatus)) };

export interface Start {
  readonly entry: bigint;
  readonly argument: bigint;
  readonly countOffset: bigint;
}

/** Its TLB is empty, and so is its second-level TLB: it has never run. */
export function resetVcpu(words: Words, system: System, vcpu: Vcpu, start: Start): void {
  for (let n = 0; n < 32; n++) {
    words.store64(vcpu.area + VCPU_AREA.gpr + 8 * n, 0n);
    words.store64(vcpu.special + SPECIAL_PAGE.cp0 + 8 * n, INITIAL[n] ?? system.constants[n] ?? 0n);
  }
  words.store64(vcpu.area + VCPU_AREA.gpr + 8 * A0, BigInt.asUintN(64, start.argument));
  words.store64(vcpu.area + VCPU_AREA.gpr + 8 * A1, system.deviceTree[vcpu.vm.id] ?? 0n);
  words.store64(vcpu.area + VCPU_AREA.epc, BigInt.asUintN(64, start.entry));
  words.store64(vcpu.area + VCPU_AREA.linear, 1n);
  words.store64(vcpu.area + VCPU_AREA.countOffset, start.countOffset);
  words.store64(vcpu.special + SPECIAL_PAGE.fields.vcpu.offset, BigInt(vcpu.index));
  words.store64(vcpu.special + SPECIAL_PAGE.fields.vcpus.offset, BigInt(vcpu.vm.vcpus.length));
}
