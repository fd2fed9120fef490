import { i32, i64, ModuleBuilder, type Body, type Func, type I32, type I64 } from "@disco-vm/wasm";
import { get32, type Frame } from "./cells.ts";
import { SWIZZLE, type Size } from "./clauses-integer.ts";
import type { Continuations } from "./continuations.ts";
import type { DecodeTables } from "./decode-table.ts";
import { imported } from "./imported.ts";
import { Lines } from "./lines.ts";
import { Tier0 } from "./tier0.ts";

/**
 * The interpreter with what would cost every instruction something if it were always there. It executes everything, and
 * nothing is translated, while the `careful` cell is not 0.
 *
 * Reversed byte order (Status.RE in user mode): the low address bits of an access are exclusive-ored with 7, 6, 4 or 0 by its
 * size (R4000 User's Manual, appendix A, ReverseEndian). In dword-swizzled memory that takes the swizzle away.
 */
class CarefulTier0 extends Tier0 {
  protected override swizzled(size: Size, host: I32): I32 {
    return i32.xor(host, i32.and(get32(this.cpu, "order"), SWIZZLE[size]));
  }
  override lane(address: I64): I64 {
    return i64.xor(address, i64.extendU(i32.xor(get32(this.cpu, "order"), 7)));
  }
  protected override translation(): void {}
}

/** Functions of the core that it calls. */
export interface CarefulCode {
  readonly continuations: Continuations;
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
    const { continuations } = imported(b, this.code);
    b.func("careful", PARAMS, "i32", (f) =>
      new CarefulTier0(frame, { lines: new Lines(frame), continuations }, this.decode, f as unknown as Body).write(), { export: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { env: { memory: this.memory }, core: this.exports });
    this.table.set(SLOT, exports["careful"] as () => number); // exported above
  };
}
