/** What a handler leaves to be done after it: by the vector code, or by a later entry on the same CPU. */
import type { Entry } from "./entry.ts";
import { CPU_AREA } from "./layout.ts";

/** Work for the vector code, before it returns to the guest. */
export function addWork(e: Entry, bits: bigint): void {
  e.work |= bits;
  e.setOwn(CPU_AREA.work, e.work);
}

/** Notes what this entry has begun and a later one will finish. */
export function begin(e: Entry, operation: number, a: bigint | number, b: bigint | number = 0): void {
  e.setOwn(CPU_AREA.operation, operation);
  e.setOwn(CPU_AREA.operandA, a);
  e.setOwn(CPU_AREA.operandB, b);
}
