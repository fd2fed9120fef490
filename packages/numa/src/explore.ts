import { bareCaches } from "./bare-caches.ts";
import { InvariantError } from "./errors.ts";
import { PHASE, TX, TX_CELLS } from "./layout.ts";
import { PROFILES } from "./profiles/index.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "./protocol/cache-table.ts";
import { laneOf } from "./protocol/channels.ts";
import { DIRECTORY, DIRECTORY_TABLE } from "./protocol/directory-table.ts";
import { MESSAGE_NAMES } from "./protocol/messages.ts";
import { Snapshot, type Lane, type SnapshotState } from "./protocol/snapshot.ts";

export interface ExploreOptions {
  /** CPUs that access the line. Default 2. */
  readonly cpus?: number;
  /** "own": the line's home is CPU 0's node. "third": a node whose CPU does nothing. "bus": uma-1997. Default "own". */
  readonly home?: "own" | "third" | "bus";
  /** Gives up, with `complete` false, beyond this many states. Default 2 million. */
  readonly maxStates?: number;
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
 * Visits every state that the simulator itself, its lookup code included, can reach on one line: CPUs load, store and
 * replace it whenever they can, and messages arrive in any order that lanes allow. Checks in each state that
 *
 * - no CPU has a copy beside an exclusive one, and no row runs that the tables exclude;
 * - whatever a load or store finds in the cache is the latest version;
 * - when nothing is under way any more, nobody waits, and the directory knows all copies.
 */
export function explore(options: ExploreOptions = {}): Exploration {
  const { cpus: active = 2, home = "own", maxStates = 2_000_000 } = options;
  const cpus = home === "third" ? active + 1 : active;
  let posted: [message: number, a: number, c: number][] = [];
  const base = PROFILES[home === "bus" ? "uma-1997" : "flash-1997"];
  const bare = bareCaches(
    // One line of 32 in a page, one set of caches, of which the other way stays empty.
    { cpus, ramBytes: 4096 * cpus, contention: false, map: { aliasBytes: 0 }, profile: { ...base, writeBackBuffer: 1, caches: { l1i: 128, l1d: 64, l2: 256 } } },
    { post: (_time, kind, a, _line, c) => { posted.push([kind, a, c]); }, ready: () => {} },
    { check: true },
  );
  const { numa } = bare, { engine } = numa;
  const address = home === "third" ? 4096 * active : 0, line = address >>> 7;
  const snapshot = new Snapshot(numa, line);
  const phase = (cpu: number): number => engine.tx[cpu * TX_CELLS + TX.state]!;
  const everybody = Array.from({ length: active }, (_, n) => n);

  let lanes = new Map<string, Lane>();
  const sort = (): void => {
    for (const m of posted) {
      const lane = laneOf(numa.network, m[0], m[1], line, m[2]);
      lanes.set(lane, [...(lanes.get(lane) ?? []), m]);
    }
    posted = [];
  };
  const access = (cpu: number, store: boolean): boolean => {
    if ((store ? bare.store(cpu, address) : bare.load(cpu, address)) < 0) return false;
    if (store) numa.versions!.write(cpu, line); // check mode
    else numa.versions!.read(cpu, line);
    return true;
  };

  /** What can happen now: name and effect. */
  const moves = (): [string, () => void][] => {
    const all: [string, () => void][] = [];
    for (const [lane, messages] of lanes) {
      const [message, a, c] = messages[0]!; // lanes without messages are deleted
      all.push([`${MESSAGE_NAMES[message]} arrives (${lane})`, () => {
        if (messages.length === 1) lanes.delete(lane);
        else lanes.set(lane, messages.slice(1));
        numa.handle(0, message, a, line, c);
        sort();
      }]);
    }
    for (const cpu of everybody) {
      const now = phase(cpu), cached = engine.cachedState(cpu, line);
      if (now === PHASE.pinned) {
        // What came for a store is M.
        all.push([`CPU ${cpu} executes again`, () => {
          if (!access(cpu, cached === STATE.M)) throw new InvariantError(`CPU ${cpu} does not find the line that came`);
          numa.release(cpu, 0);
          sort();
        }]);
      } else if (now === PHASE.idle) {
        for (const store of [false, true]) all.push([`CPU ${cpu} ${store ? "stores" : "loads"}`, () => {
          if (!access(cpu, store)) numa.start(cpu, 0);
          sort();
        }]);
        if (cached !== STATE.I && (cached === STATE.S || engine.writeBackEntry(cpu, -1) >= 0)) all.push([`CPU ${cpu} replaces the line`, () => {
          engine.cacheStep(CACHE_EVENT.EVICT, cached, cpu, line, 0, 0);
          sort();
        }]);
      }
    }
    return all;
  };

  const check = (): void => {
    const holders = everybody.filter((cpu) => engine.cachedState(cpu, line) !== STATE.I);
    const exclusive = holders.filter((cpu) => engine.cachedState(cpu, line) >= STATE.E);
    if (exclusive.length && holders.length > 1) throw new InvariantError(`CPU ${exclusive[0]} has the line exclusive, CPUs ${holders.join(", ")} have copies`);
    if (lanes.size || everybody.some((cpu) => phase(cpu) === PHASE.pinned)) return;
    for (const cpu of everybody) {
      if (phase(cpu) !== PHASE.idle) throw new InvariantError(`deadlock: CPU ${cpu} waits, and no message is under way`);
      if (engine.writeBackEntry(cpu, line) >= 0) throw new InvariantError(`CPU ${cpu} waits for the home to take the line, and no message is under way`);
    }
    const entry = engine.directory[line]!, first = engine.sharers[line * numa.layout.words]!;
    if (entry >= DIRECTORY.BI) throw new InvariantError("the directory is busy, and no message is under way");
    for (const cpu of holders) {
      const known = entry === DIRECTORY.S ? engine.isSharer(line, cpu) && !exclusive.length : entry === DIRECTORY.E && first === cpu && exclusive.length === 1;
      if (!known) throw new InvariantError(`the directory does not know the copy of CPU ${cpu}`);
    }
    if (entry === DIRECTORY.E && !exclusive.length) throw new InvariantError(`the directory has CPU ${first} as owner, which has no copy`);
  };

  const seen = new Set<string>();
  const nodes: (SnapshotState | undefined)[] = [];
  const origins: [from: number, move: string][] = [];
  const visit = (from: number, move: string): void => {
    const state = snapshot.take(lanes);
    if (seen.has(state.key)) return;
    seen.add(state.key);
    nodes.push(state);
    origins.push([from, move]);
  };
  const trace = (node: number, last: string): string[] => {
    const steps = [last];
    for (let n = node; n > 0; n = origins[n]![0]) steps.unshift(origins[n]![1]);
    return steps;
  };
  const used = (): Set<string> => {
    const rows = new Set<string>();
    for (const [side, table] of [["cache", engine.cacheTable], ["home", engine.homeTable]] as const)
      table.uses.forEach((n, k) => { if (n) rows.add(`${side} ${table.name(Math.floor(k / table.events), k % table.events)}`); });
    return rows;
  };

  let transitions = 0;
  visit(0, "");
  for (let n = 0; n < nodes.length; n++) {
    if (nodes.length > maxStates) return { states: nodes.length, transitions, complete: false, rows: used() };
    const node = nodes[n]!; // visited once
    nodes[n] = undefined;
    snapshot.put(node);
    lanes = new Map(node.lanes);
    const names = moves().map(([name]) => name);
    for (let k = 0; k < names.length; k++) {
      snapshot.put(node);
      lanes = new Map(node.lanes);
      transitions++;
      try {
        moves()[k]![1](); // the same list again
        check();
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        return { states: nodes.length, transitions, complete: false, rows: used(), violation: { message: e.message, trace: trace(n, names[k]!) } };
      }
      visit(n, names[k]!);
    }
  }
  return { states: nodes.length, transitions, complete: true, rows: used() };
}
