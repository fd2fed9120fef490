import { f64, i32, type Body, type F64, type F64Like, type Func, type I32, type I32Like, type ModuleBuilder, type Statement } from "@disco-vm/wasm";
import type { Resolved } from "../config.ts";
import { CPU_COUNTERS, PHASE, REQUEST, TX, TX_CELLS, type Layout } from "../layout.ts";
import { STATE } from "./cache-table.ts";
import { define } from "./define.ts";

/** One half for each word of a busy line, or with a single word one byte for each field: see BUSY. */
const NARROW = 1;

/** The region of linear memory as the protocol's code sees it; `Store` is the same for TypeScript. */
export class Cells {
  /** (cpu, line) -> offset of the line's L2 tag, for `tag` and `setTag`, or -1. */
  readonly tagOf: Func<readonly ["i32", "i32"], "i32">;
  /** (cpu, line) -> STATE in the cache alone. */
  readonly cachedState: Func<readonly ["i32", "i32"], "i32">;
  /** (cpu, line) -> offset of the line's entry of the write-back buffer, for line -1 of an empty one; or -1. */
  readonly writeBackEntry: Func<readonly ["i32", "i32"], "i32">;
  /** (cpu, line) -> STATE, cache, transaction and write-back buffer taken together. */
  readonly state: Func<readonly ["i32", "i32"], "i32">;
  /** (line, cpu) -> not 0: others have copies. */
  readonly sharedByOthers: Func<readonly ["i32", "i32"], "i32">;
  private readonly cpus: number;
  private readonly words: number;

  constructor(b: ModuleBuilder, readonly r: Resolved, readonly at: Layout, readonly base: number) {
    this.cpus = base + at.cpus;
    this.words = at.words;
    this.tagOf = define(b, "numaTagOf", ["i32", "i32"], "i32", (f, cpu, line) => {
      const set = f.local("i32", this.set(cpu, line));
      for (const way of [0, 4]) {
        const tag = f.local("i32", this.tag(set, way));
        f.if(i32.and(i32.eq(i32.shrU(tag, 4), line), i32.ne(i32.and(tag, 3), 0)), () => f.return(i32.add(set, way)));
      }
      f.return(i32.const(-1));
    });
    this.cachedState = define(b, "numaCachedState", ["i32", "i32"], "i32", (f, cpu, line) => {
      const tag = f.local("i32", this.tagOf.call(cpu, line));
      f.if(i32.ltS(tag, 0), () => f.return(i32.const(STATE.I)));
      f.return(i32.and(this.tag(tag), 3));
    });
    this.writeBackEntry = define(b, "numaWriteBackEntry", ["i32", "i32"], "i32", (f, cpu, line) => {
      f.if(i32.and(i32.geS(line, 0), i32.eqz(this.tx(cpu, TX.buffered))), () => f.return(i32.const(-1)));
      const bytes = 8 * r.profile.writeBackBuffer, entry = f.local("i32", i32.mul(cpu, bytes)), end = f.local("i32", i32.add(entry, bytes));
      f.loop((again) => {
        f.if(i32.eq(this.writeBackLine(entry), i32.add(line, 1)), () => f.return(entry));
        f.brIf(again, i32.ltU(f.tee(entry, i32.add(entry, 8)), end));
      });
      f.return(i32.const(-1));
    });
    this.state = define(b, "numaState", ["i32", "i32"], "i32", (f, cpu, line) => {
      const phase = f.local("i32", this.tx(cpu, TX.state)), entry = f.local("i32");
      f.if(i32.and(i32.gtS(phase, 0), i32.eq(this.tx(cpu, TX.line), line)), () => f.return(phase));
      f.if(i32.geS(f.tee(entry, this.writeBackEntry.call(cpu, line)), 0), () => f.return(this.writeBackState(entry)));
      f.return(this.cachedState.call(cpu, line));
    });
    this.sharedByOthers = define(b, "numaSharedByOthers", ["i32", "i32"], "i32", (f, line, cpu) => {
      for (let w = 0; w < this.words; w++) f.if(i32.and(this.sharers(line, w), i32.xor(this.bit(cpu, w), -1)), () => f.return(i32.const(1)));
      f.return(i32.const(0));
    });
  }

  /** A field (TX) of a CPU or device. */
  tx(agent: I32, field: number): I32 { return i32.load(i32.mul(agent, 4 * TX_CELLS), this.base + this.at.transactions + 4 * field); }
  setTx(agent: I32, field: number, value: I32Like): Statement { return i32.store(i32.mul(agent, 4 * TX_CELLS), value, this.base + this.at.transactions + 4 * field); }
  /** Its line has come, and its access has not been executed again. */
  pins(cpu: I32, line: I32): I32 { return i32.and(i32.eq(this.tx(cpu, TX.state), PHASE.pinned), i32.eq(this.tx(cpu, TX.line), line)); }

  /** A cell (REQUEST) of what the CPU's lookup has written down. */
  request(cpu: I32, cell: number): I32 { return i32.load(i32.mul(cpu, this.at.cpuStride), this.cpus + this.at.request + cell); }
  setRequest(cpu: I32, cell: number, value: I32Like): Statement { return i32.store(i32.mul(cpu, this.at.cpuStride), value, this.cpus + this.at.request + cell); }
  /** Not 0 if the CPU's journal is open. */
  journal(cpu: I32): I32 { return this.request(cpu, REQUEST.journal); }
  wants(cpu: I32): I32 { return this.request(cpu, REQUEST.want); }

  /** Offset of the two L2 tags of the line's set; the second has 4 more. */
  set(cpu: I32, line: I32): I32 { return i32.add(i32.mul(cpu, this.at.cpuStride), i32.shl(i32.and(line, this.r.l2Sets - 1), 3)); }
  tag(offset: I32, more = 0): I32 { return i32.load(offset, this.cpus + this.at.l2 + more); }
  setTag(offset: I32, value: I32Like, more = 0): Statement { return i32.store(offset, value, this.cpus + this.at.l2 + more); }

  writeBackLine(entry: I32): I32 { return i32.load(entry, this.base + this.at.writeBacks); }
  writeBackState(entry: I32): I32 { return i32.load(entry, this.base + this.at.writeBacks + 4); }
  setWriteBackLine(entry: I32, value: I32Like): Statement { return i32.store(entry, value, this.base + this.at.writeBacks); }
  setWriteBackState(entry: I32, value: I32Like): Statement { return i32.store(entry, value, this.base + this.at.writeBacks + 4); }

  directory(line: I32): I32 { return i32.load8u(line, this.base + this.at.directory); }
  setDirectory(line: I32, state: number): Statement { return i32.store8(line, state, this.base + this.at.directory); }

  /** A word of the bit vector. */
  sharers(line: I32, word: number): I32 { return i32.load(i32.mul(line, 4 * this.words), this.base + this.at.sharers + 4 * word); }
  setSharers(line: I32, word: number, value: I32Like): Statement { return i32.store(i32.mul(line, 4 * this.words), value, this.base + this.at.sharers + 4 * word); }
  clearSharers(f: Body, line: I32): void { for (let w = 0; w < this.words; w++) f.add(this.setSharers(line, w, 0)); }
  /** The CPU's bit of that word, or 0. */
  bit(cpu: I32, word: number): I32 {
    const bit = i32.shl(1, cpu);
    return this.words === 1 ? bit : i32.mul(bit, i32.eq(i32.shrU(cpu, 5), word));
  }
  isSharer(line: I32, cpu: I32): I32 { return i32.and(i32.shrU(i32.load(this.sharerWord(line, cpu), this.base + this.at.sharers), cpu), 1); }
  addSharer(line: I32, cpu: I32): Statement {
    const at = this.sharerWord(line, cpu), sharers = this.base + this.at.sharers;
    return i32.store(at, i32.or(i32.load(at, sharers), i32.shl(1, cpu)), sharers);
  }
  private sharerWord(line: I32, cpu: I32): I32 {
    const first = i32.mul(line, 4 * this.words);
    return this.words === 1 ? first : i32.add(first, i32.shl(i32.shrU(cpu, 5), 2));
  }
  shared(line: I32): I32 {
    let any = this.sharers(line, 0);
    for (let w = 1; w < this.words; w++) any = i32.or(any, this.sharers(line, w));
    return i32.ne(any, 0);
  }
  owner(line: I32): I32 { return this.sharers(line, 0); }
  setOwner(f: Body, line: I32, cpu: I32): void {
    f.add(this.setSharers(line, 0, cpu));
    for (let w = 1; w < this.words; w++) f.add(this.setSharers(line, w, 0));
  }

  /** A field (BUSY) of what the home knows about a busy line. */
  busy(line: I32, field: number): I32 {
    const at = i32.mul(line, 4 * this.words), sharers = this.base + this.at.sharers;
    return this.words === NARROW ? i32.load8u(at, sharers + field) : i32.load16u(at, sharers + 2 * field);
  }
  setBusy(line: I32, field: number, value: I32Like): Statement {
    const at = i32.mul(line, 4 * this.words), sharers = this.base + this.at.sharers;
    return this.words === NARROW ? i32.store8(at, value, sharers + field) : i32.store16(at, value, sharers + 2 * field);
  }

  counter(cpu: I32, counter: number): F64 { return f64.load(i32.mul(cpu, 8 * CPU_COUNTERS), this.base + this.at.statistics + 8 * counter); }
  setCounter(cpu: I32, counter: number, value: F64Like): Statement { return f64.store(i32.mul(cpu, 8 * CPU_COUNTERS), value, this.base + this.at.statistics + 8 * counter); }
  count(cpu: I32, counter: number, by: F64Like = 1): Statement { return this.setCounter(cpu, counter, f64.add(this.counter(cpu, counter), by)); }

  /** One more miss of that class. */
  countMiss(cpu: I32, missClass: I32): Statement {
    const at = i32.add(i32.mul(cpu, 8 * CPU_COUNTERS), i32.shl(missClass, 3)), first = this.base + this.at.statistics;
    return f64.store(at, f64.add(f64.load(at, first), 1), first);
  }

  /** The place of a line's memory. */
  home(line: I32): I32 { return i32.load16u(i32.shl(i32.shrU(line, 5), 1), this.base + this.at.homes); }
  /** The node of a CPU or device. */
  node(agent: I32): I32 { return i32.load16u(i32.shl(agent, 1), this.base + this.at.agentNodes); }
  /** What the core's functions take for that CPU. */
  cpuAddress(cpu: I32): I32 { return i32.load(i32.shl(cpu, 2), this.base + this.at.cpuAddresses); }
  /** Cells of no importance beyond the handler that uses them. */
  work(cell: number): I32 { return i32.load(i32.const(0), this.base + this.at.work + 4 * cell); }
  setWork(cell: number, value: I32Like): Statement { return i32.store(0, value, this.base + this.at.work + 4 * cell); }
}
