import type { Func, ModuleBuilder } from "@disco-vm/wasm";
import type { Versions } from "./versions.ts";

/** Methods of `Versions` that the protocol's code calls, in check mode. */
const METHODS = {
  install: [["i32", "i32", "i32"], "void"],
  drop: [["i32", "i32"], "void"],
  buffer: [["i32", "i32"], "void"],
  unbuffer: [["i32", "i32"], "void"],
  held: [["i32", "i32"], "i32"],
  inMemory: [["i32"], "i32"],
  writeMemory: [["i32", "i32"], "void"],
  readMemory: [["i32"], "void"],
  overwrite: [["i32"], "void"],
  wasOverwritten: [["i32"], "void"],
} as const;
const NAMES = Object.keys(METHODS) as (keyof typeof METHODS)[];

export type VersionsCode = { readonly [name in keyof typeof METHODS]: Func<(typeof METHODS)[name][0], (typeof METHODS)[name][1]> };

/** The module that they are imported from. */
export const VERSIONS_MODULE = "numa";

export function importVersions(b: ModuleBuilder): VersionsCode {
  return Object.fromEntries(NAMES.map((name) => [name, b.importFunction(VERSIONS_MODULE, name, METHODS[name][0], METHODS[name][1])])) as unknown as VersionsCode; // each as METHODS says
}

export function versionImports(versions: Versions): Record<string, (...args: number[]) => number | void> {
  return Object.fromEntries(NAMES.map((name) => [name, (...args: number[]) => (versions[name] as (...args: number[]) => number | void)(...args)])); // numbers all
}
