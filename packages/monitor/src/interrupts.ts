/** Virtual interrupts: lines of virtual CPUs, who is woken by them, and the machine's interrupts that Disco uses. */
import { INTERRUPTS } from "@disco-vm/abi";
import { preemptNow, ready } from "./dispatch.ts";
import type { Entry } from "./entry.ts";
import { VCPU_AREA, VCPU_STATE } from "./layout.ts";
import type { Vcpu } from "./plan.ts";
import { CAUSE, CP0, sext32, STATUS } from "./structures/cp0.ts";

export const IPI_LINE = CAUSE.ip.of(1 << INTERRUPTS.ipi.ip);
export const TIMER_LINE = CAUSE.ip.of(1 << INTERRUPTS.count.ip);
/** Lines that the machine may interrupt a guest with. */
export const MACHINE_LINES = STATUS.im.of((1 << INTERRUPTS.ipi.ip) | (1 << INTERRUPTS.count.ip));

/** Raises lines of any virtual CPU, from any CPU. */
export function post(e: Entry, vcpu: Vcpu, lines: bigint): void {
  e.charge("post");
  e.cpu.lock(`vcpu ${vcpu.id}`);
  const before = e.get(VCPU_AREA.lines, vcpu);
  e.set(VCPU_AREA.lines, before | lines, vcpu);
  e.cpu.unlock(`vcpu ${vcpu.id}`);
  if ((before & lines) === lines) return;
  const state = Number(e.get(VCPU_AREA.state, vcpu));
  if (state === VCPU_STATE.idle) return wake(e, vcpu);
  if (state !== VCPU_STATE.running || e.current === vcpu) return;
  const cpu = Number(e.get(VCPU_AREA.cpu, vcpu));
  if (cpu !== e.cpu.number) e.cpu.sendInterrupt(cpu);
}

/** Any pending line ends the idle state, masked or not, and clears Status bit 27. */
function wake(e: Entry, vcpu: Vcpu): void {
  e.setRegister(CP0.status, STATUS.idle.put(e.register(CP0.status, vcpu), 0), vcpu);
  ready(e, vcpu);
}

/** The state `idling` has come to its end: idle, or back to work if a line has come up meanwhile. */
export function settleIdling(e: Entry): void {
  if (!e.current || Number(e.get(VCPU_AREA.state)) !== VCPU_STATE.idling || e.get(VCPU_AREA.lines) === 0n) return;
  e.setRegister(CP0.status, STATUS.idle.put(e.register(CP0.status), 0));
  e.set(VCPU_AREA.state, VCPU_STATE.running);
}

/** The guest has set Status bit 27: it gives up the CPU until a line is pending (paper §4.3: the reduced-power mode). */
export function goIdle(e: Entry): void {
  if (e.get(VCPU_AREA.lines) !== 0n) {
    e.setRegister(CP0.status, STATUS.idle.put(e.register(CP0.status), 0));
    return;
  }
  e.set(VCPU_AREA.state, VCPU_STATE.idling);
  preemptNow(e);
}

/** Sets the lines that the guest sees in Cause. */
export function setLines(e: Entry, lines: bigint): void {
  e.set(VCPU_AREA.lines, lines & CAUSE.ip.mask);
}

/** Cause as the guest reads it. */
export const causeWithLines = (cause: bigint, lines: bigint): bigint => sext32((cause & ~CAUSE.ip.mask) | lines);
