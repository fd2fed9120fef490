import { PAGE_BYTES, SEGMENTS } from "@disco-vm/abi";
import type { Machine } from "@disco-vm/machine";
import type { Disco } from "@disco-vm/monitor";
import type { ReadGuest } from "./check.ts";

/** On bare metal, kseg0: physical memory from 0 on. */
export function bareMemory(machine: Machine): ReadGuest {
  return (address, length) => machine.readPhysical(Number(address - SEGMENTS.kseg0.base), length);
}

// An entry of the monitor's pmap (packages/monitor/src/layout.ts): four doublewords, of which the first is the page's EntryLo.
const PMAP_ENTRY = 32, PER_PAGE = PAGE_BYTES / PMAP_ENTRY, VALID = 2n;
const pageOf = (entryLo: bigint): number => Number((entryLo >> 6n) & 0xfff_ffffn) * PAGE_BYTES;

/** In a virtual machine, the supervisor segment's linear window: guest-physical memory from 0 on, through the pmap. */
export function guestMemory(disco: Disco): ReadGuest {
  const { host, plan } = disco.system, vm = plan.vms[0]!; // the bench starts one
  const machinePage = (guestPage: number): number | undefined => {
    const entries = Number(host.memory.read64(vm.directory + 8 * Math.floor(guestPage / PER_PAGE)));
    const lo = host.memory.read64(entries + (guestPage % PER_PAGE) * PMAP_ENTRY);
    return lo & VALID ? pageOf(lo) : undefined;
  };
  return (address, length) => {
    const bytes = new Uint8Array(length), start = Number(address - SEGMENTS.sseg.base);
    for (let done = 0; done < length;) {
      const at = start + done, within = at % PAGE_BYTES, piece = Math.min(PAGE_BYTES - within, length - done);
      const page = machinePage(Math.floor(at / PAGE_BYTES));
      if (page !== undefined) bytes.set(host.memory.readBytes(page + within, piece), done);
      done += piece;
    }
    return bytes;
  };
}
