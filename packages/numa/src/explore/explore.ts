import { NumaError } from "../errors.ts";
import type { Tables } from "../protocol/tables.ts";
import { Model, type ModelSize } from "./model.ts";
import { cycleIn } from "./progress.ts";
import type { StateName } from "./snapshot.ts";

export interface ExploreOptions extends Partial<Omit<ModelSize, "lines">> {
  readonly lines?: 1 | 2;
  /** Gives up, with `complete` false, beyond this many states. Default 2 million. */
  readonly maxStates?: number;
  /** Another protocol, or the same one damaged: an exploration that finds nothing then proves little. */
  readonly tables?: Tables;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly complete: boolean;
  /** The first violation found, with the shortest way to it. */
  readonly violation?: { readonly message: string; readonly trace: readonly string[] };
  /** Rows of the tables that ran, as "cache S.INV", "home BI.GETS". */
  readonly rows: ReadonlySet<string>;
}

/**
 * Visits every state that the simulator itself can reach on a line or two: CPUs load, store and replace them whenever
 * they can, devices read and write them, and messages arrive in any order that lanes allow. Checks in each state that
 *
 * - no CPU has a copy beside an exclusive one, and no row runs that the tables exclude;
 * - whatever a load or store finds in the cache, and devices in memory, is the latest version;
 * - when nothing is under way any more, nobody waits, and the directory knows all copies;
 *
 * and at the end, that nothing can go on for ever without anybody asking for something new. Default: 2 CPUs, one line
 * whose home is CPU 0's node, no devices.
 */
export function explore(options: ExploreOptions = {}): Exploration {
  const { cpus = 2, lines = 1, home = "own", devices = 0, maxStates = 2_000_000 } = options;
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > 4)
    throw new NumaError("bad-config", `explore: expected 1 to 4 cpus, got ${cpus}; more have too many states to visit`);
  if (lines !== 1 && lines !== 2) throw new NumaError("bad-config", `explore: expected 1 or 2 lines, got ${String(lines)}; more do not fit the caches`);
  if (!Number.isInteger(devices) || devices < 0 || devices > 2) throw new NumaError("bad-config", `explore: expected 0 to 2 devices, got ${devices}; more have too many states to visit`);
  const model = new Model({ cpus, lines, home, devices }, options.tables);

  const seen = new Map<StateName, number>();
  /** States to be visited; undefined when they have been. */
  const waiting: (StateName | undefined)[] = [];
  const origins: (readonly [from: number, move: string])[] = [];
  /** From and to of each internal move. */
  const internal: number[] = [];
  let transitions = 0;

  const visit = (from: number, move: () => string): number => {
    const state = model.take(), known = seen.get(state);
    if (known !== undefined) return known;
    seen.set(state, waiting.length);
    origins.push([from, move()]);
    return waiting.push(state) - 1;
  };
  const wayTo = (node: number): string[] => {
    const steps: string[] = [];
    for (let n = node; n > 0; n = origins[n]![0]) steps.unshift(origins[n]![1]);
    return steps;
  };
  const result = (complete: boolean, message?: string, trace: readonly string[] = []): Exploration => {
    const rows = new Set(model.numa.engine.rowsUsed());
    return { states: seen.size, transitions, complete, rows, ...(message === undefined ? {} : { violation: { message, trace } }) };
  };

  visit(0, () => "");
  for (let n = 0; n < waiting.length; n++) {
    if (waiting.length > maxStates) return result(false);
    const node = waiting[n]!; // each once
    waiting[n] = undefined;
    model.put(node);
    let untouched = true;
    for (const move of model.moves()) {
      if (!untouched) model.put(node);
      untouched = false;
      transitions++;
      try {
        move.act();
        model.settle();
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        return result(false, e.message, [...wayTo(n), move.name()]);
      }
      const to = visit(n, move.name);
      if (move.internal) internal.push(n, to);
    }
  }
  const endless = cycleIn(waiting.length, internal);
  return endless === undefined ? result(true) : result(false, "livelock: from here on messages can go round for ever", wayTo(endless));
}
