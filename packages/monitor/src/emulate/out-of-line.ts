/**
 * A taken branch that was emulated (BC0T and its like) has a delay slot which must still be executed, and then the branch
 * be taken. The slot's instruction runs alone in the special page, followed by a gate that comes back here.
 */
import { gateWord } from "@disco-vm/abi";
import type { Entry } from "../entry.ts";
import { OUT_OF_LINE, VCPU_AREA } from "../layout.ts";
import { fetchWord } from "./fetch.ts";

/** Executes the slot of the branch at `pc`, then goes on at `target`. */
export function startOutOfLine(e: Entry, target: bigint): void {
  const branch = e.pc, slot = fetchWord(e, BigInt.asUintN(64, branch + 4n));
  if (slot === null) return;
  e.charge("outOfLine");
  e.store64(e.vcpu.special + OUT_OF_LINE.offset, (BigInt(slot) << 32n) | BigInt(gateWord(OUT_OF_LINE.gateCode)));
  e.set(VCPU_AREA.slotTarget, target);
  e.set(VCPU_AREA.slotBranch, branch | 1n);
  e.pc = OUT_OF_LINE.address;
}

/** The gate behind the slot was reached. False if no slot is being executed there. */
export function endOutOfLine(e: Entry): boolean {
  if (e.get(VCPU_AREA.slotBranch) === 0n || e.pc !== OUT_OF_LINE.address + 4n) return false;
  e.pc = e.get(VCPU_AREA.slotTarget);
  e.set(VCPU_AREA.slotBranch, 0n);
  return true;
}

/** Before an exception: the guest must see the branch and its slot where they are, not where the slot is executed. */
export function leaveOutOfLine(e: Entry): void {
  const branch = e.get(VCPU_AREA.slotBranch);
  if (branch === 0n) return;
  const { pc } = e;
  e.set(VCPU_AREA.slotBranch, 0n);
  if (pc === OUT_OF_LINE.address + 4n) e.pc = e.get(VCPU_AREA.slotTarget);
  else if (pc === OUT_OF_LINE.address) {
    e.pc = branch & ~1n;
    e.inSlot = true;
  }
}
