import { Func, type ModuleBuilder } from "@disco-vm/wasm";

/** The core's functions, however nested, as imports of another module. */
export function imported<T>(b: ModuleBuilder, of: T): T {
  if (of instanceof Func) return b.importFunction("core", of.name, of.params, of.result) as T; // the same signature
  return Object.fromEntries(Object.entries(of as object).map(([name, inner]) => [name, imported(b, inner as unknown)])) as T;
}
