/** The machine's one timer: Count and Compare of the CPU at hand. */
import type { Entry } from "./entry.ts";
import { CPU_AREA, VCPU_AREA } from "./layout.ts";
import { CP0, sext32 } from "./structures/cp0.ts";

/** Count has 32 bits and steps every second cycle. */
export const COUNTS = 1n << 32n;
export const CYCLES_PER_COUNT = 2n;
export const PERIOD = COUNTS * CYCLES_PER_COUNT;

export const machineCount = (e: Entry): bigint => BigInt.asUintN(32, e.cpu.cp0(CP0.count));

/** Sets the machine's Compare to the earliest of all that this CPU waits for, and lowers its IP7. */
export function armTimer(e: Entry): void {
  e.charge("armTimer");
  const now = BigInt(e.cpu.now);
  let first = e.own(CPU_AREA.sliceEnd);
  for (const vcpu of e.system.plan.vcpus) {
    if (Number(e.get(VCPU_AREA.cpu, vcpu)) !== e.cpu.number) continue;
    e.charge("timerCheck");
    const at = e.get(VCPU_AREA.timerAt, vcpu);
    if (at !== 0n && (first === 0n || at < first)) first = at;
  }
  if (first === 0n && e.own(CPU_AREA.timerArmed) === 0n) return;
  e.setOwn(CPU_AREA.timerArmed, 1n);
  // With nothing to wait for, as far away as Count goes; what is further than that is looked at again on the way.
  const cycles = first === 0n ? PERIOD : first > now ? first - now : 0n;
  let counts = (cycles + CYCLES_PER_COUNT - 1n) / CYCLES_PER_COUNT;
  if (counts < 1n) counts = 1n;
  if (counts >= COUNTS) counts = COUNTS - 1n;
  e.cpu.setCp0(CP0.compare, sext32(machineCount(e) + counts));
}
