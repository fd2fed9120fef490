import { SEGMENTS } from "@disco-vm/abi";
import type { Machine } from "@disco-vm/machine";
import type { Disco } from "@disco-vm/monitor";
import type { ReadGuest } from "./check.ts";

/** On bare metal, kseg0: physical memory from 0 on. */
export function bareMemory(machine: Machine): ReadGuest {
  return (address, length) => machine.readPhysical(Number(address - SEGMENTS.kseg0.base), length);
}

/** In a virtual machine, the supervisor segment's linear window: guest-physical memory from 0 on. The bench starts one. */
export function guestMemory(disco: Disco): ReadGuest {
  return (address, length) => disco.readGuest(0, Number(address - SEGMENTS.sseg.base), length);
}
