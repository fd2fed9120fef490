import { i32, i64, type Body, type Func, type I32, type I64, type Local, type ModuleBuilder } from "@disco-vm/wasm";
import { CPU } from "../layout.ts";
import { get32, get64, type Frame } from "./cells.ts";
import type { Exceptions } from "./exceptions.ts";
import type { Lines } from "./lines.ts";

/**
 * Breakpoints and probes without a check per instruction. Fetch lines that hold one are kept out of the line table, so that
 * whoever comes to one, interpreter or translation, takes the slow fetch; that leaves the run, and within such lines the
 * CPU runs an instruction at a time; those that may have one are announced to debug/stops.ts. The table is a pure cache: no state and no cycle
 * depends on it.
 */
export const WATCH = {
  /** No breakpoints. */
  NONE: 0,
  /** Slow fetches ask whether their line holds a breakpoint, and leave if so. */
  LINES: 1,
  /** In such a line: one instruction at a time; slow fetches do not ask, and put nothing into the table. */
  STEP: 2,
} as const;

/** What a run returns when it has come to a line with breakpoints, or left them; never seen outside of debug/stops.ts. */
export const WATCHED_LINE = 5;

/** Bytes of `CPU.watchMap`: a bit an instruction of a 4 KB page. */
export const WATCH_BYTES = 128;

export interface WatchHost {
  /** (cpu number, pc): what to leave with before that instruction, or 0; called where `watchMap` has a bit, and outside of `watchLine`. */
  readonly stop: Func<readonly ["i32", "i64"], "i32">;
  /** (va): whether its fetch line holds a breakpoint. */
  readonly line: Func<readonly ["i64"], "i32">;
}

export function importWatch(b: ModuleBuilder): WatchHost {
  return {
    stop: b.importFunction("watch", "stop", ["i32", "i64"] as const, "i32"),
    line: b.importFunction("watch", "line", ["i64"] as const, "i32"),
  };
}

export class Watch {
  constructor(private readonly frame: Frame, private readonly host: WatchHost, private readonly lines: Lines, private readonly exceptions: Exceptions) {}

  /** At an instruction that no interrupt comes before: leaves if it has a breakpoint. */
  atInstruction(f: Body, cpu: I32): void {
    f.if(get32(cpu, "watch"), () => {
      const pc = f.local("i64", this.exceptions.pc.call(cpu)), bit = i32.shrU(i32.wrap(pc), 2);
      const byte = i32.load8u(i32.add(cpu, i32.and(i32.shrU(bit, 3), WATCH_BYTES - 1)), CPU.watchMap);
      const elsewhere = i64.ne(i64.and(pc, BigInt(-this.frame.geometry.fetchLine)), get64(cpu, "watchLine"));
      f.if(i32.or(elsewhere, i32.and(i32.shrU(byte, i32.and(bit, 7)), 1)), () => {
        const exit = f.local("i32", this.host.stop.call(get32(cpu, "number"), pc));
        f.if(exit, () => f.return(exit));
      });
    });
  }
  /** Where a window ends that begins at `time` and may last until `end`. */
  windowEnd(f: Body, cpu: I32, time: I64, end: Local<"i64">): void {
    f.if(i32.eq(get32(cpu, "watch"), WATCH.STEP), () => f.set(end, i64.add(time, 1n)));
  }
  /** Before a slow fetch at `va`, of which nothing has happened. */
  beforeFetch(f: Body, cpu: I32, va: I64): void {
    f.if(i32.eq(get32(cpu, "watch"), WATCH.LINES), () =>
      f.if(this.host.line.call(va), () => f.return(i32.const(WATCHED_LINE))));
  }
  /** After it. */
  afterFetch(f: Body, cpu: I32, va: I64): void {
    f.if(i32.eq(get32(cpu, "watch"), WATCH.STEP), () =>
      f.add(i64.store(i32.add(cpu, this.lines.fetchIndex(va)), -1n, this.frame.tables.fetchKey)));
  }
}
