/** Invariants of CPUs and virtual CPUs: who runs where, and that no guest can be resumed with the monitor's powers. */
import { CPU_AREA, CPU_AREA_DISPLACEMENT, fromXkphys, OPERATION, VCPU_AREA, VCPU_STATE, VM_AREA, VM_FLAG, WORK, xkphys } from "../layout.ts";
import type { Plan, Vcpu } from "../plan.ts";
import { KSU, STATUS, CAUSE } from "../structures/cp0.ts";
import type { Words } from "../structures/words.ts";
import type { System } from "../system.ts";
import type { Report } from "./memory-checks.ts";

const hex = (v: number | bigint): string => `0x${v.toString(16)}`;
const SCRATCH = BigInt.asUintN(64, BigInt(CPU_AREA_DISPLACEMENT + CPU_AREA.scratchGpr));
const STATES = Object.values(VCPU_STATE) as readonly number[];
const KNOWN_WORK = Object.values(WORK).reduce((all, f) => all | f.mask, 0n);
const OPERATIONS = Object.values(OPERATION) as readonly number[];

export function checkCpu(words: Words, system: System, cpu: number, report: Report): void {
  const { plan } = system, area = system.areaOf(cpu), name = `area of CPU ${cpu}`;
  const get = (offset: number): bigint => words.load64(area + offset);
  const current = Number(get(CPU_AREA.current)), vcpu = plan.vcpus[current - 1];
  if (!OPERATIONS.includes(Number(get(CPU_AREA.operation)))) report(`${name}: operation ${get(CPU_AREA.operation)}`);
  if ((get(CPU_AREA.work) & ~KNOWN_WORK) !== 0n) report(`${name}: work ${hex(get(CPU_AREA.work))}`);
  for (const member of ["tlbOwner", "fpOwner", "current"] as const)
    if (get(CPU_AREA[member]) > BigInt(plan.vcpus.length)) return report(`${name}: ${member} ${get(CPU_AREA[member])}`);
  if (!vcpu) return;
  if (Number(words.load64(vcpu.area + VCPU_AREA.cpu)) !== cpu) report(`${name}: runs virtual CPU ${vcpu.id}, which is elsewhere`);
  if (get(CPU_AREA.frame) !== xkphys(vcpu.area) && get(CPU_AREA.frame) !== SCRATCH) report(`${name}: frame at ${hex(fromXkphys(get(CPU_AREA.frame)))}`);
  if (get(CPU_AREA.tlbOwner) !== BigInt(current)) report(`${name}: the TLB is not that of virtual CPU ${vcpu.id}`);
  if (vcpu.second && get(CPU_AREA.secondGlobal) !== xkphys(vcpu.second)) report(`${name}: second-level TLB at ${hex(get(CPU_AREA.secondGlobal))}`);
  const table = get(CPU_AREA.emulation);
  if (table !== 0n && table !== system.vectors.emulationTable) report(`${name}: emulation table at ${hex(table)}`);
  checkStatus(get(CPU_AREA.statusUser), `${name}, Status for user mode`, report);
  if (STATUS.ksu.number(get(CPU_AREA.statusUser)) !== KSU.user) report(`${name}: Status for user mode is for another`);
}

/** What a guest is resumed with: never kernel mode, never coprocessor 0, always interruptible. */
function checkStatus(status: bigint, name: string, report: Report): void {
  const bad = STATUS.cu0.test(status) || STATUS.erl.test(status) || STATUS.bev.test(status) || !STATUS.exl.test(status) || !STATUS.ie.test(status)
    || STATUS.ksu.number(status) === KSU.kernel || STATUS.ksu.number(status) === 3;
  if (bad) report(`${name}: ${hex(status)} is none for a guest`);
}

/** Everybody's memory is linear until the first TLB write of a virtual CPU, and a library OS's for good. */
function checkLinearFlag(words: Words, vcpu: Vcpu, name: string, report: Report): void {
  const linear = words.load64(vcpu.area + VCPU_AREA.linear), flags = words.load64(vcpu.vm.area + VM_AREA.flags);
  const always = VM_FLAG.linear.test(flags) || VM_FLAG.library.test(flags);
  if (linear > 1n || (always && linear === 0n)) report(`${name}: linear memory ${linear}`);
}

export function checkVcpu(words: Words, plan: Plan, vcpu: Vcpu, report: Report): void {
  const get = (offset: number): bigint => words.load64(vcpu.area + offset), name = `virtual CPU ${vcpu.id}`;
  const state = Number(get(VCPU_AREA.state)), cpu = Number(get(VCPU_AREA.cpu)), place = plan.cpus[cpu];
  if (!STATES.includes(state)) report(`${name}: state ${state}`);
  if (!place) return report(`${name}: on CPU ${cpu}`);
  if ((get(VCPU_AREA.lines) & ~CAUSE.ip.mask) !== 0n) report(`${name}: interrupt lines ${hex(get(VCPU_AREA.lines))}`);
  checkLinearFlag(words, vcpu, name, report);
  const here = words.load64(place.area + CPU_AREA.current) === BigInt(vcpu.id + 1);
  if (state === VCPU_STATE.running && !here) report(`${name}: running, but CPU ${cpu} does not run it`);
  if (state === VCPU_STATE.running) checkStatus(get(VCPU_AREA.status), `${name}, Status`, report);
}
