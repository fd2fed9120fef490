/** The events that performance counters count, found from an instruction's row (R10000 User's Manual 14.20, table 14-18). */
import { operationsOf, type Operation } from "../isa/effects.ts";
import { rows, type Mnemonic } from "../isa/rows.ts";

/** Bit n is event n of counter 0, bit 16 + n event n of counter 1. What is not here does not occur in this processor. */
const of0 = (event: number): number => 1 << event, of1 = (event: number): number => 1 << (16 + event);
export const CYCLES = 0;
export const EVENT = {
  issued: of0(1), issuedLoad: of0(2), issuedStore: of0(3), issuedConditional: of0(4), failedConditional: of0(5), branch: of0(6),
  graduated: of0(15) | of1(1), graduatedLoad: of1(2), graduatedStore: of1(3), graduatedConditional: of1(4), graduatedFloat: of1(5),
  tlbMiss: of1(7),
  /** No event: the instruction graduates as two. */
  twice: of0(0),
} as const;
/** Misses of the primary caches and of the secondary one. */
export const MISSES = { fetch: of0(9), secondaryFetch: of0(10), data: of1(9), secondaryData: of1(10) } as const;

const { graduated, graduatedLoad, graduatedStore, graduatedConditional, graduatedFloat, twice, failedConditional } = EVENT;
/** Events that an instruction has only if it graduates. */
export const GRADUATION = graduated | graduatedLoad | graduatedStore | graduatedConditional | graduatedFloat | twice | failedConditional;

/** Counted as loads, all of them (14.20, event 2). */
const LOADS: readonly Operation[] = ["load", "loadAround", "loadLinked", "prefetch", "sync", "cacheOp"];
const STORES: readonly Operation[] = ["store", "storePartial", "storeConditional"];

/** Events of an instruction that graduates, but for those that depend on what happens. */
export function eventsOf(name: Mnemonic): number {
  const row = rows[name], used = operationsOf(row);
  const does = (...some: readonly Operation[]): boolean => some.some((o) => used.includes(o));
  if (does("gate")) return 0; // not an instruction of the processor's
  // What goes to no functional unit: jumps, SYSCALL and BREAK, BC1, coprocessor 0 but for CACHE (14.20, event 1 of counter 0).
  const inUnit = !does("jump", "raise", "eret") && (row.unit !== 0 || does("cacheOp")) && !(row.unit === 1 && does("branch", "branchLikely"));
  const load = does(...LOADS), store = does(...STORES), conditional = does("storeConditional");
  return [
    [inUnit, EVENT.issued], [load, EVENT.issuedLoad], [store, EVENT.issuedStore],
    [conditional, EVENT.issuedConditional], [does("branch", "branchLikely"), EVENT.branch],
    [true, graduated], [load, graduatedLoad], [store, graduatedStore], [conditional, graduatedConditional],
    [does("fpArithmetic", "fpCompare", "fpConvert"), graduatedFloat], [does("setHi") && does("setLo"), twice],
  ].reduce((mask, [is, bits]) => (is ? mask | Number(bits) : mask), 0);
}
