import { i32, i64, type Body, type Expr, type Func, type I32, type I64, type Local, type ValueType } from "@disco-vm/wasm";
import { DELAY } from "../layout.ts";
import { BLOCKED } from "../memory-system.ts";
import { EXIT, get32, get64, leaveWindow, leftNow, RAISED, set32, set64, type Frame } from "./cells.ts";
import type { Cp0 } from "./cp0.ts";
import type { Exceptions } from "./exceptions.ts";
import type { Fpu } from "./fpu/fpu.ts";
import type { Lines } from "./lines.ts";
import type { Tlb } from "./tlb.ts";
import type { Access } from "./translate.ts";
import type { Watch } from "./watch.ts";

/** Leaves for the interpreter that is in charge; `entry` is one of ENTRY. */
export type Enter = (f: Body, cpu: I32, entry: number) => void;

/** Where `interpret` begins. */
export const ENTRY = {
  /** With a new window at the state in the cells. */
  WINDOW: 0,
  /** As WINDOW, but the instruction at `hp` is executed whatever the limit: it has begun. */
  AGAIN: 1,
  /** After the instruction before `hp`, which has been completed elsewhere. */
  AFTER: 2,
  /** As WINDOW, and control has just come here: there may be a translation. */
  LOOK: 3,
  /** As LOOK, but not as a place that control comes to again and again. */
  RESUME: 4,
} as const;

type Cont<P extends readonly ValueType[]> = Func<readonly ["i32", ...P], "i32">;

/**
 * The slow paths of the interpreter, entered and left by tail calls. `hp` is in its cell. Each ends in one of four ways:
 * the exception's vector, BLOCKED, the same instruction again (with its line in the table, or its value in `result`),
 * or the end of the instruction.
 */
export interface Continuations {
  readonly fetch: Cont<["i64"]>;
  readonly load: Cont<["i64", "i32"]>;
  readonly store: Cont<["i64", "i32", "i64"]>;
  readonly loadAround: Cont<["i64", "i32", "i64"]>;
  readonly storeAround: Cont<["i64", "i32", "i64", "i32", "i64"]>;
  readonly loadLinked: Cont<["i64", "i32"]>;
  readonly storeConditional: Cont<["i64", "i32", "i64"]>;
  readonly cacheOp: Cont<["i32", "i64"]>;
  readonly raise: Cont<["i32"]>;
  readonly attend: Cont<[]>;
  readonly eret: Cont<[]>;
  readonly gate: Cont<[]>;
  readonly cp0Read: Cont<["i32", "i32"]>;
  readonly cp0Write: Cont<["i32", "i32", "i64"]>;
  readonly tlbRead: Cont<[]>;
  readonly tlbProbe: Cont<[]>;
  readonly tlbWriteIndexed: Cont<[]>;
  readonly tlbWriteRandom: Cont<[]>;
  readonly fpSetControl: Cont<["i32"]>;
  /** (cpu, number of the operation, operands) */
  readonly fpOperate: Cont<["i32", "i64", "i64", "i64"]>;
  readonly fpCompare: Cont<["i32", "i64", "i64"]>;
  /** Executes the instruction again, with FCSR.Cause up to date. */
  readonly fpSettle: Cont<[]>;
}

/** How the interpreter goes on from a slow path, each emitting statements that leave the function. */
export interface Resumption {
  /** Leaves if the status is that of an event: an exception's vector, or BLOCKED. */
  unlessEvent(f: Body, cpu: I32, status: I32): void;
  /** With the same instruction, whose result is known. */
  againWith(f: Body, cpu: I32, result: I64): void;
  /** After an instruction that has been done elsewhere; `attend`: interrupts are looked at. */
  completed(f: Body, cpu: I32, attend?: boolean): void;
  /** With the same instruction, whose data are at the host address found (or the event that was). */
  dataAccess(f: Body, cpu: I32, va: I64, size: I32, table: "dataRead" | "dataWrite", found: I32): void;
  /** The word or doubleword at a host address. */
  read(f: Body, cpu: I32, host: I32, size: I32): I64;
}

export interface ContinuationParts {
  readonly lines: Lines;
  readonly exceptions: Exceptions;
  readonly access: Access;
  readonly tlb: Tlb;
  readonly cp0: Cp0;
  readonly fpu: Fpu;
  readonly watch: Watch;
}

export function emitContinuations(
  frame: Frame, parts: ContinuationParts, enter: Enter,
): { continuations: Continuations; resumption: Resumption } {
  const { lines, exceptions, access, tlb, cp0, fpu, watch } = parts;

  /** A function whose first parameter is the CPU. */
  function continuation<const P extends readonly ValueType[]>(
    name: string, params: P, write: (f: Body, cpu: Local<"i32">, ...rest: { [K in keyof P]: Local<P[K]> }) => void,
  ): Cont<[...P]> {
    const func = frame.b.func(name, ["i32", ...params] as readonly ValueType[], "i32", (body) => {
      const f = body as unknown as Body;
      const [cpu, ...rest] = body.params as unknown as [Local<"i32">, ...{ [K in keyof P]: Local<P[K]> }];
      write(f, cpu, ...rest);
      f.unreachable();
    }, { export: true }); // translations leave by them, too
    return func as unknown as Cont<[...P]>; // the parameters are those
  }

  /** Leaves for what a negative status says. */
  function unlessEvent(f: Body, cpu: I32, status: I32): void {
    f.if(i32.eq(status, BLOCKED), () => {
      set32(f, cpu, "resume", 1);
      f.return(i32.const(EXIT.BLOCKED));
    });
    f.if(i32.eq(status, RAISED), () => enter(f, cpu, ENTRY.LOOK));
  }

  function again(f: Body, cpu: I32): void {
    set32(f, cpu, "left", leftNow(cpu));
    set32(f, cpu, "start", get32(cpu, "hp"));
    enter(f, cpu, ENTRY.AGAIN);
  }
  function againWith(f: Body, cpu: I32, result: I64): void {
    set64(f, cpu, "result", result);
    set32(f, cpu, "hasResult", 1);
    again(f, cpu);
  }
  function completed(f: Body, cpu: I32, attend = false): void {
    if (attend) set32(f, cpu, "delay", i32.or(get32(cpu, "delay"), DELAY.ATTEND));
    set32(f, cpu, "hp", i32.add(get32(cpu, "hp"), 4));
    enter(f, cpu, ENTRY.AFTER);
  }

  /** A data access: when it does not hit in the table now, its entry is put there for this instruction alone. */
  function dataAccess(f: Body, cpu: I32, va: I64, size: I32, table: "dataRead" | "dataWrite", call: I32): void {
    const host = f.local("i32", call);
    unlessEvent(f, cpu, host);
    const t = frame.tables;
    const p = f.local("i32", i32.add(cpu, lines.dataIndex(va)));
    const sizeBits = i64.extendU(i32.sub(size, 1));
    const mask = i64.or(i64.const(BigInt.asIntN(64, lines.dataMask(1))), sizeBits);
    const key = f.local("i64", i64.or(i64.and(va, mask), get64(cpu, "context")));
    f.if(i64.ne(i64.load(p, t[table]), key), () => {
      const other = table === "dataRead" ? "dataWrite" : "dataRead";
      f.add(i64.store(p, key, t[table]));
      f.add(i64.store(p, -1n, t[other]));
      f.add(i32.store(p, i32.sub(host, i32.wrap(va)), t.dataDelta));
      set32(f, cpu, "oneShot", p);
      set32(f, cpu, "delay", i32.or(get32(cpu, "delay"), DELAY.ONE_SHOT));
    });
    again(f, cpu);
  }

  /** An FPU operation: result in its cell, or the exception. */
  function operation<const P extends readonly ValueType[]>(name: string, func: Func<readonly ["i32", ...P], "i32">): Cont<[...P]> {
    return continuation(name, func.params.slice(1) as unknown as P, (f, cpu, ...rest) => {
      const call = func.call as unknown as (...args: Expr[]) => I32; // these are its parameters
      const status = f.local("i32", call.apply(func, [cpu, ...(rest as unknown as Expr[])]));
      unlessEvent(f, cpu, status);
      set32(f, cpu, "hasResult", 1);
      again(f, cpu);
    });
  }
  const simple = (name: string, func: Func<readonly ["i32"], "void">, attend = false): Cont<[]> =>
    continuation(name, [], (f, cpu) => {
      f.add(func.call(cpu));
      completed(f, cpu, attend);
    });

  /** Where the word at a host address lies in dword-swizzled memory. */
  const swizzled = (cpu: I32, host: I32, size: I32): I32 => i32.xor(host, i32.and(i32.sub(8, size), get32(cpu, "order")));
  const read = (f: Body, cpu: I32, host: I32, size: I32): Local<"i64"> => {
    const v = f.local("i64");
    f.if(i32.eq(size, 8), () => f.set(v, i64.load(host)), () => f.set(v, i64.load32s(swizzled(cpu, host, size))));
    return v;
  };

  /** Writes 1, 2, 4 or 8 bytes there. */
  const write = (f: Body, cpu: I32, host: I32, size: I32, value: I64): void => {
    const at = f.local("i32", swizzled(cpu, host, size));
    const widths = [[8, i64.store], [4, i64.store32], [2, i64.store16], [1, i64.store8]] as const;
    f.block((done) => {
      for (const [bytes, store] of widths) f.if(i32.eq(size, bytes), () => {
        f.add(store(at, value));
        f.br(done);
      });
    });
  };

  const continuations: Continuations = {
    fetch: continuation("fetchThen", ["i64"], (f, cpu, va) => {
      watch.beforeFetch(f, cpu, va);
      const host = f.local("i32", access.fetch.call(cpu, va));
      unlessEvent(f, cpu, host);
      watch.afterFetch(f, cpu, va);
      // The line is current state from here on, even if the limit has been reached.
      set32(f, cpu, "hp", host);
      set32(f, cpu, "start", host);
      set64(f, cpu, "lineVa", i64.and(va, BigInt(-frame.geometry.fetchLine)));
      // After BLOCKED it was the fetch that had to be done, not the instruction: a run that ended here would look now, too.
      f.if(i32.and(get32(cpu, "delay"), DELAY.ATTEND), () => {
        set32(f, cpu, "delay", i32.and(get32(cpu, "delay"), ~DELAY.ATTEND));
        const exit = f.local("i32", exceptions.attend.call(cpu));
        f.if(exit, () => f.return(exit));
      });
      enter(f, cpu, ENTRY.RESUME);
    }),
    load: continuation("loadThen", ["i64", "i32"], (f, cpu, va, size) =>
      dataAccess(f, cpu, va, size, "dataRead", access.load.call(cpu, va, size))),
    store: continuation("storeThen", ["i64", "i32", "i64"], (f, cpu, va, size, value) => {
      const host = f.local("i32", access.store.call(cpu, va, size, value));
      unlessEvent(f, cpu, host);
      write(f, cpu, host, size, value);
      completed(f, cpu);
    }),
    loadAround: continuation("loadAroundThen", ["i64", "i32", "i64"], (f, cpu, va, size, address) =>
      dataAccess(f, cpu, va, size, "dataRead", access.loadAround.call(cpu, va, size, address))),
    storeAround: continuation("storeAroundThen", ["i64", "i32", "i64", "i32", "i64"], (f, cpu, va, size, address, part, value) =>
      dataAccess(f, cpu, va, size, "dataWrite", access.storeAround.call(cpu, va, size, address, part, value))),
    loadLinked: continuation("loadLinkedThen", ["i64", "i32"], (f, cpu, va, size) => {
      const host = f.local("i32", access.loadLinked.call(cpu, va, size));
      unlessEvent(f, cpu, host);
      againWith(f, cpu, read(f, cpu, host, size));
    }),
    storeConditional: continuation("storeConditionalThen", ["i64", "i32", "i64"], (f, cpu, va, size, value) => {
      const host = f.local("i32", access.storeConditional.call(cpu, va, size));
      unlessEvent(f, cpu, host);
      f.if(i32.eqz(host), () => againWith(f, cpu, i64.const(0n)));
      write(f, cpu, host, size, value);
      againWith(f, cpu, i64.const(1n));
    }),
    cacheOp: continuation("cacheOpThen", ["i32", "i64"], (f, cpu, op, va) => {
      const status = f.local("i32", access.cacheOp.call(cpu, op, va));
      unlessEvent(f, cpu, status);
      completed(f, cpu);
    }),
    raise: continuation("raiseThen", ["i32"], (f, cpu, code) => {
      f.add(exceptions.raise.call(cpu, code, 0x180));
      enter(f, cpu, ENTRY.LOOK);
    }),
    attend: continuation("attendThen", [], (f, cpu) => {
      const exit = f.local("i32", exceptions.attend.call(cpu));
      f.if(exit, () => f.return(exit));
      enter(f, cpu, ENTRY.LOOK);
    }),
    eret: continuation("eretThen", [], (f, cpu) => {
      set32(f, cpu, "left", i32.sub(get32(cpu, "left"), 1)); // ERET itself, in the mode it leaves
      f.add(exceptions.eret.call(cpu));
      f.if(exceptions.mayAttend(cpu), () => {
        const exit = f.local("i32", exceptions.attend.call(cpu));
        f.if(exit, () => f.return(exit));
      });
      enter(f, cpu, ENTRY.LOOK);
    }),
    gate: continuation("gateThen", [], (f, cpu) => {
      set64(f, cpu, "pc", i64.add(exceptions.pc.call(cpu), 4n));
      leaveWindow(f, cpu);
      set32(f, cpu, "left", i32.sub(get32(cpu, "left"), 1));
      set32(f, cpu, "delay", 0);
      f.return(i32.const(EXIT.GATE));
    }),
    cp0Read: continuation("cp0ReadThen", ["i32", "i32"], (f, cpu, register, sub) =>
      againWith(f, cpu, cp0.read.call(cpu, register, sub))),
    cp0Write: continuation("cp0WriteThen", ["i32", "i32", "i64"], (f, cpu, register, sub, value) => {
      f.add(cp0.write.call(cpu, register, sub, value));
      completed(f, cpu, true);
    }),
    tlbRead: simple("tlbReadThen", tlb.read, true),
    tlbProbe: simple("tlbProbeThen", tlb.probe),
    tlbWriteIndexed: simple("tlbWriteIndexedThen", tlb.writeIndexed),
    tlbWriteRandom: simple("tlbWriteRandomThen", tlb.writeRandom),
    fpSetControl: continuation("fpSetControlThen", ["i32"], (f, cpu, value) => {
      unlessEvent(f, cpu, f.local("i32", fpu.setControl.call(cpu, value)));
      completed(f, cpu);
    }),
    fpOperate: operation("fpOperateThen", fpu.operate),
    fpCompare: operation("fpCompareThen", fpu.compare),
    fpSettle: continuation("fpSettleThen", [], (f, cpu) => {
      f.add(fpu.settle.call(cpu));
      again(f, cpu);
    }),
  };
  return { continuations, resumption: { unlessEvent, againWith, completed, dataAccess, read } };
}

