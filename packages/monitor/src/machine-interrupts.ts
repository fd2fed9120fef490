/** The two interrupts of the machine that Disco uses: its timer (IP7), and other CPUs that want something (IP3). */
import type { Entry } from "./entry.ts";
import { IPI_LINE, TIMER_LINE } from "./interrupts.ts";
import { CP0 } from "./structures/cp0.ts";
import { tick } from "./time.ts";

/** The machine interrupted this CPU. */
export function machineInterrupt(e: Entry): void {
  e.charge("interrupt");
  const pending = e.cpu.cp0(CP0.cause);
  if ((pending & IPI_LINE) !== 0n) e.cpu.clearInterrupt();
  const expired = (pending & TIMER_LINE) !== 0n && tick(e);
  e.repick = true;
  e.expired ||= expired;
}
