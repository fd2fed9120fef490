import { ModuleBuilder, type Body } from "@disco-vm/wasm";
import { Cpu, type CpuCode } from "./cpu.ts";
import { CPU, DELAY, tableLayout } from "./layout.ts";
import type { Breakpoints } from "./debug/breakpoints.ts";
import type { Probes } from "./debug/probes.ts";
import { Stops } from "./debug/stops.ts";
import type { LineGeometry, MemorySystem } from "./memory-system.ts";
import { EXIT, get32, get64, leftNow, now, set32, set64, type Frame } from "./engine/cells.ts";
import { CarefulModule } from "./engine/careful.ts";
import { emitContinuations, ENTRY, type Enter } from "./engine/continuations.ts";
import { emitCounters } from "./engine/counters.ts";
import { emitCp0 } from "./engine/cp0.ts";
import { CODE_MAP, emitHot } from "./engine/code-map.ts";
import { emitDispatch } from "./engine/dispatch.ts";
import { decodeTables } from "./engine/decode-table.ts";
import { emitExceptions } from "./engine/exceptions.ts";
import { emitFpu } from "./engine/fpu/fpu.ts";
import { Lines } from "./engine/lines.ts";
import { Tier0 } from "./engine/tier0.ts";
import type { Parts } from "./engine/emitter.ts";
import { emitTlb } from "./engine/tlb.ts";
import { emitTlbIndex } from "./engine/tlb-index.ts";
import { emitAccess } from "./engine/translate.ts";
import { importWatch, Watch } from "./engine/watch.ts";
import { Translator } from "./tier1/translator.ts";
import { i32, i64, select } from "@disco-vm/wasm";

/** Functional: each instruction takes one cycle. Timed: long operations take the R10000's latencies (engine/timing.ts). */
export type Flavour = "functional" | "timed";

/** JavaScript that the engine calls. `cpu` is the CPU's number. */
export interface CoreHost {
  /** `size` is in bytes, 1, 2, 4 or 8. 0 with the value given to the CPU's `setIoValue`, BLOCKED, or BUS_ERROR. */
  uncachedLoad(cpu: number, pa: number, size: number): number;
  /**
   * `size` is in bytes, 1 to 8: SWL and its kind store 1 to 7, from `pa` on, within an aligned word or doubleword. `value`
   * is unsigned, and its low bytes count. 0, BLOCKED, or BUS_ERROR.
   */
  uncachedStore(cpu: number, pa: number, size: number, value: bigint): number;
}

/** What a core is made of. Addresses are byte offsets in `memory`. */
export interface CoreOptions {
  /** Timed charges the latencies of long operations; the memory system brings its own. */
  readonly flavour: Flavour;
  /** Everything is in here: RAM, CPUs, tables. It may not grow afterwards. */
  readonly memory: WebAssembly.Memory;
  /** Byte offset of `coreTableBytes()` bytes for tables that all CPUs share, a multiple of 64. */
  readonly tables: number;
  /** Byte offset of each CPU's state, `cpuStateBytes(geometry)` bytes, a multiple of 64. */
  readonly cpus: readonly number[];
  /** What is between the CPUs and RAM. */
  readonly system: MemorySystem;
  /** What answers uncached accesses; without it they are bus errors. */
  readonly host?: CoreHost;
  /** 0: the interpreter alone; 1 (the default): with translations of what runs often. States and cycles are the same. */
  readonly tier?: 0 | 1;
  /** Taken transfers to an instruction after which it is translated, a power of two (128). Changes no state. */
  readonly hot?: number;
  /** Bytes of generated code after which all of it is dropped, and what is still in use made anew (16 MB). */
  readonly mostCode?: number;
  /** Byte offset of a byte map of the 4 KB pages of linear memory; stores set the byte of their page. */
  readonly dirtyPages: number;
  /** Whether `gate` enters a monitor; otherwise it is a reserved instruction. */
  readonly gate?: boolean;
  /** Config register (default: R10000, 32 KB caches, 1 MB L2 of 128 B lines, big-endian, K0 cacheable). */
  readonly config?: bigint;
}

const DECODE = decodeTables();
/**
 * Cycles that an engine runs at a stretch. Functions of which V8 has better code are entered anew now and then, and the
 * interpreter's 32-bit byte counts hold it. No result depends on it.
 */
const LONGEST = 1n << 20n;

/** 32 KB L1s, 1 MB L2 with 128-byte lines, big-endian, kseg0 cacheable: r10000.md section 1. */
const CONFIG = 0x6c01a003n;
/** R10000 revision 2.5. */
const PRID = 0x0925n;

/** Bytes that one CPU's state takes, its line tables included; a multiple of 64. */
export function cpuStateBytes(geometry: LineGeometry): number {
  return tableLayout(geometry).bytes;
}
/** Bytes that the tables which all CPUs of a core share take. */
export function coreTableBytes(): number {
  return DECODE.bytes.length + CODE_MAP.bytes;
}

/** The CPUs of one machine: their state in linear memory and the one module that executes them. */
export class Core {
  /** In the order of `CoreOptions.cpus`. */
  readonly cpus: readonly Cpu[];
  /** Functions of the module, those the memory system exported included. */
  readonly exports: WebAssembly.Exports;
  private readonly runCode: (cpu: number, limit: number) => number;
  private readonly translator: Translator | undefined;
  private readonly stops: Stops;

  private constructor(private readonly options: CoreOptions, { translator, careful, stops }: Helpers, instance: WebAssembly.Instance) {
    this.translator = translator;
    this.stops = stops;
    this.exports = instance.exports;
    translator?.connect(instance.exports);
    careful.connect(instance.exports);
    const code = instance.exports as unknown as CpuCode & { run(cpu: number, limit: number): number };
    this.runCode = code.run;
    const bytes = new Uint8Array(options.memory.buffer);
    bytes.set(DECODE.bytes, options.tables);
    this.cpus = options.cpus.map((address, n) => {
      const cpu = new Cpu(n, address, options.memory, code);
      new DataView(options.memory.buffer).setInt32(address + CPU.gateEnabled, options.gate ? 1 : 0, true);
      cpu.reset(options.config ?? CONFIG, PRID);
      return cpu;
    });
    stops.connect({ cpus: this.cpus, run: code.run });
  }

  static async create(options: CoreOptions): Promise<Core> {
    const helpers = helpersOf(options);
    const { instance } = await WebAssembly.instantiate(emitCore(options, helpers), imports(options, helpers));
    return new Core(options, helpers, instance);
  }

  /** As `create`, at once: for Node and for workers. On a page's main thread a browser may limit what is compiled at once. */
  static createSync(options: CoreOptions): Core {
    const helpers = helpersOf(options);
    const module = new WebAssembly.Module(emitCore(options, helpers));
    return new Core(options, helpers, new WebAssembly.Instance(module, imports(options, helpers)));
  }

  /** To be told of every write to RAM that no CPU made: host address and length in bytes. */
  codeChanged(host: number, length: number): void {
    this.translator?.written(host, length);
  }

  /** Forgets every translation; what still runs often is translated again. Changes no state and no cycle. */
  dropTranslations(): void {
    this.translator?.flush();
  }

  /** What the translator has done so far; undefined in tier 0. */
  get translations(): Readonly<Translator["counts"]> | undefined {
    return this.translator && { ...this.translator.counts };
  }

  /** Runs a CPU until its clock reaches `limit` or something else ends it: an EXIT value. */
  run(cpu: number, limit: number): number {
    return this.stops.any ? this.stops.run(cpu, limit) : this.runCode(this.options.cpus[cpu]!, limit);
  }

  /**
   * Keeps a CPU's present state for `restore`. From here on the memory system is asked again before a line is stored to, so
   * that it can keep what it holds, too.
   */
  save(cpu: number): void {
    this.cpus[cpu]!.save();
    this.stops.save(cpu);
  }

  /** The CPU goes back to the state that was saved last: it comes to breakpoints again that it has met since. */
  restore(cpu: number): void {
    this.cpus[cpu]!.restore();
    this.stops.restore(cpu);
  }

  /**
   * Executes one instruction, or takes the interrupt that comes before it; an instruction that faults takes its exception.
   * An EXIT value, LIMIT when that has been done. Breakpoints are not looked at, and a run that follows does not stop
   * where a step has led. State and cycles are those of a run that goes through.
   */
  step(cpu: number): number {
    return this.stops.step(cpu);
  }

  /**
   * Where `run` stops, with EXIT.BREAKPOINT, before the instruction is executed: once each time that control comes there, and
   * not again when the run is then resumed. An instruction that has to start again because of an exception is come
   * to again. Instructions in the fetch line of a breakpoint (4 KB on flat memory) run one by one, all others at full speed.
   */
  get breakpoints(): Breakpoints {
    return this.stops.breakpoints;
  }

  /**
   * What is called when control comes to an instruction: as often as a breakpoint there would stop, and after steps too. At the
   * call, no interrupt comes before the instruction; one that arrives while it is fetched does, and then it is come to again.
   */
  get probes(): Probes {
    return this.stops.probes;
  }

  /** 4 KB pages of linear memory that CPUs stored to since the last call, ascending. */
  takeDirtyPages(): number[] {
    const { memory, dirtyPages } = this.options;
    const map = new Uint8Array(memory.buffer, dirtyPages, memory.buffer.byteLength / 4096);
    const pages: number[] = [];
    for (let at = map.indexOf(1); at >= 0; at = map.indexOf(1, at + 1)) pages.push(at);
    map.fill(0);
    const clear = this.exports["clearWrites"] as (cpu: number) => void; // exported by emitCore
    for (const cpu of this.options.cpus) clear(cpu);
    return pages;
  }
}

/** What works with the module from outside. */
interface Helpers {
  readonly translator: Translator | undefined;
  readonly careful: CarefulModule;
  readonly stops: Stops;
}

function helpersOf(options: CoreOptions): Helpers {
  const { tier = 1, hot = 1 } = options;
  if (tier !== 0 && tier !== 1) throw new RangeError(`Core: expected tier 0 or 1, got ${String(tier)}; leave it out for 1`);
  if (!(Number.isInteger(hot) && hot >= 1 && hot <= 1 << 15 && (hot & (hot - 1)) === 0))
    throw new RangeError(`Core: expected hot to be a power of two from 1 to 32768, got ${hot}; leave it out for 128`);
  const translator = tier === 0 ? undefined : new Translator(options, options.tables + DECODE.bytes.length);
  const table = translator?.table ?? new WebAssembly.Table({ element: "anyfunc", initial: 1, maximum: 1 });
  return {
    translator, careful: new CarefulModule(options.memory, table, DECODE),
    stops: new Stops(options.memory, options.system.geometry.fetchLine),
  };
}

function imports(options: CoreOptions, { translator, careful, stops }: Helpers): WebAssembly.Imports {
  const none = (): number => -2;
  const host = options.host ?? { uncachedLoad: none, uncachedStore: none };
  return {
    env: { memory: options.memory, table: careful.table },
    careful: { needed: careful.needed },
    ...(translator ? { code: { hot: translator.hot, jumped: translator.jumped, written: translator.written } } : {}),
    watch: stops.imports,
    host: {
      uncachedLoad: (cpu: number, pa: number, size: number) => host.uncachedLoad(cpu, pa, size),
      uncachedStore: (cpu: number, pa: number, size: number, v: bigint) => host.uncachedStore(cpu, pa, size, BigInt.asUintN(64, v)),
    },
  };
}

function emitCore(options: CoreOptions, { translator, careful }: Helpers): Uint8Array<ArrayBuffer> {
  const b = new ModuleBuilder();
  b.importMemory("env", "memory", 1);
  const host = {
    uncachedLoad: b.importFunction("host", "uncachedLoad", ["i32", "f64", "i32"] as const, "i32"),
    uncachedStore: b.importFunction("host", "uncachedStore", ["i32", "f64", "i32", "i64"] as const, "i32"),
  };
  const watchHost = importWatch(b);
  const { geometry } = options.system;
  b.importTable("env", "table", careful.table.length);
  const code = translator && {
    map: translator.map,
    host: {
      hot: b.importFunction("code", "hot", ["i32", "i32"] as const, "void"),
      jumped: b.importFunction("code", "jumped", ["i32", "i32", "i64"] as const, "void"),
      written: b.importFunction("code", "written", ["i32", "i32"] as const, "void"),
    },
  };
  const frame: Frame = {
    b, geometry, tables: tableLayout(geometry), dirtyPages: options.dirtyPages,
    decodeTables: options.tables,
    timed: options.flavour === "timed",
    code,
  };
  const lines = new Lines(frame);
  const memory = options.system.emit(b, lines.hooks());
  const counters = emitCounters(b);
  const exceptions = emitExceptions(frame, lines, counters);
  const index = emitTlbIndex(frame);
  const access = emitAccess(frame, lines, exceptions, index, memory, host);
  const tlb = emitTlb(frame, lines, exceptions, index);
  const cp0 = emitCp0(frame, lines, exceptions, tlb, counters);
  const fpu = emitFpu(frame, exceptions);
  const watch = new Watch(frame, watchHost, lines, exceptions);
  const enter: Enter = (f, cpu, entry) => {
    f.if(get32(cpu, "careful"), () => f.add(carefully.returnCall(cpu, entry)));
    f.add(interpret.returnCall(cpu, entry));
  };
  const { continuations, resumption } = emitContinuations(frame, { lines, exceptions, access, tlb, cp0, fpu, watch }, enter);
  const parts: Parts = { lines, continuations, ...(code ? { hot: emitHot(b, code.host, enter) } : {}) };
  const interpret = b.func("interpret", ["i32", "i32"] as const, "i32", (f) =>
    new Tier0(frame, parts, DECODE, f as unknown as Body).write(), { export: true });
  const carefully = careful.emit(b, b.importFunction("careful", "needed", [] as const, "void"));
  careful.describe(frame, { continuations, count: counters.count });
  if (code) {
    const dispatch = emitDispatch(frame, { lines, access, tlb, cp0, fpu, map: code.map, host: code.host, resumption }, enter);
    translator.describe({ continuations, dispatch, interpret });
  }

  b.func("clearTables", ["i32"] as const, "void", (f) => {
    lines.clearAll(f as unknown as Body, f.params[0]);
    f.add(index.rebuild.call(f.params[0]));
  }, { export: true });
  b.func("clearWrites", ["i32"] as const, "void", (f) => lines.clearWrites(f as unknown as Body, f.params[0]), { export: true });

  b.func("run", ["i32", "f64"] as const, "i32", (body) => {
    const f = body as unknown as Body;
    const [cpu, limitTime] = body.params;
    const limit = f.local("i64", i64.truncF64S(limitTime));
    const time = f.local("i64"), end = f.local("i64"), exit = f.local("i32"), left = f.local("i32");
    f.loop((again) => {
      f.add(cp0.timer.call(cpu));
      f.set(time, now(cpu));
      f.if(i64.geS(time, limit), () => f.return(i32.const(EXIT.LIMIT)));
      // Never past the timer.
      const timer = get64(cpu, "timerAt");
      f.set(end, select(i64.ltS(timer, limit), timer, limit as typeof timer));
      const far = i64.add(time, LONGEST);
      f.set(end, select(i64.gtS(end, far), far, end as typeof timer));
      watch.windowEnd(f, cpu, time, end);
      f.set(left, i32.wrap(i64.sub(end, time)));
      set64(f, cpu, "retireBase", i64.add(get64(cpu, "retireBase"), i64.extendS(i32.sub(left, leftNow(cpu)))));
      set32(f, cpu, "start", get32(cpu, "hp"));
      set64(f, cpu, "limit", end);
      set32(f, cpu, "left", left);
      f.if(get32(cpu, "resume"), () => {
        set32(f, cpu, "resume", 0);
        set32(f, cpu, "delay", i32.or(get32(cpu, "delay"), DELAY.ATTEND));
      }, () => {
        f.set(exit, exceptions.attend.call(cpu));
        f.if(exit, () => f.return(exit));
        watch.atInstruction(f, cpu);
      });
      f.if(get32(cpu, "careful"), () => f.set(exit, carefully.call(cpu, ENTRY.RESUME)), () => f.set(exit, interpret.call(cpu, ENTRY.RESUME)));
      f.if(exit, () => f.return(exit));
      f.br(again);
    });
    f.unreachable();
  }, { export: true });
  return b.build();
}
