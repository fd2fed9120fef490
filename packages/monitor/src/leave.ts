/** The end of every handler: who runs now, in what state of the machine. */
import { SPECIAL_PAGE } from "@disco-vm/abi";
import { reschedule } from "./dispatch.ts";
import type { Entry } from "./entry.ts";
import { deliver, statusOf } from "./exceptions.ts";
import { causeWithLines, MACHINE_LINES } from "./interrupts.ts";
import { CPU_AREA, GATE_CODE, VCPU_AREA, VCPU_STATE, WORK, xkphys } from "./layout.ts";
import { colouredBase } from "./second-level.ts";
import { flushIfAsked } from "./shootdown.ts";
import { CP0, KSU, sext32, STATUS } from "./structures/cp0.ts";

export function leave(e: Entry, code: number): void {
  e.charge("leave");
  const unfinished = e.wait !== null || WORK.again.test(e.work);
  if (e.repick) {
    // Not in the middle of something: an interrupt to itself brings this CPU back as soon as the guest goes on.
    if (unfinished) e.cpu.sendInterrupt(e.cpu.number);
    else reschedule(e);
  }
  if (!e.current && code === GATE_CODE.idle) {
    e.wait = { interrupt: true };
    if (asleepForGood(e)) e.system.host.deadlock("every virtual CPU is halted or idle, and no timer is set that would wake one");
  }
  if (e.wait || !e.current) {
    // Nobody shall wait for a CPU that uses no translations.
    flushIfAsked(e);
    e.setOwn(CPU_AREA.quiet, 1n);
    return;
  }
  if (e.own(CPU_AREA.quiet) !== 0n) e.setOwn(CPU_AREA.quiet, 0n);
  flushIfAsked(e);
  if (WORK.again.test(e.work)) return;
  deliver(e);
  publish(e);
}

/** Nothing runs, and no timer will change that. For whoever watches, not for Disco: memory is looked at as it is. */
function asleepForGood(e: Entry): boolean {
  const { host, plan } = e.system;
  return plan.vcpus.every(({ area }) => {
    const state = Number(host.memory.read64(area + VCPU_AREA.state));
    if (state === VCPU_STATE.idle) return host.memory.read64(area + VCPU_AREA.timerAt) === 0n;
    return state === VCPU_STATE.halted || state === VCPU_STATE.off;
  });
}

/** Derives what the machine and the vector code look at from the virtual registers. */
function publish(e: Entry): void {
  const status = statusOf(e), lines = e.get(VCPU_AREA.lines), { special } = e.vcpu;
  const raised = STATUS.exl.test(status) || STATUS.erl.test(status), ksu = STATUS.ksu.number(status);
  const user = !raised && ksu >= KSU.user, kernel = raised || ksu === KSU.kernel;
  e.setRegister(CP0.cause, causeWithLines(e.register(CP0.cause), lines));
  e.store64(special + SPECIAL_PAGE.fields.pending.offset, lines);
  e.setOwn(CPU_AREA.lines, lines);
  e.setOwn(CPU_AREA.statusUser, machineStatus(status, true));
  e.set(VCPU_AREA.status, machineStatus(status, user));
  e.setOwn(CPU_AREA.emulation, kernel ? e.system.vectors.emulationTable : 0n);
  if (e.vcpu.second) e.setOwn(CPU_AREA.secondAsid, xkphys(colouredBase(e.system.plan.second, e.vcpu, e.asid)));
}

/** Bits of the virtual Status that the machine's takes over. CU0 is not among them, nor is any interrupt mask. */
const PASSED = STATUS.xx.mask | STATUS.cu2.mask | STATUS.cu1.mask | STATUS.fr.mask | STATUS.re.mask | STATUS.ux.mask;
const ALWAYS = STATUS.kx.mask | STATUS.sx.mask | STATUS.exl.mask | STATUS.ie.mask | MACHINE_LINES;

/** Status to load before ERET: a guest kernel runs in supervisor mode, everything else of it in user mode. */
export const machineStatus = (status: bigint, user: boolean): bigint =>
  sext32((status & PASSED) | ALWAYS | STATUS.ksu.of(user ? KSU.user : KSU.supervisor));
