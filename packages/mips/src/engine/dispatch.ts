import { i32, i64, type Body, type Func, type I32, type I64, type ValueType } from "@disco-vm/wasm";
import { cp0Low, get32, get64, isCode, R, set32, set64, STATUS as S, type Frame } from "./cells.ts";
import { countEvery, countVisit, PAGE_BYTES, TRANSLATION, type CodeHost, type CodeMap } from "./code-map.ts";
import { ENTRY, type Enter, type Resumption } from "./continuations.ts";
import type { Cp0 } from "./cp0.ts";
import type { Fpu } from "./fpu/fpu.ts";
import type { Lines } from "./lines.ts";
import type { CpuFunc } from "./exceptions.ts";
import type { Tlb } from "./tlb.ts";
import type { Access, DataAccess } from "./translate.ts";

/** Something unusual happened to a cold access: the translation may not go on from it. */
const LEAVE = -4;

/** (cpu, hp, page, left, ...): `hp` is the host address of the instruction, `page` the virtual address of its page. */
type At<P extends readonly ValueType[]> = Func<readonly ["i32", "i32", "i64", "i32", ...P], "i32">;

/** How `coldExit` tells accesses apart: the size, and one of these. */
export const COLD = { load: 0, store: 16, linked: 32 } as const;

/** What translations call. */
export interface Dispatch {
  /** On to the instruction at `hp`, whose line has been looked up. */
  readonly go: At<[]>;
  /** (..., target): a taken transfer from `hp`. */
  readonly jump: At<["i64"]>;
  /** (..., va, size[, what the access has further]) -> host address, or negative: leave by `coldExit`. */
  readonly cold: {
    readonly load: At<["i64", "i32"]>;
    readonly loadLinked: At<["i64", "i32"]>;
    readonly store: At<["i64", "i32", "i64"]>;
    readonly loadAround: At<["i64", "i32", "i64"]>;
    readonly storeAround: At<["i64", "i32", "i64", "i32", "i64"]>;
    /** (..., a, CODES number or condition[, b, c]) -> 0 with the result in its cell. */
    readonly fpOperate: At<["i64", "i32", "i64", "i64"]>;
    readonly fpCompare: At<["i64", "i32", "i64"]>;
    /** (..., FCSR) */
    readonly fpSetControl: At<["i64"]>;
    /** -> 1 or 0: whether the store was done. */
    readonly storeConditional: At<["i64", "i32", "i64"]>;
  };
  /** (cpu, result of the cold access, va, size | COLD): the interpreter goes on from the state in the cells. */
  readonly coldExit: Func<readonly ["i32", "i32", "i64", "i32"], "i32">;
  /** Each does one operation of the system coprocessor -> not 0: leave by `completed`. */
  readonly system: {
    /** (..., register, sub, value) */
    readonly cp0Write: At<["i32", "i32", "i64"]>;
    readonly tlbRead: At<[]>;
    readonly tlbProbe: At<[]>;
    readonly tlbWriteIndexed: At<[]>;
    readonly tlbWriteRandom: At<[]>;
  };
  /** (..., register, sub) */
  readonly cp0Read: Func<readonly ["i32", "i32", "i64", "i32", "i32", "i32"], "i64">;
  /** The instruction at `hp` in the cells is done, and interrupts may have to be looked at. */
  readonly completed: Func<readonly ["i32"], "i32">;
  readonly fpSettle: CpuFunc;
  /** (cpu, hp): the translation does not fit the CPU's mode. */
  readonly misfit: Func<readonly ["i32", "i32"], "i32">;
}

/** The state at an instruction, with nothing hidden in a translation's locals. */
export function setState(f: Body, cpu: I32, hp: I32, page: I64, left: I32, fetchLine: number): void {
  set32(f, cpu, "hp", hp);
  set32(f, cpu, "start", hp);
  set32(f, cpu, "left", left);
  set64(f, cpu, "lineVa", i64.or(page, i64.extendU(i32.and(hp, 0xfff & -fetchLine))));
}

/** The state in which the instruction at `pc` is about to be fetched. */
export function setFetch(f: Body, cpu: I32, pc: I64, left: I32): void {
  set32(f, cpu, "hp", 0);
  set32(f, cpu, "start", 0);
  set32(f, cpu, "left", left);
  set64(f, cpu, "pc", pc);
}

export interface DispatchParts {
  readonly lines: Lines;
  readonly access: Access;
  readonly tlb: Tlb;
  readonly cp0: Cp0;
  readonly fpu: Fpu;
  readonly map: CodeMap;
  readonly host: CodeHost;
  readonly resumption: Resumption;
}

export function emitDispatch(frame: Frame, parts: DispatchParts, enter: Enter): Dispatch {
  const { b, geometry, tables } = frame, { lines, access, tlb, cp0, fpu, map, host, resumption } = parts;
  const line = geometry.fetchLine;

  const go = b.func("go", TRANSLATION, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp, page, left] = g.params;
    const index = f.local("i32", map.find(hp));
    f.if(index, () => f.add(b.tailCallIndirect(TRANSLATION, "i32", index, cpu, i32.and(hp, -PAGE_BYTES), page, left)));
    setState(f, cpu, hp, page, left, line);
    countVisit(f, cpu, hp, map, host);
    enter(f, cpu, ENTRY.WINDOW);
    f.unreachable();
  }, { export: true });

  const jump = b.func("jump", [...TRANSLATION, "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp, page, left, target] = g.params;
    const lineVa = i64.or(page, i64.extendU(i32.and(hp, 0xfff & -line)));
    // Within the line that is being executed nothing is looked up.
    const within = BigInt(line - 4);
    countEvery(f, map.counter(hp, "jumps"), map.hot, () => {
      setState(f, cpu, hp, page, left, line);
      f.add(host.jumped.call(cpu, hp, target));
    });
    f.if(i64.eqz(i64.and(i64.xor(target, lineVa), ~within)), () => {
      const there = i32.or(i32.and(hp, -line), i32.wrap(i64.and(target, within)));
      f.add(go.returnCall(cpu, there, page, left));
    });
    f.if(i32.gtS(left, 0), () => {
      const p = f.local("i32", i32.add(cpu, lines.fetchIndex(target)));
      const key = i64.or(i64.and(target, lines.fetchMask()), get64(cpu, "context"));
      f.if(i64.eq(key, i64.load(p, tables.fetchKey)), () =>
        f.add(go.returnCall(cpu, i32.add(i32.wrap(target), i32.load(p, tables.fetchDelta)), i64.and(target, -4096n), left)));
    });
    setFetch(f, cpu, target, left);
    enter(f, cpu, ENTRY.LOOK);
    f.unreachable();
  }, { export: true });

  /** A function that finds the state of an instruction in its parameters, and puts it into the cells. */
  function at<const P extends readonly ValueType[]>(
    name: string, extra: P, write: (f: Body, cpu: I32, ...rest: (I32 & I64)[]) => void,
  ): At<P> {
    const func = b.func(name, [...TRANSLATION, ...extra] as readonly ValueType[], "i32", (g) => {
      const f = g as unknown as Body;
      const [cpu, hp, page, left, ...rest] = g.params as unknown as [I32, I32, I64, I32, ...(I32 & I64)[]]; // as declared
      setState(f, cpu, hp, page, left, line);
      write(f, cpu, ...rest);
    }, { export: true });
    return func as unknown as At<P>; // the parameters are those
  }

  /** A negative result leaves the translation. */
  function cold<const P extends readonly ValueType[]>(name: DataAccess | "loadLinked", extra: P): At<["i64", "i32", ...P]> {
    return at(name + "Cold", ["i64", "i32", ...extra], (f, cpu, va, size, ...rest) => {
      const epoch = f.local("i32", map.epoch());
      const call = access[name].call as unknown as (...args: unknown[]) => I32; // they differ by `rest`
      const found = f.local("i32", call.apply(access[name], [cpu, va, size, ...rest]));
      f.if(isCode(found), () => f.return(found));
      let unusual = i32.ne(epoch, map.epoch());
      if (name.startsWith("store")) unusual = i32.or(unusual, i32.ne(map.slot(found), 0));
      f.if(unusual, () => {
        set32(f, cpu, "coldHost", found);
        f.return(i32.const(LEAVE));
      });
      f.return(found);
    });
  }

  const storeConditional = at("storeConditionalCold", ["i64", "i32", "i64"], (f, cpu, va, size, value) => {
    const epoch = f.local("i32", map.epoch());
    const found = f.local("i32", access.storeConditional.call(cpu, va, size));
    f.if(i32.or(i32.eqz(found), isCode(found)), () => f.return(found));
    f.if(i32.eq(size, 8), () => f.add(i64.store(found, value)), () => f.add(i64.store32(i32.xor(found, 4), value)));
    f.if(i32.ne(epoch, map.epoch()), () => {
      set32(f, cpu, "coldHost", 1);
      f.return(i32.const(LEAVE));
    });
    f.return(i32.const(1));
  });

  const coldExit = b.func("coldExit", ["i32", "i32", "i64", "i32"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, result, va, kind] = g.params;
    const size = f.local("i32", i32.and(kind, 15));
    f.if(i32.eq(result, LEAVE), () => f.set(result, get32(cpu, "coldHost")));
    f.if(i32.and(kind, COLD.linked), () => {
      resumption.unlessEvent(f, cpu, result);
      // What was loaded, or whether the store was done.
      f.if(i32.and(kind, COLD.store), () => resumption.againWith(f, cpu, i64.extendU(result)));
      resumption.againWith(f, cpu, resumption.read(f, cpu, result, size));
    });
    f.if(i32.and(kind, COLD.store), () => resumption.dataAccess(f, cpu, va, size, "dataWrite", result));
    resumption.dataAccess(f, cpu, va, size, "dataRead", result);
    f.unreachable();
  }, { export: true });

  /** 0 if the translation may go on: no interrupt to take, not idle, and the mode that it was entered in. */
  const unchanged = (f: Body, cpu: I32, change: () => void): void => {
    const before = f.local("i64", get64(cpu, "context"));
    const variant = f.local("i32", get32(cpu, "variant")), fpr = f.local("i32", get32(cpu, "fprMask"));
    change();
    const status = f.local("i32", cp0Low(cpu, R.status));
    const enabled = i32.eq(i32.and(status, S.ie | S.exl | S.erl), S.ie);
    const pending = i32.ne(i32.and(i32.and(cp0Low(cpu, R.cause), status), S.im), 0);
    const other = i32.or(i32.ne(variant, get32(cpu, "variant")), i32.ne(fpr, get32(cpu, "fprMask")));
    f.return([i32.and(enabled, pending), i32.and(status, S.idle), get32(cpu, "watchPending"), get32(cpu, "careful"), i64.ne(before, get64(cpu, "context")), other]
      .reduce((x, y) => i32.or(x, y)));
  };
  const plain = (name: string, func: CpuFunc): At<[]> => at(name + "Here", [], (f, cpu) => {
    f.add(func.call(cpu));
    f.return(i32.const(0));
  });

  const cp0Read = b.func("cp0ReadHere", [...TRANSLATION, "i32", "i32"] as const, "i64", (g) => {
    const f = g as unknown as Body, [cpu, hp, page, left, register, sub] = g.params;
    setState(f, cpu, hp, page, left, line);
    f.return(cp0.read.call(cpu, register, sub));
  }, { export: true });

  const completed = b.func("completedHere", ["i32"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu] = g.params;
    resumption.completed(f, cpu, true);
    f.unreachable();
  }, { export: true });

  const misfit = b.func("misfit", ["i32", "i32"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp] = g.params;
    f.add(i32.store16(map.place(hp), 0));
    countVisit(f, cpu, hp, map, host);
    enter(f, cpu, ENTRY.WINDOW);
    f.unreachable();
  }, { export: true });

  return {
    go, jump, coldExit, misfit, cp0Read, completed, fpSettle: fpu.settle,
    cold: {
      load: cold("load", []), loadLinked: cold("loadLinked", []), store: cold("store", ["i64"]),
      loadAround: cold("loadAround", ["i64"]), storeAround: cold("storeAround", ["i64", "i32", "i64"]),
      storeConditional,
      fpOperate: at("fpOperateHere", ["i64", "i32", "i64", "i64"], (f, cpu, a, code, second, third) => f.return(fpu.operate.call(cpu, code, a, second, third))),
      fpCompare: at("fpCompareHere", ["i64", "i32", "i64"], (f, cpu, a, condition, second) => f.return(fpu.compare.call(cpu, condition, a, second))),
      fpSetControl: at("fpSetControlHere", ["i64"], (f, cpu, value) => f.return(fpu.setControl.call(cpu, i32.wrap(value)))),
    },
    system: {
      cp0Write: at("cp0WriteHere", ["i32", "i32", "i64"], (f, cpu, register, sub, value) =>
        unchanged(f, cpu, () => f.add(cp0.write.call(cpu, register, sub, value)))),
      tlbRead: at("tlbReadHere", [], (f, cpu) => unchanged(f, cpu, () => f.add(tlb.read.call(cpu)))),
      tlbProbe: plain("tlbProbe", tlb.probe),
      tlbWriteIndexed: plain("tlbWriteIndexed", tlb.writeIndexed), tlbWriteRandom: plain("tlbWriteRandom", tlb.writeRandom),
    },
  };
}
