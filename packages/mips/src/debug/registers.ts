import type { Cpu } from "../cpu.ts";
import { R } from "../engine/cells.ts";
import { GPR_NAMES } from "../assembly/registers.ts";

/** The general registers by their n64 names, HI, LO and the address of the next instruction. */
export type GeneralRegister =
  | "pc" | "zero" | "at" | "v0" | "v1" | `a${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}` | `t${0 | 1 | 2 | 3 | 8 | 9}`
  | `s${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}` | "k0" | "k1" | "gp" | "sp" | "ra" | "hi" | "lo";
/** CP0 registers by the names of `CP0`; the performance registers are left out. */
export type SystemRegister = Exclude<keyof typeof R, "performance">;

/** What `registers` reads, by group. */
export interface RegisterGroups {
  readonly general: Readonly<Record<GeneralRegister, bigint>>;
  readonly system: Readonly<Record<SystemRegister, bigint>>;
  /** `f0` to `f31` as raw bits, whatever Status.FR says, and `fcsr`. */
  readonly float: Readonly<Record<`f${number}` | "fcsr", bigint>>;
}

const SYSTEM = (Object.keys(R) as (keyof typeof R)[]).filter((name): name is SystemRegister => name !== "performance"); // Object.keys forgets the key type

const GROUPS: { readonly [G in keyof RegisterGroups]: (cpu: Cpu) => (readonly [string, bigint])[] } = {
  general: (cpu) => [["pc", cpu.pc], ...GPR_NAMES.n64.map((name, n) => [name, cpu.gpr(n)] as const), ["hi", cpu.hi], ["lo", cpu.lo]],
  system: (cpu) => SYSTEM.map((name) => [name, cpu.cp0(R[name])]),
  float: (cpu) => [...Array.from({ length: 32 }, (_, n) => [`f${n}`, cpu.fpr(n)] as const), ["fcsr", BigInt(cpu.fcsr)]],
};

/** A copy of a CPU's registers by name, unsigned: the general ones unless another group is asked for. Changes nothing. */
export function registers(cpu: Cpu): RegisterGroups["general"];
export function registers<G extends keyof RegisterGroups>(cpu: Cpu, group: G): RegisterGroups[G];
export function registers(cpu: Cpu, group: keyof RegisterGroups = "general"): Readonly<Record<string, bigint>> {
  const read = GROUPS[group];
  if (!read) throw new RangeError(`registers: expected one of the groups ${Object.keys(GROUPS).join(", ")}, got ${String(group)}`);
  return Object.fromEntries(read(cpu));
}

/** What is in `now` and was not in `before`: two copies of the same group, at two moments. */
export function changedRegisters<N extends string>(before: Readonly<Record<N, bigint>>, now: Readonly<Record<N, bigint>>): Partial<Record<N, bigint>> {
  const names = Object.keys(now) as N[]; // Object.keys forgets the key type
  return Object.fromEntries(names.filter((name) => now[name] !== before[name]).map((name) => [name, now[name]])) as Partial<Record<N, bigint>>;
}
