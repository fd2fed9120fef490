import { i32, i64, type Body, type Func, type I32, type I64 } from "@disco-vm/wasm";
import { BLOCKED, type MemoryCode } from "../memory-system.ts";
import { EXCEPTION_CODES as E } from "../semantics.ts";
import { cp0, cp0Low, get64, R, RAISED, set32, STATUS as S, type Frame } from "./cells.ts";
import type { Exceptions } from "./exceptions.ts";

/**
 * Watch exceptions (R10000 User's Manual 14.16, chapter 17): accesses to the physical doubleword that WatchLo and WatchHi
 * name. The line that holds it is kept out of the line table, so that no other access pays for the comparison.
 */
export const WATCH_LO = { write: 1, read: 2 } as const;

/** Whether the address last translated is in the watched block of 2^shift bytes. */
const near = (cpu: I32, shift: number): I32 => {
  const watched: I64 = i64.or(i64.shl(cp0(cpu, R.watchHi), 32n), i64.and(cp0(cpu, R.watchLo), 0xfffffff8n));
  return i64.eqz(i64.shrU(i64.xor(get64(cpu, "lastPa"), watched), BigInt(shift)));
};
/** Does something if the data line of the address last translated must stay out of the table. */
export function ifLineIsWatched(f: Body, cpu: I32, dataLine: number, then: () => void): void {
  f.if(i32.and(cp0Low(cpu, R.watchLo), WATCH_LO.write | WATCH_LO.read), () => f.if(near(cpu, Math.log2(dataLine)), then));
}

/** Statements between translation and access; they leave the function with RAISED or BLOCKED. */
export type Watchpoint = (f: Body, cpu: I32, kind: keyof typeof WATCH_LO, uncached: I32) => void;

export function emitWatchpoint({ b }: Frame, ex: Exceptions, memory: MemoryCode): Watchpoint {
  const meet: Func<readonly ["i32", "i32"], "i32"> = b.func("watchpoint", ["i32", "i32"] as const, "i32", (f) => {
    const [cpu, uncached] = f.params;
    f.if(i32.eqz(near(cpu, 3)), () => f.return(i32.const(0)));
    f.if(i32.and(cp0Low(cpu, R.status), S.exl | S.erl), () => {
      // Postponed: the access is done, and the exception taken when both bits are clear.
      set32(f as unknown as Body, cpu, "watchPending", 1);
      f.return(i32.const(0));
    });
    // A cached line that is missing is brought in all the same; nothing else of the access happens.
    f.if(i32.eqz(uncached), () => {
      const found = memory.load.call(cpu, get64(cpu, "lastVa"), get64(cpu, "lastPa"));
      f.if(i32.eq(found, BLOCKED), () => f.return(i32.const(BLOCKED)));
    });
    f.add(ex.raise.call(cpu, E.WATCH, 0x180));
    f.return(i32.const(RAISED));
  });
  return (f, cpu, kind, uncached) => f.if(i32.and(cp0Low(cpu, R.watchLo), WATCH_LO[kind]), () => {
    const event = f.local("i32", meet.call(cpu, uncached));
    f.if(event, () => f.return(event));
  });
}
