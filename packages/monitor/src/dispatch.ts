/** Giving CPUs to virtual CPUs: the mechanism under the scheduling policy. */
import type { Entry } from "./entry.ts";
import { CPU_AREA, OPERATION, VCPU_AREA, VCPU_STATE, VM_AREA, VM_FLAG, WIRED_VA, WORK, xkphys } from "./layout.ts";
import * as machineTlb from "./machine-tlb.ts";
import type { Vcpu } from "./plan.ts";
import { entryLoOf } from "./pmap.ts";
import { armTimer } from "./timer.ts";
import { addWork, begin } from "./work.ts";

/** A virtual CPU has something to do. */
export function ready(e: Entry, vcpu: Vcpu): void {
  e.set(VCPU_AREA.state, VCPU_STATE.ready, vcpu);
  chargeQueue(e);
  const { notify } = e.system.schedule({ event: "ready", vcpu: vcpu.id, last: Number(e.get(VCPU_AREA.cpu, vcpu)) });
  if (notify === e.cpu.number) e.repick = true;
  else if (notify !== null) e.cpu.sendInterrupt(notify);
}

/** The current virtual CPU cannot go on: somebody else runs when the handler is done. */
export function preemptNow(e: Entry): void { e.repick = true; }

/** Asks the policy whom to run, and makes it so. */
export function reschedule(e: Entry): void {
  const { current, cpu } = e, state = current ? Number(e.get(VCPU_AREA.state)) : VCPU_STATE.off;
  const running = state === VCPU_STATE.running, input = { event: "pick", cpu: cpu.number, current: running && current ? current.id : null, expired: e.expired } as const;
  chargeQueue(e);
  // The policy is pure: what it would say can be asked without its noticing.
  const leaves = current !== null && (!running || e.system.scheduleIf(input).run !== current.id);
  if (leaves && state !== VCPU_STATE.off && Number(e.own(CPU_AREA.fpOwner)) === current.id + 1) return saveFirst(e);
  if (current && state === VCPU_STATE.idling) e.set(VCPU_AREA.state, VCPU_STATE.idle);
  const { run, contended } = e.system.schedule(input), next = run === null ? null : e.vcpuById(run);
  if (next !== current || !running) switchTo(e, next);
  else if (e.own(CPU_AREA.fpOwner) === 0n) e.setOwn(CPU_AREA.fpOwner, next!.id + 1); // saved for nothing; next is current, which is running
  timeSlice(e, contended && next !== null);
  e.repick = e.expired = false;
}

/**
 * A virtual CPU is offered to the scheduler, and so to other CPUs, only when its floating-point registers are in memory:
 * the vector code stores them and comes back.
 */
function saveFirst(e: Entry): void {
  begin(e, OPERATION.switchOut, e.expired ? 1 : 0);
  e.setOwn(CPU_AREA.fpSave, xkphys(e.vcpu.area));
  addWork(e, WORK.fpSave.mask | WORK.again.mask);
  e.repick = e.expired = false;
}

/** They are. */
export function registersSaved(e: Entry, expired: boolean): void {
  e.setOwn(CPU_AREA.fpOwner, 0n);
  e.repick = true;
  e.expired = expired;
}

function chargeQueue(e: Entry): void {
  e.charge("schedule");
  e.cpu.lock("scheduler");
  e.setOwn(CPU_AREA.runQueue, e.own(CPU_AREA.runQueue) + 1n);
  e.cpu.unlock("scheduler");
}

function timeSlice(e: Entry, contended: boolean): void {
  const end = e.own(CPU_AREA.sliceEnd);
  if (contended === (end !== 0n)) return;
  e.setOwn(CPU_AREA.sliceEnd, contended ? e.cpu.now + e.system.settings.timeSlice : 0);
  armTimer(e);
}

/** Takes the CPU from whom it has and gives it to another, or to nobody. */
function switchTo(e: Entry, next: Vcpu | null): void {
  const { current: previous, cpu } = e;
  if (!previous && !next) return;
  e.charge("switch");
  if (previous && Number(e.get(VCPU_AREA.state, previous)) === VCPU_STATE.running) e.set(VCPU_AREA.state, VCPU_STATE.ready, previous);
  e.setOwn(CPU_AREA.fpOwner, next ? next.id + 1 : 0);
  e.setOwn(CPU_AREA.current, next ? next.id + 1 : 0);
  e.setOwn(CPU_AREA.sliceEnd, 0n);
  e.current = next;
  if (!next) return addWork(e, WORK.idle.mask);
  e.system.statistics.count("switch", next.vm);
  e.setOwn(CPU_AREA.frame, xkphys(next.area));
  e.setOwn(CPU_AREA.fpLoad, xkphys(next.area));
  addWork(e, WORK.fpLoad.mask);
  e.setOwn(CPU_AREA.secondGlobal, xkphys(next.second || e.area));
  e.setOwn(CPU_AREA.countOffset, e.get(VCPU_AREA.countOffset, next));
  const moved = Number(e.get(VCPU_AREA.cpu, next)) !== cpu.number;
  if (moved || Number(e.own(CPU_AREA.tlbOwner)) !== next.id + 1) {
    machineTlb.flush(e);
    e.setOwn(CPU_AREA.tlbOwner, next.id + 1);
  }
  e.set(VCPU_AREA.cpu, cpu.number, next);
  e.set(VCPU_AREA.state, VCPU_STATE.running, next);
  wire(e, next);
  const library = VM_FLAG.library.test(e.load64(next.vm.area + VM_AREA.flags));
  cpu.account("user", library ? "user" : "kernel");
  if (moved) armTimer(e);
}

/** The wired pair: this CPU's area, and the special page of whom it runs. */
export function wire(e: Entry, vcpu: Vcpu | null): void {
  e.charge("tlbWrite");
  e.cpu.writeTlb(0, {
    entryHi: WIRED_VA, pageMask: 0n, entryLo0: entryLoOf(e.area) | 1n, entryLo1: (vcpu ? entryLoOf(vcpu.special) : 0n) | 1n,
  });
}
