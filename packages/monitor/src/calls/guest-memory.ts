/** Guest-physical memory as a monitor call names it. */
import type { Entry } from "../entry.ts";
import { PAGE } from "../layout.ts";
import type { Vm } from "../plan.ts";
import { machinePage } from "../pmap.ts";

/** More than this in one call is refused: a handler is atomic, and others wait for it. */
const LONGEST = 65536n;

/** A range that lies wholly within the virtual machine's memory, or null. */
export function guestRange(vm: Vm, pa: bigint, length: bigint): { readonly start: number; readonly length: number } | null {
  if (length > LONGEST || pa >= BigInt(vm.pages) * BigInt(PAGE) || pa + length > BigInt(vm.pages) * BigInt(PAGE)) return null;
  return { start: Number(pa), length: Number(length) };
}

/** A page that was never touched reads as zeros and stays untouched. */
export function readGuest(e: Entry, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const offset = (start + done) % PAGE, count = Math.min(PAGE - offset, length - done);
    const machine = machinePage(e, e.vcpu.vm, Math.floor((start + done) / PAGE));
    if (machine >= 0) bytes.set(e.cpu.loadBytes(machine + offset, count), done);
    done += count;
  }
  return bytes;
}
