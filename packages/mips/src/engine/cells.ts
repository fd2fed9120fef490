import { i32, i64, type Body, type I32, type I32Like, type I64, type I64Like, type ModuleBuilder } from "@disco-vm/wasm";
import { CPU, type TableLayout } from "../layout.ts";
import type { CodeHost, CodeMap } from "./code-map.ts";
import type { LineGeometry } from "../memory-system.ts";

/** What every part of the engine is emitted with. */
export interface Frame {
  readonly b: ModuleBuilder;
  readonly geometry: LineGeometry;
  readonly tables: TableLayout;
  /** Address of the decode tables, which all CPUs share. */
  readonly decodeTables: number;
  /** Address of the byte map of dirty 4 KB pages of linear memory. */
  readonly dirtyPages: number;
  /** Long operations charge their latencies. */
  readonly timed: boolean;
  /** Where translations are found, unless the interpreter works alone. */
  readonly code: { readonly map: CodeMap; readonly host: CodeHost } | undefined;
}

/** Names of the fields of the CPU struct. */
export type Cell = keyof typeof CPU;

export const get32 = (cpu: I32, cell: Cell): I32 => i32.load(cpu, CPU[cell]);
export const get64 = (cpu: I32, cell: Cell): I64 => i64.load(cpu, CPU[cell]);
export function set32(f: Body, cpu: I32, cell: Cell, v: I32Like): void {
  f.add(i32.store(cpu, v, CPU[cell]));
}
export function set64(f: Body, cpu: I32, cell: Cell, v: I64Like): void {
  f.add(i64.store(cpu, v, CPU[cell]));
}

export const cp0 = (cpu: I32, register: number): I64 => i64.load(cpu, CPU.cp0 + 8 * register);
export const cp0Low = (cpu: I32, register: number): I32 => i32.load(cpu, CPU.cp0 + 8 * register);
export function setCp0(f: Body, cpu: I32, register: number, v: I64Like): void {
  f.add(i64.store(cpu, v, CPU.cp0 + 8 * register));
}

/** Instructions executed in this window; `hp` must be in its cell. */
const inWindow = (cpu: I32): I32 => i32.shrU(i32.sub(get32(cpu, "hp"), get32(cpu, "start")), 2);
/** Cycles left now. */
export const leftNow = (cpu: I32): I32 => i32.sub(get32(cpu, "left"), inWindow(cpu));
/** The running CPU's clock. */
export const now = (cpu: I32): I64 => i64.sub(get64(cpu, "limit"), i64.extendS(leftNow(cpu)));
/** Instructions retired. */
export const retired = (cpu: I32): I64 =>
  i64.sub(i64.sub(get64(cpu, "retireBase"), i64.extendS(leftNow(cpu))), get64(cpu, "charged"));

/** Brings `left` up to date and forgets the window: execution goes on by fetching at the `pc` cell. */
export function leaveWindow(f: Body, cpu: I32): void {
  set32(f, cpu, "left", leftNow(cpu));
  set32(f, cpu, "hp", 0);
  set32(f, cpu, "start", 0);
}

export function charge(f: Body, cpu: I32, cycles: I32Like): void {
  const n = typeof cycles === "number" ? i32.const(cycles) : cycles;
  set32(f, cpu, "left", i32.sub(get32(cpu, "left"), n));
  set64(f, cpu, "charged", i64.add(get64(cpu, "charged"), i64.extendU(n)));
}

/** Ends the run under way `cycles` sooner. */
export function shorten(f: Body, cpu: I32, cycles: I64): void {
  for (const cell of ["limit", "retireBase"] as const) set64(f, cpu, cell, i64.sub(get64(cpu, cell), cycles));
  set32(f, cpu, "left", i32.sub(get32(cpu, "left"), i32.wrap(cycles)));
}

/** Adds 1 to a doubleword counter. */
export function count(f: Body, address: I32, offset: number): void {
  f.add(i64.store(address, i64.add(i64.load(address, offset), 1n), offset));
}

/** CP0 register numbers (R10000 User's Manual, chapter 14). */
export const R = {
  index: 0, random: 1, entryLo0: 2, entryLo1: 3, context: 4, pageMask: 5, wired: 6, badVAddr: 8, count: 9, entryHi: 10,
  compare: 11, status: 12, cause: 13, epc: 14, prId: 15, config: 16, llAddr: 17, watchLo: 18, watchHi: 19,
  xContext: 20, frameMask: 21, diagnostic: 22, performance: 25, ecc: 26, cacheErr: 27, tagLo: 28, tagHi: 29,
  errorEpc: 30,
} as const;

/** Status register bits. */
export const STATUS = {
  ie: 1, exl: 2, erl: 4, ksu: 3 << 3, ux: 1 << 5, sx: 1 << 6, kx: 1 << 7, im: 0xff00, ch: 1 << 18, bev: 1 << 22,
  ts: 1 << 21, re: 1 << 25, fr: 1 << 26, idle: 1 << 27, cu0: 1 << 28, cu1: 1 << 29, cu2: 1 << 30, xx: 0x80000000,
} as const;
export const MODE = { user: 0, supervisor: 1, kernel: 2 } as const;

/** Why a run has ended. */
export const EXIT = {
  /** The CPU's clock has reached the limit. */
  LIMIT: 0,
  /** An access waits for the memory system; the instruction is executed again when the CPU next runs. */
  BLOCKED: 1,
  /** `gate` has been executed; its code is in `Cpu.gateCode`. */
  GATE: 2,
  /** Status bit 27 (ours) halts the CPU until an interrupt is pending. */
  IDLE: 3,
  /** The next instruction has a breakpoint. */
  BREAKPOINT: 4,
} as const;

/** An exception has been taken: state is at the vector. */
export const RAISED = -3;
/** Whether a slow path's answer is one of these codes and not a host address, which may lie beyond 2 GB. */
export const isCode = (answer: I32): I32 => i32.geU(answer, -16);
