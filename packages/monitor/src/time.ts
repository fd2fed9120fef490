/**
 * Virtual time. Virtual Count is the machine's less an offset: it runs while the virtual CPU does not. The machine's one
 * Compare serves the earliest of: the Compares of the virtual CPUs that belong to this CPU, and the end of a time slice.
 */
import type { Entry } from "./entry.ts";
import { post, TIMER_LINE } from "./interrupts.ts";
import { CPU_AREA, VCPU_AREA } from "./layout.ts";
import { CP0 } from "./structures/cp0.ts";
import { armTimer, COUNTS, CYCLES_PER_COUNT, machineCount, PERIOD } from "./timer.ts";


export const virtualCount = (e: Entry): bigint => BigInt.asUintN(32, machineCount(e) - e.get(VCPU_AREA.countOffset));

export function setCount(e: Entry, value: bigint): void {
  const offset = BigInt.asUintN(32, machineCount(e) - value);
  e.set(VCPU_AREA.countOffset, offset);
  e.setOwn(CPU_AREA.countOffset, offset);
  if (e.get(VCPU_AREA.timerAt) !== 0n) schedule(e, e.register(CP0.compare));
}

export function setCompare(e: Entry, value: bigint): void {
  e.setRegister(CP0.compare, value);
  e.set(VCPU_AREA.lines, e.get(VCPU_AREA.lines) & ~TIMER_LINE);
  schedule(e, value);
}

/** Notes when virtual Count will next equal Compare. */
function schedule(e: Entry, compare: bigint): void {
  const distance = BigInt.asUintN(32, compare - virtualCount(e)) || COUNTS;
  e.set(VCPU_AREA.timerAt, (BigInt(e.cpu.now) & ~1n) + distance * CYCLES_PER_COUNT);
  armTimer(e);
}

/** IP7 of the machine: posts what is due. True if the time slice is over. */
export function tick(e: Entry): boolean {
  const now = BigInt(e.cpu.now);
  for (const vcpu of e.system.plan.vcpus) {
    if (Number(e.get(VCPU_AREA.cpu, vcpu)) !== e.cpu.number) continue;
    e.charge("timerCheck");
    const at = e.get(VCPU_AREA.timerAt, vcpu);
    if (at === 0n || at > now) continue;
    // Missed matches count once: a line is up or it is not.
    e.set(VCPU_AREA.timerAt, at + ((now - at) / PERIOD + 1n) * PERIOD, vcpu);
    post(e, vcpu, TIMER_LINE);
  }
  const sliceEnd = e.own(CPU_AREA.sliceEnd), expired = sliceEnd !== 0n && sliceEnd <= now;
  if (expired) e.setOwn(CPU_AREA.sliceEnd, 0n);
  armTimer(e);
  return expired;
}
