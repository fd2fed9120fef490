import { BUS_ERROR, Core, coreTableBytes, cpuStateBytes, EXIT, FlatMemory, flatMemoryMapBytes, type Cpu, type Flavour } from "../src/index.ts";
import { REGISTERS } from "../src/assembly/registers.ts";
import { SYMBOLS, STOPS, type CaseFile, type Expectation } from "./case-file.ts";
import { GEOMETRY, LineMemory, lineMemoryBytes } from "./line-memory.ts";

export interface Engine {
  readonly name: string;
  readonly tier: 0 | 1;
  readonly flavour: Flavour;
  /** Caches that cost and block, or flat memory. */
  readonly caches: boolean;
}

const LOW = 1 << 20, HIGH = 1 << 16, HIGH_BASE = 0x1fc00000, RAM = LOW + HIGH, CPUS = 8, PATIENCE = 200_000;
const FLAT = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;
const CONFIG = 0x6c01a003n, PRID = 0x0925n;

/** Eight CPUs with 1 MB of RAM and 64 KB where the boot vectors are, uncached or not; for one case after the other. */
export class CaseMachine {
  private readonly core: Core;
  private readonly ram: Uint8Array;
  private readonly ramBase: number;
  private stops: number[] = [];
  /** Pages of RAM that are not all 0, but for what CPUs stored since. */
  private used = new Set<number>();

  constructor(engine: Engine) {
    const geometry = engine.caches ? GEOMETRY : FLAT, state = cpuStateBytes(geometry);
    const tables = 64, own = tables + coreTableBytes();
    const cpus = Array.from({ length: CPUS }, (_, n) => own + CPUS * lineMemoryBytes + flatMemoryMapBytes(RAM) + n * state);
    const dirtyPages = cpus[0]! + CPUS * state; // there are eight
    this.ramBase = Math.ceil((dirtyPages + 4096) / 65536) * 65536;
    const memory = new WebAssembly.Memory({ initial: (this.ramBase + RAM) / 65536 });
    const where = { ramBase: this.ramBase, ramBytes: RAM, lowEnd: LOW, highBase: HIGH_BASE };
    const system = engine.caches ? new LineMemory({ ...where, tags: own, blockEvery: 3 })
      : new FlatMemory({ ...where, cpus, linkedPages: own + CPUS * lineMemoryBytes });
    this.core = Core.createSync({
      flavour: engine.flavour, memory, tables, cpus, system, dirtyPages, gate: true, tier: engine.tier, hot: 1,
      host: {
        uncachedLoad: (cpu, pa, size) => {
          const at = this.offset(pa);
          if (at === undefined) return BUS_ERROR;
          this.core.cpus[cpu]!.setIoValue(this.read(at, size)); // the engine names CPUs that there are
          return 0;
        },
        uncachedStore: (_cpu, pa, size, value) => {
          const at = this.offset(pa);
          if (at === undefined) return BUS_ERROR;
          this.used.add(at >>> 12);
          for (let n = 0; n < size; n++) this.put(at + n, Number((value >> BigInt(8 * (size - 1 - n))) & 0xffn));
          return 0;
        },
      },
    });
    this.ram = new Uint8Array(memory.buffer, this.ramBase, RAM);
  }

  private offset(pa: number): number | undefined {
    return pa < LOW ? pa : pa >= HIGH_BASE && pa < HIGH_BASE + HIGH ? pa - HIGH_BASE + LOW : undefined;
  }
  private read(at: number, size: number): bigint {
    let v = 0n;
    for (let n = 0; n < size; n++) v = (v << 8n) | BigInt(this.ram[(at + n) ^ 7]!); // within RAM
    return v;
  }
  /** What is there already stays, so that translations of it do, too. */
  private put(at: number, byte: number): void {
    if (this.ram[at ^ 7] === byte) return;
    this.core.codeChanged(this.ramBase + at, 1);
    this.ram[at ^ 7] = byte;
  }

  /** Loads the program and resets its CPUs; memory the program does not fill is 0. */
  load(file: CaseFile): void {
    const images = [[0, file.program.bytes], [LOW, file.boot.bytes]] as const;
    const first = this.ramBase / 4096, pages = new Set(this.used);
    for (const page of this.core.takeDirtyPages()) if (page >= first) pages.add(page - first);
    this.used = new Set(images.flatMap(([at, bytes]) => Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, n) => at / 4096 + n)));
    for (const page of new Set([...pages, ...this.used])) for (let at = page * 4096; at < (page + 1) * 4096; at++) {
      const image = at < LOW ? images[0] : images[1];
      this.put(at, image[1][at - image[0]] ?? 0);
    }
    for (const cpu of this.core.cpus.slice(0, file.cpus)) {
      cpu.reset(CONFIG, PRID);
      cpu.setCp0(12, BigInt(SYMBOLS["START"]!)); // one of the symbols
      cpu.setGpr(4, BigInt(cpu.number));
      cpu.pc = file.start;
    }
  }

  /** Runs the CPUs in turns of so many cycles until each has stopped at a gate. */
  run(file: CaseFile, slice: number): void {
    const lines = [...file.lines], cpus = this.core.cpus.slice(0, file.cpus);
    this.stops = [];
    for (let time = 0; cpus.some((_, n) => this.stops[n] === undefined);) {
      if (time > PATIENCE) throw new Error(`no gate within ${PATIENCE} cycles; pc 0x${cpus.map((c) => c.pc.toString(16)).join(", 0x")}`);
      time = Math.min(time + slice, lines[0]?.cycle ?? Infinity);
      for (const cpu of cpus) if (this.stops[cpu.number] === undefined) this.turn(cpu, time);
      if (time === lines[0]?.cycle) cpus[0]!.setInterruptLine(lines.shift()!.ip, true); // a case has a CPU
    }
  }
  private turn(cpu: Cpu, until: number): void {
    while (cpu.cycle < until) {
      const exit = this.core.run(cpu.number, until);
      if (exit === EXIT.GATE) {
        this.stops[cpu.number] = cpu.gateCode;
        return;
      }
      if (exit === EXIT.IDLE) cpu.idle(Math.max(cpu.cycle, Math.min(until, cpu.timerCycle)));
    }
  }

  /** What an expectation is about; see case-file.ts. */
  valueOf(e: Expectation): bigint {
    const cpu = this.core.cpus[e.cpu]!, { what } = e; // cases name CPUs that there are
    const cause = cpu.cp0(13), bits = (from: number, width: number): bigint => (cause >> BigInt(from)) & ((1n << BigInt(width)) - 1n);
    const size = { b: 1, h: 2, w: 4, d: 8 }[what];
    if (size) {
      const at = this.offset(Number(BigInt.asUintN(29, e.address)));
      if (at === undefined) throw new Error(`${e.text}: expected an address in RAM`);
      return this.read(at, size);
    }
    const tlb = /^tlb(\d+)\.(entryHi|entryLo0|entryLo1|pageMask|used)$/.exec(what);
    if (tlb) return tlb[2] === "used" ? BigInt(cpu.tlbInUse(Number(tlb[1]))) : cpu.tlb(Number(tlb[1]))[tlb[2] as "entryHi"]; // as matched
    const named: Readonly<Record<string, () => bigint>> = {
      stop: () => BigInt(this.stops[e.cpu] ?? -1), exc: () => bits(2, 5), bd: () => bits(31, 1), ce: () => bits(28, 2), ip: () => bits(8, 8),
      hi: () => cpu.hi, lo: () => cpu.lo, fcsr: () => BigInt(cpu.fcsr), cycles: () => BigInt(cpu.cycle), instructions: () => BigInt(cpu.instructions),
      perf0: () => BigInt(cpu.performance(0).counter), perf1: () => BigInt(cpu.performance(1).counter),
    };
    const value = named[what];
    if (value) return value();
    const register = REGISTERS.n64.get(what.replace(/^\$/, ""));
    if (register?.kind === "fpr") return cpu.fpr(register.number);
    if (register?.kind === "cp0") return cpu.cp0(register.number);
    if (register?.kind === "gpr") return cpu.gpr(register.number);
    throw new Error(`${e.text}: expected something to look at, got ${what}`);
  }

  get translated(): number { return this.core.translations?.attached ?? 0; }

  /** What is not as expected. */
  failures(file: CaseFile): string[] {
    return file.expectations.flatMap((e) => {
      const is = BigInt.asUintN(64, this.valueOf(e)) & BigInt.asUintN(64, e.mask), want = BigInt.asUintN(64, e.want);
      const holds = { "==": is === want, "!=": is !== want, "<": is < want, "<=": is <= want, ">": is > want, ">=": is >= want }[e.operator];
      if (holds) return [];
      const cpu = this.core.cpus[e.cpu]!; // as in valueOf
      const why = e.what === "stop" ? `${STOPS[Number(is)] ?? `gate ${is}`}, epc 0x${cpu.cp0(14).toString(16)}, exc ${(cpu.cp0(13) >> 2n) & 31n}` : `0x${is.toString(16)}`;
      return [`${e.text}: got ${why}`];
    });
  }
}
