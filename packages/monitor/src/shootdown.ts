/**
 * Translations that other CPUs hold. Whoever takes a page away has removed its entries from the second-level TLBs in
 * memory; what the other CPUs' TLBs still hold, each must flush itself, asked by an interrupt (paper §4.2: the only use
 * of interrupts between CPUs, besides posting one to a virtual CPU).
 *
 * A CPU that stays in the monitor (idle, or itself waiting) is `quiet`: it uses no translation, flushes before it goes
 * quiet if it was asked to, and again before it leaves. Nobody waits for it, and so no two CPUs wait for each other.
 */
import type { Entry } from "./entry.ts";
import { CPU_AREA, VCPU_AREA } from "./layout.ts";
import * as machineTlb from "./machine-tlb.ts";
import type { Vcpu } from "./plan.ts";

const bit = (cpu: number): bigint => 1n << BigInt(cpu);

/** Asks the CPUs that run, or last ran, these virtual CPUs to flush. Returns them as a mask, this CPU left out. */
export function flushOthers(e: Entry, vcpus: readonly Vcpu[]): bigint {
  let asked = 0n;
  for (const vcpu of vcpus) {
    const cpu = Number(e.get(VCPU_AREA.cpu, vcpu));
    if (cpu === e.cpu.number || (asked & bit(cpu)) !== 0n) continue;
    e.charge("askToFlush");
    asked |= bit(cpu);
    const at = e.system.areaOf(cpu) + CPU_AREA.flushRequests;
    e.store64(at, e.load64(at) | bit(e.cpu.number));
    e.cpu.sendInterrupt(cpu);
  }
  return asked;
}

/** True once all these CPUs have flushed or are quiet; otherwise makes the handler wait for the first that has not. */
export function flushed(e: Entry, asked: bigint): boolean {
  const mine = bit(e.cpu.number);
  for (let cpu = 0; asked >> BigInt(cpu); cpu++) {
    if (!(asked & bit(cpu))) continue;
    const area = e.system.areaOf(cpu), address = area + CPU_AREA.flushRequests;
    if ((e.load64(address) & mine) === 0n || e.load64(area + CPU_AREA.quiet) !== 0n) continue;
    e.wait = { until: { address, mask: mine, value: 0n } };
    return false;
  }
  return true;
}

/** Does what others have asked this CPU for. */
export function flushIfAsked(e: Entry): void {
  if (e.own(CPU_AREA.flushRequests) === 0n) return;
  machineTlb.flush(e);
  e.setOwn(CPU_AREA.flushRequests, 0n);
}
