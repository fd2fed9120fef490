/**
 * Audit mode: after each entry, everything it touched is checked with what that points to; a sweep of everything now and
 * then. The checks read memory as it is and leave no trace in it.
 */
import type { Entry } from "../entry.ts";
import { MACHINE_TLB_ENTRIES } from "../layout.ts";
import { InvariantError, type MonitorCpu } from "@disco-vm/machine";
import type { Words } from "../structures/words.ts";
import type { System } from "../system.ts";
import { checkCpu, checkVcpu } from "./cpu-checks.ts";
import { checkDirectory, checkFree, checkFreeList, checkFreeTop, checkMemmap, checkPmap, checkVm, type Report } from "./memory-checks.ts";
import { checkGuestTlb, checkMachineTlb, checkSecond } from "./translation-checks.ts";
import { Whereabouts, type Element } from "./whereabouts.ts";

const ALL_TLB = Array.from({ length: MACHINE_TLB_ENTRIES }, (_, i) => i);
const SWEEP_EVERY = 1000;
const ALWAYS_SWEEP_BYTES = 4 * 1024 * 1024;

/** What an entry left wrong. */
export class AuditError extends InvariantError {
  constructor(readonly violations: readonly string[]) {
    super(`monitor: invariant broken: ${violations.slice(0, 5).join("; ")}${violations.length > 5 ? `; and ${violations.length - 5} more` : ""}`);
  }
}

export class Auditor {
  entries = 0;
  private readonly where: Whereabouts;
  private readonly words: Words;
  private readonly always: boolean;

  constructor(private readonly system: System) {
    const { host } = system;
    this.where = new Whereabouts(system.plan);
    this.words = { load64: (a) => host.memory.read64(a), store64: () => { throw new Error("monitor: an audit writes nothing"); } };
    this.always = host.nodes * host.memoryPerNode <= ALWAYS_SWEEP_BYTES;
  }

  /** Checks what an entry touched, and sweeps when it is time. */
  after(cpu: MonitorCpu, touched: Iterable<number>, tlb: Iterable<number>): readonly string[] {
    const violations = new Set<string>(), report: Report = (v) => void violations.add(v), done = new Set<string>();
    for (const address of touched) {
      const element = this.where.find(address);
      if (!element) continue;
      const name = nameOf(element);
      if (done.has(name)) continue;
      done.add(name);
      this.check(element, report);
    }
    checkMachineTlb(this.words, this.system.plan, cpu, tlb, report);
    this.entries++;
    if (this.always || this.entries % SWEEP_EVERY === 0) for (const v of this.sweep()) report(v);
    return [...violations];
  }

  private check(element: Element, report: Report): void {
    const { words, system } = this, { plan } = system;
    switch (element.kind) {
      case "node": return checkFreeTop(words, plan, element.node, report);
      case "memmap":
        checkFree(words, plan, element.page, report);
        return checkMemmap(words, plan, element.page, report);
      case "guest": return checkMemmap(words, plan, element.page, report);
      case "cpu": return checkCpu(words, system, element.cpu, report);
      case "vcpu": return checkVcpu(words, plan, element.vcpu, report);
      case "guestTlb": return checkGuestTlb(words, element.vcpu, report);
      case "second": return checkSecond(words, plan, element.vcpu, element.slot, report);
      case "vm": return checkVm(words, element.vm, report);
      case "directory": return checkDirectory(words, element.vm, report);
      case "pmap": return checkPmap(words, plan, element.vm, element.guestPage, report);
      case "homes": case "special": // anything may be there: superfluous bits, and what a guest stores
    }
  }

  /** Checks everything. */
  sweep(): readonly string[] {
    const violations = new Set<string>(), report: Report = (v) => void violations.add(v);
    const { words, system } = this, { plan, host } = system;
    for (const place of plan.nodes) {
      checkFreeList(words, plan, place.node, report);
      for (let k = 0; k < place.pages; k++) checkMemmap(words, plan, place.firstPage + k, report);
    }
    for (const vm of plan.vms) {
      checkVm(words, vm, report);
      checkDirectory(words, vm, report);
      if (violations.size === 0) for (let page = 0; page < vm.pages; page++) checkPmap(words, plan, vm, page, report);
    }
    for (const vcpu of plan.vcpus) {
      checkVcpu(words, plan, vcpu, report);
      checkGuestTlb(words, vcpu, report);
      for (let slot = 0; slot < plan.second.entries; slot++) checkSecond(words, plan, vcpu, slot, report);
    }
    for (const cpu of host.cpus) {
      checkCpu(words, system, cpu.number, report);
      checkMachineTlb(words, plan, cpu, ALL_TLB, report);
    }
    return [...violations];
  }
}

/** Throws if the entry has left anything wrong. */
export function auditEntry(auditor: Auditor, e: Entry): void {
  const violations = auditor.after(e.cpu, e.touched ?? [], e.touchedTlb);
  if (violations.length > 0) throw new AuditError(violations);
}

function nameOf(element: Element): string {
  switch (element.kind) {
    case "node": return `node ${element.node}`;
    case "memmap": case "guest": return `page ${element.page}`;
    case "cpu": return `cpu ${element.cpu}`;
    case "second": return `second ${element.vcpu.id} ${element.slot}`;
    case "pmap": return `pmap ${element.vm.id} ${element.guestPage}`;
    case "vm": case "directory": return `${element.kind} ${element.vm.id}`;
    case "vcpu": case "guestTlb": case "homes": case "special": return `${element.kind} ${element.vcpu.id}`;
  }
}
