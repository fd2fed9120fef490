/** Guest-physical memory, from outside. */
import type { Machine } from "@disco-vm/machine";
import type { Disco } from "../src/index.ts";
import { PAGE, PMAP, PMAP_ENTRY } from "../src/layout.ts";
import { machineOf, pmapEntry } from "../src/pmap.ts";

/** Pages that were never touched read as zeros. */
export function guestBytes(machine: Machine, disco: Disco, start: number, length: number, vm = 0): Uint8Array {
  const { host, plan } = disco.system, bytes = new Uint8Array(length);
  const words = { load64: (a: number) => host.memory.read64(a), store64: () => {} };
  for (let done = 0; done < length;) {
    const at = start + done, count = Math.min(PAGE - (at % PAGE), length - done);
    const lo = words.load64(pmapEntry(words, plan.vms[vm]!, Math.floor(at / PAGE)) + PMAP_ENTRY.lo);
    if (PMAP.v.test(lo)) bytes.set(machine.ram.readBytes(machineOf(lo) + (at % PAGE), count), done);
    done += count;
  }
  return bytes;
}
