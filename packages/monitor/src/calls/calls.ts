/** Monitor calls (packages/abi): what a guest asks for by `gate CODE`. Arguments in a0 up, result in v0. */
import { MONITOR_CALLS, SPECIAL_PAGE, UNKNOWN_CALL_RESULT, type MonitorCallName } from "@disco-vm/abi";
import { preemptNow, ready } from "../dispatch.ts";
import type { Entry } from "../entry.ts";
import { IPI_LINE, post } from "../interrupts.ts";
import { VCPU_AREA, VCPU_STATE, VM_AREA, VM_FLAG } from "../layout.ts";
import { unmapPage } from "../unmap.ts";
import { resetVcpu } from "../reset.ts";
import { guestRange, readGuest } from "./guest-memory.ts";

const V0 = 2, A0 = 4;
const REFUSED = -1n;
const argument = (e: Entry, k: number): bigint => e.gpr(A0 + k);

const CALLS: Record<MonitorCallName, (e: Entry) => bigint> = {
  CONSOLE_WRITE(e) {
    const range = guestRange(e.vcpu.vm, argument(e, 0), argument(e, 1));
    if (!range) return REFUSED;
    e.charge("consoleWrite");
    e.system.host.console(readGuest(e, range.start, range.length));
    return BigInt(range.length);
  },
  POWER_OFF(e) {
    powerOff(e, Number(argument(e, 0) & 0xffn));
    return 0n;
  },
  CPU_START(e) {
    const vcpu = argument(e, 0) < e.vcpu.vm.vcpus.length ? e.vcpu.vm.vcpus[Number(argument(e, 0))] : undefined;
    if (!vcpu || Number(e.get(VCPU_AREA.state, vcpu)) !== VCPU_STATE.halted) return REFUSED;
    e.charge("cpuStart");
    resetVcpu(e, e.system, vcpu, { entry: argument(e, 1), argument: argument(e, 2), countOffset: e.get(VCPU_AREA.countOffset) });
    ready(e, vcpu);
    return 0n;
  },
  LIBRARY_OS(e) {
    const at = e.vcpu.vm.area + VM_AREA.flags, flags = e.load64(at);
    // Too late for a guest that has taken over its own TLB: a supervisor segment is no longer linear.
    if (!VM_FLAG.linear.test(flags) && !VM_FLAG.library.test(flags)) return REFUSED;
    e.store64(at, VM_FLAG.library.put(flags, 1));
    e.cpu.account("user", "user");
    return 0n;
  },
  CLOCK(e) {
    e.charge("clock");
    const cycles = BigInt(e.cpu.now) - e.load64(e.vcpu.vm.area + VM_AREA.startedAt);
    return (cycles * 5n) / 2n; // 2.5 ns each
  },
  IPI(e) {
    const mask = argument(e, 0), sender = 1n << BigInt(e.vcpu.index);
    for (const vcpu of e.vcpu.vm.vcpus) {
      if (!((mask >> BigInt(vcpu.index)) & 1n)) continue;
      const state = Number(e.get(VCPU_AREA.state, vcpu));
      if (state === VCPU_STATE.halted || state === VCPU_STATE.off) continue;
      const at = vcpu.special + SPECIAL_PAGE.fields.ipiPosted.offset;
      e.store64(at, e.load64(at) | sender);
      post(e, vcpu, IPI_LINE);
    }
    return 0n;
  },
  ZERO_PAGE: (e) => unmapCall(e),
  FREE_PAGE: (e) => unmapCall(e),
  ANNOTATE(e) {
    e.system.host.annotate(e.cpu.number, argument(e, 0));
    return 0n;
  },
  DELIVER: () => 0n, // every handler delivers what is pending before it ends
  CONSOLE_READ: (e) => BigInt(e.system.host.consoleInput()),
  IPI_CLEAR(e) {
    const at = e.vcpu.special + SPECIAL_PAGE.fields.ipiPosted.offset, left = e.load64(at) & ~argument(e, 0);
    e.store64(at, left);
    if (left === 0n) e.set(VCPU_AREA.lines, e.get(VCPU_AREA.lines) & ~IPI_LINE);
    return 0n;
  },
};

const byCode = new Map((Object.keys(CALLS) as MonitorCallName[]).map((name) => [MONITOR_CALLS[name].code as number, name])); // keys() forgets the key type

/** The call at hand. The guest's pc is already behind it: a call that waits for others has been answered by then. */
export function monitorCall(e: Entry, code: number): void {
  const name = byCode.get(code);
  e.charge("monitorCall");
  e.system.statistics.called(name ?? "unknown", e.vcpu.vm);
  if (!name) return e.setGpr(V0, BigInt(UNKNOWN_CALL_RESULT));
  const { vcpu } = e;
  e.set(VCPU_AREA.gpr + 8 * V0, BigInt.asUintN(64, CALLS[name](e)), vcpu);
}

function unmapCall(e: Entry): bigint {
  const range = guestRange(e.vcpu.vm, argument(e, 0), 4096n);
  if (!range || range.start % 4096 !== 0) return REFUSED;
  unmapPage(e, range.start / 4096);
  return 0n;
}

/** The virtual machine ends, and with the last one the machine. */
function powerOff(e: Entry, code: number): void {
  const { vm } = e.vcpu, { host, plan } = e.system;
  e.charge("powerOff");
  e.store64(vm.area + VM_AREA.flags, VM_FLAG.off.put(e.load64(vm.area + VM_AREA.flags), 1));
  for (const vcpu of vm.vcpus) {
    const running = Number(e.get(VCPU_AREA.state, vcpu)) === VCPU_STATE.running;
    e.set(VCPU_AREA.state, VCPU_STATE.off, vcpu);
    e.system.schedule({ event: "gone", vcpu: vcpu.id });
    if (running && vcpu !== e.vcpu) e.cpu.sendInterrupt(Number(e.get(VCPU_AREA.cpu, vcpu)));
  }
  preemptNow(e);
  e.system.statistics.exited(vm, code);
  if (plan.vms.every((v) => VM_FLAG.off.test(e.load64(v.area + VM_AREA.flags)))) host.powerOff(code);
}
