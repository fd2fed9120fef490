import { i32, i64, ModuleBuilder, select, type Body, type Func, type I32, type I64 } from "@disco-vm/wasm";
import type { Mnemonic } from "../isa/rows.ts";
import { CAREFUL } from "../layout.ts";
import type { Row } from "../row.ts";
import { cp0Low, get32, R, set32, shorten, type Frame } from "./cells.ts";
import { SWIZZLE, type Size } from "./clauses-integer.ts";
import type { Continuations } from "./continuations.ts";
import { note, type Counters } from "./counters.ts";
import type { DecodeTables } from "./decode-table.ts";
import type { Parts } from "./emitter.ts";
import { EVENT, eventsOf } from "./events.ts";
import { imported } from "./imported.ts";
import { Lines } from "./lines.ts";
import { Tier0 } from "./tier0.ts";

/**
 * The interpreter with what would cost every instruction something if it were always there. It executes everything, and
 * nothing is translated, while the `careful` cell is not 0.
 *
 * Reversed byte order (Status.RE in user mode): the low address bits of an access are exclusive-ored with 7, 6, 4 or 0 by its
 * size (R4000 User's Manual, appendix A, ReverseEndian). In dword-swizzled memory that takes the swizzle away.
 *
 * Performance counters: each instruction notes its events, which are counted at its end.
 */
class CarefulTier0 extends Tier0 {
  constructor(frame: Frame, parts: Parts, decode: DecodeTables, f: Body, private readonly count: Counters["count"]) {
    super(frame, parts, decode, f);
  }

  protected override swizzled(size: Size, host: I32): I32 {
    return i32.xor(host, i32.and(get32(this.cpu, "order"), SWIZZLE[size]));
  }
  override lane(address: I64): I64 {
    return i64.xor(address, i64.extendU(i32.xor(get32(this.cpu, "order"), 7)));
  }
  protected override translation(): void {}

  /** One instruction. */
  protected override longestWindow(): I32 {
    return i32.const(4);
  }
  protected override execute(name: Mnemonic, row: Row, levelChecked: boolean): void {
    const { f, cpu } = this, events = eventsOf(name);
    // NOP, a SLL, is not issued.
    note(f, cpu, name === "sll" ? select(this.word, i32.const(events), i32.const(events & ~EVENT.issued)) : events);
    super.execute(name, row, levelChecked);
  }
  override storeConditional(size: 4 | 8, address: I64, v: I64): I32 {
    const done = this.keep(super.storeConditional(size, address, v));
    this.f.if(i32.eqz(done), () => note(this.f, this.cpu, EVENT.failedConditional));
    return done;
  }
  protected override windowDone(): void {
    const { f, cpu, hp } = this, before = this.temporary("i32");
    f.if(i32.and(get32(cpu, "careful"), CAREFUL.COUNTING), () => {
      set32(f, cpu, "hp", hp);
      set32(f, cpu, "start", hp);
      f.set(before, cp0Low(cpu, R.cause));
      f.add(this.count.call(cpu));
      // An interrupt that this requests is looked at before the next instruction, in a delay slot, too: by `run`.
      f.if(i32.and(i32.and(cp0Low(cpu, R.cause), i32.xor(before, -1)), 0x8000), () =>
        f.if(i32.gtS(get32(cpu, "left"), 0), () => shorten(f, cpu, i64.extendS(get32(cpu, "left")))));
    });
  }
}

/** Functions of the core that it calls. */
export interface CarefulCode {
  readonly continuations: Continuations;
  readonly count: Counters["count"];
}

const PARAMS = ["i32", "i32"] as const;
/** Its place in the table of functions, where no translation is. */
const SLOT = 0;

/** Few programs ever need it: it is a module of its own, made when one does. */
export class CarefulModule {
  private frame!: Frame; // describe and connect come before anything runs
  private code!: CarefulCode;
  private exports!: WebAssembly.Exports;

  constructor(private readonly memory: WebAssembly.Memory, readonly table: WebAssembly.Table, private readonly decode: DecodeTables) {}

  /** The core's function (cpu, entry) that goes there; `needed` is this one's, imported. */
  emit(b: ModuleBuilder, needed: Func<readonly [], "void">): Func<typeof PARAMS, "i32"> {
    return b.func("carefully", PARAMS, "i32", (f) => {
      f.add(needed.call());
      f.add(b.tailCallIndirect(PARAMS, "i32", SLOT, ...f.params));
      f.unreachable();
    });
  }
  /** The core's functions, before it is instantiated. */
  describe(frame: Frame, code: CarefulCode): void {
    this.frame = frame;
    this.code = code;
  }
  connect(exports: WebAssembly.Exports): void {
    this.exports = exports;
  }

  readonly needed = (): void => {
    if (this.table.get(SLOT)) return;
    const b = new ModuleBuilder(), frame: Frame = { ...this.frame, b, code: undefined };
    b.importMemory("env", "memory", 1);
    const { continuations, count } = imported(b, this.code);
    b.func("careful", PARAMS, "i32", (f) =>
      new CarefulTier0(frame, { lines: new Lines(frame), continuations }, this.decode, f as unknown as Body, count).write(), { export: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { env: { memory: this.memory }, core: this.exports });
    this.table.set(SLOT, exports["careful"] as () => number); // exported above
  };
}
