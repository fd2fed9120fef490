import { Bytes } from "./bytes.ts";
import { Body, Func } from "./function.ts";
import { lift } from "./instructions.ts";
import { TYPE_CODE, type I32Like, type Like, type Statement, type ValueType } from "./types.ts";

interface Definition {
  readonly func: Func;
  readonly write: (body: Body<never>) => void;
}

/**
 * Builds one WebAssembly module. Functions may be declared and called in any order; bodies are written when `build`
 * runs, and may declare further functions while they are written. Imports must be declared before that.
 */
export class ModuleBuilder {
  private readonly types: string[] = [];
  private readonly importedFunctions: { module: string; name: string; func: Func }[] = [];
  private importedMemory: { module: string; name: string; pages: number } | undefined;
  private importedTable: { module: string; name: string; slots: number } | undefined;
  private readonly definitions: Definition[] = [];
  private readonly exports: { name: string; func: Func }[] = [];
  private building = false;

  /** The module's memory, imported; `pages` (of 64 KB) is the smallest it accepts. */
  importMemory(module: string, name: string, pages: number): void {
    this.importedMemory = { module, name, pages };
  }

  /** A table of functions, imported, of at least `slots`; `tailCallIndirect` calls through it. */
  importTable(module: string, name: string, slots: number): void {
    this.importedTable = { module, name, slots };
  }

  /** `return table[slot](...args)` of a function with these parameters and result, in constant stack space. */
  tailCallIndirect<const P extends readonly ValueType[]>(
    params: P, result: ValueType | "void", slot: I32Like, ...args: { [K in keyof P]: Like<P[K]> }
  ): Statement {
    const nodes = args.map((a, n) => lift(params[n]!, a as Like<ValueType>));
    const at = lift("i32", slot), type = this.type({ params, result });
    return {
      type: "void",
      emit: (o) => {
        for (const n of nodes) n.emit(o);
        at.emit(o);
        o.byte(0x13);
        o.u32(type);
        o.byte(0);
      },
    };
  }

  importFunction<const P extends readonly ValueType[], R extends ValueType | "void">(
    module: string, name: string, params: P, result: R,
  ): Func<P, R> {
    if (this.building) throw new Error(`importFunction: ${name} must be declared before build()`);
    const func = new Func(name, params, result);
    this.importedFunctions.push({ module, name, func: func as unknown as Func });
    return func;
  }

  /** Defines a function; `write` may use any other function of the module. */
  func<const P extends readonly ValueType[], R extends ValueType | "void">(
    name: string, params: P, result: R, write: (body: Body<P>) => void, options: { export?: boolean } = {},
  ): Func<P, R> {
    const func = new Func(name, params, result);
    this.definitions.push({ func: func as unknown as Func, write: write as Definition["write"] });
    if (this.building) func.index = this.importedFunctions.length + this.definitions.length - 1;
    if (options.export) this.exports.push({ name, func: func as unknown as Func });
    return func;
  }

  private type(f: Pick<Func, "params" | "result">): number {
    const key = JSON.stringify([f.params, f.result]);
    const at = this.types.indexOf(key);
    return at >= 0 ? at : this.types.push(key) - 1;
  }

  build(): Uint8Array<ArrayBuffer> {
    this.building = true;
    this.importedFunctions.forEach((d, n) => { d.func.index = n; });
    this.definitions.forEach((d, n) => { d.func.index = this.importedFunctions.length + n; });
    const code = new Bytes(1 << 16);
    for (const d of this.definitions) { // grows while it is walked
      const body = new Body(d.func.params);
      d.write(body as unknown as Body<never>);
      code.block(body.finish());
    }
    const functionTypes = this.definitions.map((d) => this.type(d.func));
    const importTypes = this.importedFunctions.map((d) => this.type(d.func));

    const out = new Bytes(code.length + 4096);
    out.bytes(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    section(out, 1, this.types, (o, key) => {
      const [params, result] = JSON.parse(key) as [ValueType[], ValueType | "void"];
      o.byte(0x60);
      o.u32(params.length);
      for (const p of params) o.byte(TYPE_CODE[p]);
      if (result === "void") o.u32(0);
      else { o.u32(1); o.byte(TYPE_CODE[result]); }
    });
    const imports = [
      ...this.importedFunctions.map((d, n) => (o: Bytes) => {
        o.name(d.module); o.name(d.name); o.byte(0); o.u32(importTypes[n]!);
      }),
      ...(this.importedMemory ? [this.importedMemory] : []).map((m) => (o: Bytes) => {
        o.name(m.module); o.name(m.name); o.byte(2); o.byte(0); o.u32(m.pages);
      }),
      ...(this.importedTable ? [this.importedTable] : []).map((t) => (o: Bytes) => {
        o.name(t.module); o.name(t.name); o.byte(1); o.byte(0x70); o.byte(0); o.u32(t.slots);
      }),
    ];
    section(out, 2, imports, (o, write) => write(o));
    section(out, 3, functionTypes, (o, t) => o.u32(t));
    section(out, 7, this.exports, (o, e) => { o.name(e.name); o.byte(0); o.u32(e.func.index); });
    if (this.definitions.length) {
      const counted = new Bytes(code.length + 8);
      counted.u32(this.definitions.length);
      counted.bytes(code.view8());
      out.byte(10);
      out.block(counted);
    }
    nameSection(out, [...this.importedFunctions, ...this.definitions].map((d) => d.func));
    this.building = false;
    return out.view8().slice();
  }
}

/** Function names, for profiles and stack traces (core specification, appendix "Custom Sections"). */
function nameSection(out: Bytes, functions: readonly Func[]): void {
  const names = new Bytes(), custom = new Bytes();
  names.u32(functions.length);
  for (const f of functions) {
    names.u32(f.index);
    names.name(f.name);
  }
  custom.name("name");
  custom.byte(1);
  custom.block(names);
  out.byte(0);
  out.block(custom);
}

function section<T>(out: Bytes, id: number, items: readonly T[], write: (o: Bytes, item: T) => void): void {
  if (!items.length) return;
  const inner = new Bytes();
  inner.u32(items.length);
  for (const item of items) write(inner, item);
  out.byte(id);
  out.block(inner);
}
