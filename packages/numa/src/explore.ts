import { bareCaches } from "./bare-caches.ts";
import { InvariantError, NumaError } from "./errors.ts";
import type { NumaMemory } from "./numa-memory.ts";
import { PHASE, TX, TX_CELLS } from "./layout.ts";
import { PROFILES } from "./profiles/index.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "./protocol/cache-table.ts";
import { laneOf } from "./protocol/channels.ts";
import { DIRECTORY, DIRECTORY_TABLE } from "./protocol/directory-table.ts";
import { MESSAGE_NAMES } from "./protocol/messages.ts";
import { Snapshot, type Flying, type SnapshotState } from "./protocol/snapshot.ts";

export interface ExploreOptions {
  /** CPUs that access the lines. Default 2. */
  readonly cpus?: number;
  /** Default 1. */
  readonly lines?: 1 | 2;
  /** "own": the lines' home is CPU 0's node. "third": a node whose CPU does nothing. "bus": uma-1997. Default "own". */
  readonly home?: "own" | "third" | "bus";
  /** Gives up, with `complete` false, beyond this many states. Default 2 million. */
  readonly maxStates?: number;
  /** Called with the model before it starts, to damage it: an exploration that finds nothing then proves little. */
  readonly change?: (numa: NumaMemory) => void;
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

/** All rows of both tables, named as in `Exploration.rows`. */
export function tableRows(): string[] {
  const rows = (side: string, table: Readonly<Record<string, object>>): string[] =>
    Object.entries(table).flatMap(([state, events]) => Object.keys(events).map((event) => `${side} ${state}.${event}`));
  return [...rows("cache", CACHE_TABLE), ...rows("home", DIRECTORY_TABLE)];
}

/**
 * Visits every state that the simulator itself, its lookup code included, can reach on a line or two: CPUs load, store
 * and replace them whenever they can, and messages arrive in any order that lanes allow. Checks in each state that
 *
 * - no CPU has a copy beside an exclusive one, and no row runs that the tables exclude;
 * - whatever a load or store finds in the cache is the latest version;
 * - when nothing is under way any more, nobody waits, and the directory knows all copies.
 */
export function explore(options: ExploreOptions = {}): Exploration {
  const { cpus: active = 2, lines: count = 1, home = "own", maxStates = 2_000_000 } = options;
  if (!Number.isInteger(active) || active < 1 || active > 4)
    throw new NumaError("bad-config", `explore: expected 1 to 4 cpus, got ${active}; more have too many states to visit`);
  const cpus = home === "third" ? active + 1 : active;
  const base = PROFILES[home === "bus" ? "uma-1997" : "flash-1997"];
  let posted: Flying[] = [];
  const bare = bareCaches(
    // One set of caches, with room for both lines.
    { cpus, ramBytes: 4096 * cpus, contention: false, map: { aliasBytes: 0 }, profile: { ...base, writeBackBuffer: 1, caches: { l1i: 128, l1d: 64, l2: 256 } } },
    { post: (_time, message, a, line, c) => { posted.push({ message, a, line, c }); }, ready: () => {} },
    { check: true },
  );
  const { numa } = bare, { cache, home: directory, store } = numa.engine, versions = numa.versions!; // check mode
  options.change?.(numa);
  const everybody = Array.from({ length: active }, (_, n) => n);
  const lines = Array.from({ length: count }, (_, n) => (home === "third" ? 32 * active : 0) + n);
  const snapshot = new Snapshot(numa, lines);
  const phase = (cpu: number): number => store.phase(cpu);

  let lanes = new Map<string, readonly Flying[]>();
  const sort = (): void => {
    for (const m of posted) {
      const lane = laneOf(numa.network, m.message, m.a, m.line, m.c);
      lanes.set(lane, [...(lanes.get(lane) ?? []), m]);
    }
    posted = [];
  };
  const access = (cpu: number, line: number, store: boolean): boolean => {
    if ((store ? bare.store(cpu, line * 128) : bare.load(cpu, line * 128)) < 0) return false;
    if (store) versions.write(cpu, line);
    else versions.read(cpu, line);
    return true;
  };

  /** What can happen now: name and effect. */
  const moves = (): [string, () => void][] => {
    const all: [string, () => void][] = [];
    for (const [lane, messages] of lanes) {
      const { message, a, line, c } = messages[0]!; // lanes without messages are deleted
      all.push([`${MESSAGE_NAMES[message]} for line ${line} arrives (${lane})`, () => {
        if (messages.length === 1) lanes.delete(lane);
        else lanes.set(lane, messages.slice(1));
        numa.handle(0, message, a, line, c);
      }]);
    }
    for (const cpu of everybody) {
      const now = phase(cpu);
      if (now === PHASE.pinned) {
        const line = store.tx[cpu * TX_CELLS + TX.line]!;
        all.push([`CPU ${cpu} executes again`, () => {
          // What came for a store is M.
          if (!access(cpu, line, store.cachedState(cpu, line) === STATE.M)) throw new InvariantError(`CPU ${cpu} does not find the line that came`);
          numa.release(cpu, 0);
        }]);
      } else if (now === PHASE.refused) {
        const line = store.tx[cpu * TX_CELLS + TX.line]!;
        all.push([`CPU ${cpu}, refused, gives up as an SC does`, () => numa.release(cpu, 0)]);
        all.push([`CPU ${cpu}, refused, stores again`, () => {
          numa.release(cpu, 0);
          if (!access(cpu, line, true)) numa.start(cpu, 0);
        }]);
      } else if (now === PHASE.idle) {
        for (const line of lines) {
          for (const store of [false, true])
            all.push([`CPU ${cpu} ${store ? "stores to" : "loads from"} line ${line}`, () => { if (!access(cpu, line, store)) numa.start(cpu, 0); }]);
          const cached = store.cachedState(cpu, line);
          if (cached !== STATE.I && (cached === STATE.S || store.writeBackEntry(cpu, -1) >= 0))
            all.push([`CPU ${cpu} replaces line ${line}`, () => cache.step(CACHE_EVENT.EVICT, cached, cpu, line, 0, 0)]);
        }
      }
    }
    return all;
  };

  const check = (): void => {
    const quiet = lanes.size === 0 && everybody.every((cpu) => phase(cpu) !== PHASE.pinned && phase(cpu) !== PHASE.refused);
    for (const line of lines) {
      const holders = everybody.filter((cpu) => store.cachedState(cpu, line) !== STATE.I);
      const exclusive = holders.filter((cpu) => store.cachedState(cpu, line) >= STATE.E);
      if (exclusive.length && holders.length > 1) throw new InvariantError(`CPU ${exclusive[0]} has line ${line} exclusive, CPUs ${holders.join(", ")} have copies`);
      if (!quiet) continue;
      const entry = store.directory[line]!, first = store.owner(line);
      if (entry >= DIRECTORY.BI) throw new InvariantError("the directory is busy, and no message is under way");
      for (const cpu of holders) {
        const known = entry === DIRECTORY.S ? store.isSharer(line, cpu) && !exclusive.length : entry === DIRECTORY.E && first === cpu && exclusive.length === 1;
        if (!known) throw new InvariantError(`the directory does not know the copy of CPU ${cpu}`);
      }
      if (entry === DIRECTORY.E && !exclusive.length) throw new InvariantError(`the directory has CPU ${first} as owner, which has no copy`);
    }
    if (!quiet) return;
    for (const cpu of everybody) {
      if (phase(cpu) !== PHASE.idle) throw new InvariantError(`deadlock: CPU ${cpu} waits, and no message is under way`);
      if (lines.some((line) => store.writeBackEntry(cpu, line) >= 0)) throw new InvariantError(`deadlock: CPU ${cpu} waits for the home to take its line, and no message is under way`);
    }
  };

  const seen = new Set<string>();
  const waiting: (SnapshotState | undefined)[] = [];
  const origins: (readonly [from: number, move: string])[] = [];
  const visit = (from: number, move: string): void => {
    const state = snapshot.take(lanes);
    if (seen.has(state.key)) return;
    seen.add(state.key);
    waiting.push({ ...state, key: "" });
    origins.push([from, move]);
  };
  const trace = (node: number, last: string): string[] => {
    const steps = [last];
    for (let n = node; n > 0; n = origins[n]![0]) steps.unshift(origins[n]![1]);
    return steps;
  };
  let transitions = 0;
  const result = (complete: boolean): Exploration => {
    const rows = new Set<string>();
    for (const [side, table] of [["cache", cache.table], ["home", directory.table]] as const)
      table.uses.forEach((n, k) => { if (n) rows.add(`${side} ${table.name(Math.floor(k / table.events), k % table.events)}`); });
    return { states: seen.size, transitions, complete, rows };
  };

  visit(0, "");
  for (let n = 0; n < waiting.length; n++) {
    if (waiting.length > maxStates) return result(false);
    const node = waiting[n]!; // each once
    waiting[n] = undefined;
    snapshot.put(node);
    lanes = new Map(node.lanes);
    const all = moves();
    for (const [name, move] of all) {
      snapshot.put(node);
      lanes = new Map(node.lanes);
      posted = [];
      transitions++;
      try {
        move();
        sort();
        check();
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        return { ...result(false), violation: { message: e.message, trace: trace(n, name) } };
      }
      visit(n, name);
    }
  }
  return result(true);
}
