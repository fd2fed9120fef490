/** Guest-physical memory as a monitor call names it. */
import type { Entry } from "../entry.ts";
import { broken } from "../errors.ts";
import { PAGE, PMAP, PMAP_ENTRY } from "../layout.ts";
import type { Vm } from "../plan.ts";
import { machineOf, pmapEntry } from "../pmap.ts";
import type { Words } from "../structures/words.ts";

/** More than this in one call is refused: a handler is atomic, and others wait for it. */
const LONGEST = 65536n;

/** A range that lies wholly within the virtual machine's memory, or null. */
export function guestRange(vm: Vm, pa: bigint, length: bigint): { readonly start: number; readonly length: number } | null {
  if (length > LONGEST || pa >= BigInt(vm.pages) * BigInt(PAGE) || pa + length > BigInt(vm.pages) * BigInt(PAGE)) return null;
  return { start: Number(pa), length: Number(length) };
}

/** Of the virtual machine at hand, by recorded accesses. */
export const readGuest = (e: Entry, start: number, length: number): Uint8Array =>
  readGuestPages((at) => e.load64(at), (at, n) => e.cpu.loadBytes(at, n), e.vcpu.vm, start, length);

/** A page that was never touched reads as zeros and stays untouched. */
export function readGuestPages(load64: (at: number) => bigint, loadBytes: (at: number, n: number) => Uint8Array, vm: Vm, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length), words: Words = { load64, store64: () => broken("a read of guest memory stores") };
  for (let done = 0; done < length;) {
    const offset = (start + done) % PAGE, count = Math.min(PAGE - offset, length - done);
    const lo = words.load64(pmapEntry(words, vm, Math.floor((start + done) / PAGE)) + PMAP_ENTRY.lo);
    // A page that is busy is being cleared, or given back: zeros either way.
    if (PMAP.v.test(lo) && !PMAP.busy.test(lo)) bytes.set(loadBytes(machineOf(lo) + offset, count), done);
    done += count;
  }
  return bytes;
}
