import { describe, expect, test } from "vitest";
import { Bytes, drop, f64, i32, i64, memoryCopy, memoryFill, ModuleBuilder, select, type Body, type Expr, type ValueType } from "../src/index.ts";

/** Instantiates a module with one exported function and a page of memory. */
function make<const P extends readonly ValueType[]>(params: P, result: ValueType | "void", write: (f: Body<P>) => void): { run: (...a: unknown[]) => unknown; memory: WebAssembly.Memory } {
  const b = new ModuleBuilder();
  b.importMemory("env", "memory", 1);
  b.func("run", params as readonly ValueType[], result, write as never, { export: true });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { env: { memory } });
  return { run: exports["run"] as never, memory };
}

describe("LEB128", () => {
  // Examples of the WebAssembly specification and the DWARF standard.
  const bytes = (write: (b: Bytes) => void): number[] => {
    const b = new Bytes(1);
    write(b);
    return [...b.view8()];
  };
  test("unsigned", () => {
    expect(bytes((b) => b.u32(127))).toEqual([0x7f]);
    expect(bytes((b) => b.u32(128))).toEqual([0x80, 0x01]);
    expect(bytes((b) => b.u32(624485))).toEqual([0xe5, 0x8e, 0x26]);
    expect(bytes((b) => b.u32(0xffffffff))).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });
  test("signed", () => {
    expect(bytes((b) => b.s32(-123456))).toEqual([0xc0, 0xbb, 0x78]);
    expect(bytes((b) => b.s32(64))).toEqual([0xc0, 0x00]);
    expect(bytes((b) => b.s32(-128))).toEqual([0x80, 0x7f]);
    expect(bytes((b) => b.s64(-1n))).toEqual([0x7f]);
    expect(bytes((b) => b.s64(1n << 63n))).toHaveLength(10);
  });
});

test("constants of every size survive", () => {
  for (const v of [0n, 1n, -1n, 63n, 64n, -64n, -65n, 2n ** 31n, -(2n ** 31n), 2n ** 63n - 1n, -(2n ** 63n)])
    expect(make([], "i64", (f) => f.return(i64.const(v))).run()).toBe(v);
  for (const v of [0, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(make([], "i32", (f) => f.return(i32.const(v))).run()).toBe(v);
  for (const v of [0.1, -0, Infinity, 5e-324]) expect(make([], "f64", (f) => f.return(f64.const(v))).run()).toBe(v);
});

test("an expression is evaluated where, and as often as, it is added", () => {
  const { run } = make(["i32"], "i32", (f) => {
    const [n] = f.params;
    const doubled: Expr<"i32"> = i32.mul(n, 2);
    f.set(n, doubled);
    f.set(n, doubled);
    f.return(n);
  });
  expect(run(3)).toBe(12);
});

test("nested blocks branch to the right depth", () => {
  const { run } = make(["i32"], "i32", (f) => {
    const [n] = f.params;
    f.block((outer) => {
      f.block((two) => {
        f.block((one) => {
          f.if(i32.eq(n, 9), () => f.br(outer));
          f.brTable(n, [one, two], outer);
        });
        f.return(i32.const(10));
      });
      f.return(i32.const(20));
    });
    f.return(i32.const(30));
  });
  expect([0, 1, 2, 9].map((n) => run(n))).toEqual([10, 20, 30, 30]);
});

test("functions call others declared later, imported ones, and themselves in constant stack space", () => {
  const b = new ModuleBuilder();
  const seen: number[] = [];
  b.func("start", ["i32"], "i32", (f) => f.return(count.call(f.params[0], 0)), { export: true });
  const note = b.importFunction("host", "note", ["i32"], "void");
  const count = b.func("count", ["i32", "i32"], "i32", (f) => {
    const [n, total] = f.params;
    f.if(i32.eqz(n), () => {
      f.add(note.call(total));
      f.return(total);
    });
    f.add(count.returnCall(i32.sub(n, 1), i32.add(total, 1)));
    f.unreachable();
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { host: { note: (n: number) => seen.push(n) } });
  expect((exports["start"] as (n: number) => number)(1_000_000)).toBe(1_000_000);
  expect(seen).toEqual([1_000_000]);
});

test("a tail call through a table goes to what the table holds, in constant stack space", () => {
  const table = new WebAssembly.Table({ element: "anyfunc", initial: 2 });
  const b = new ModuleBuilder();
  b.importTable("host", "table", 2);
  for (const step of [1, 2]) {
    b.func(`by${step}`, ["i32", "i32"], "i32", (f) => {
      const [n, total] = f.params;
      f.if(i32.eqz(n), () => f.return(total));
      f.add(b.tailCallIndirect(["i32", "i32"], "i32", i32.and(n, 1), i32.sub(n, 1), i32.add(total, step)));
      f.unreachable();
    }, { export: true });
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { host: { table } });
  table.set(0, exports["by1"] as () => number);
  table.set(1, exports["by2"] as () => number);
  expect((exports["by1"] as (n: number, total: number) => number)(1_000_000, 0)).toBe(1_499_999);
});

test("functions keep their names", () => {
  const b = new ModuleBuilder();
  b.func("fails", [], "void", (f) => f.unreachable(), { export: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()));
  let stack = "";
  try {
    (exports["fails"] as () => void)();
  } catch (error) {
    stack = String((error as Error).stack);
  }
  expect(stack).toContain("fails");
});

test("memory: loads extend as they say, stores wrap, bulk operations move", () => {
  const { run, memory } = make([], "i64", (f) => {
    f.add(i32.store(16, -2));
    f.add(i64.store8(0, 0x1ffn, 24));
    f.add(memoryFill(32, 0xab, 4));
    f.add(memoryCopy(40, 32, 2));
    f.add(drop(i32.load(0)));
    f.return(i64.add(i64.load32s(0, 16), i64.load8u(0, 24)));
  });
  expect(run()).toBe(253n);
  expect([...new Uint8Array(memory.buffer, 32, 12)]).toEqual([0xab, 0xab, 0xab, 0xab, 0, 0, 0, 0, 0xab, 0xab, 0, 0]);
});

test("select takes the first of its values when the condition holds", () => {
  const { run } = make(["i32"], "i64", (f) => f.return(select(f.params[0], i64.const(1n), i64.const(2n))));
  expect([run(5), run(0)]).toEqual([1n, 2n]);
});

test("an import that comes too late is refused", () => {
  const b = new ModuleBuilder();
  b.func("f", [], "void", () => b.importFunction("x", "late", [], "void"));
  expect(() => b.build()).toThrow(/late must be declared before build/);
});
