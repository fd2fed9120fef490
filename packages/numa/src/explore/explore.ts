import { NumaError } from "../errors.ts";
import type { Tables } from "../protocol/tables.ts";
import { Model, type ModelSize } from "./model.ts";
import { Progress } from "./progress.ts";
import { Column, StateSet, words } from "./state-set.ts";

export interface ExploreOptions extends Partial<Omit<ModelSize, "lines">> {
  readonly lines?: 1 | 2;
  /** So many CPUs use the second line; the others only the first. Default all. */
  readonly both?: number;
  /** Gives up, with `complete` false, when it has visited this many states, of some 50 bytes each. Default 100 million. */
  readonly maxStates?: number;
  /** Called now and then with how many states have been visited, and how many of them wait for their moves to be made. */
  readonly onProgress?: (visited: number, waiting: number) => void;
  /** Of states that differ only in the names of CPUs and lines, visits one. Default true; with devices, lines keep their names, and so do CPUs. */
  readonly symmetry?: boolean;
  /** Another protocol, or the same one damaged: an exploration that finds nothing then proves little. */
  readonly tables?: Tables;
}

export interface Exploration {
  /** Reachable states. */
  readonly states: number;
  /** Of those that differ only in the names of CPUs and lines, one each: so many have been visited. */
  readonly visited: number;
  /** Moves from all states. */
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
  const { cpus = 2, lines = 1, home = "own", devices = 0, maxStates = 100_000_000, symmetry = true, both = cpus } = options;
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > 4)
    throw new NumaError("bad-config", `explore: expected 1 to 4 cpus, got ${cpus}; more have too many states to visit`);
  if (lines !== 1 && lines !== 2) throw new NumaError("bad-config", `explore: expected 1 or 2 lines, got ${String(lines)}; more do not fit the caches`);
  if (!Number.isInteger(both) || both < 1 || both > cpus) throw new NumaError("bad-config", `explore: expected both from 1 to ${cpus}, got ${both}; without a second line give one line`);
  if (!Number.isInteger(devices) || devices < 0 || devices > 2) throw new NumaError("bad-config", `explore: expected 0 to 2 devices, got ${devices}; more have too many states to visit`);
  return new Explorer(new Model({ cpus, lines, both, home, devices }, symmetry, options.tables), maxStates, options.onProgress).run();
}

/** How often progress is told. */
const TELL = 1 << 16;

/** Breadth first, so that the way to a violation is the shortest. */
class Explorer {
  private readonly states: StateSet;
  /** Of each state, the one that it was first reached from. */
  private readonly origins = new Column(words);
  private readonly progress = new Progress();
  private readonly next: Uint32Array;
  /** All states and moves that those visited stand for. */
  private all = 0;
  private transitions = 0;

  constructor(private readonly model: Model, private readonly maxStates: number, private readonly onProgress: ((visited: number, waiting: number) => void) | undefined) {
    const { width } = model.snapshot;
    this.states = new StateSet(width);
    this.next = new Uint32Array(width);
  }

  run(): Exploration {
    const { model, states, progress } = this, { snapshot } = model, moves = new Int32Array(256), state = new Uint32Array(snapshot.width);
    this.visit(0);
    for (let n = 0; n < states.count; n++) {
      if (states.count > this.maxStates) return this.result(false);
      if (n % TELL === 0) this.onProgress?.(states.count, states.count - n);
      states.get(n, state);
      snapshot.put(state);
      progress.state();
      const count = model.moves(moves), stands = this.standsFor(state);
      this.transitions += count * stands;
      for (let k = 0; k < count; k++) {
        const move = moves[k]!; // below count
        if (k > 0) snapshot.put(state);
        const to = this.make(move) ?? this.visit(n);
        if (typeof to === "string") return this.result(false, to, this.wayTo(n, to));
        if (model.internal(move)) progress.move(to);
      }
    }
    const endless = progress.endless();
    return endless === undefined ? this.result(true) : this.result(false, "livelock: from here on messages can go round for ever", this.wayTo(endless));
  }

  /** What is wrong with the move, if something is. */
  private make(move: number): string | undefined {
    const { model } = this;
    try {
      model.act(move);
      model.check();
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      model.snapshot.lose();
      return e.message;
    }
    return undefined;
  }

  /** The number of the state that the simulator is in. */
  private visit(from: number): number {
    const { model: { snapshot, symmetry }, states, next } = this, before = states.count;
    snapshot.take(next);
    const stands = symmetry.canonical(next), id = states.add(next);
    if (states.count > before) {
      this.all += stands;
      this.origins.push(from);
    }
    return id;
  }

  private standsFor(state: Uint32Array): number {
    this.next.set(state);
    return this.model.symmetry.canonical(this.next);
  }

  /**
   * The way to the state, in words: moves that lead from what one state on it stands for to what the next one does; and then
   * one with which that is wrong.
   */
  private wayTo(id: number, wrong?: string): string[] {
    const { model, states, next } = this, { snapshot, symmetry } = model, moves = new Int32Array(256), way: number[] = [], names: string[] = [];
    for (let n = id; n > 0; n = this.origins.get(n)) way.unshift(n);
    const here = new Uint32Array(snapshot.width), wanted = new Uint32Array(snapshot.width);
    states.get(0, here); // as it was visited: its names are in order
    for (const to of [...way, -1]) {
      if (to < 0 && wrong === undefined) break;
      if (to >= 0) states.get(to, wanted);
      snapshot.put(here);
      const count = model.moves(moves);
      for (let k = 0; k < count; k++) {
        if (k > 0) snapshot.put(here);
        const move = moves[k]!, name = model.name(move), failed = this.make(move); // below count
        if (failed !== undefined && to < 0) {
          names.push(name);
          break;
        }
        if (failed !== undefined) continue;
        snapshot.take(next);
        const raw = next.slice();
        symmetry.canonical(next);
        if (to < 0 || next.some((word, n) => word !== wanted[n])) continue;
        names.push(name);
        here.set(raw);
        break;
      }
    }
    return names;
  }

  private result(complete: boolean, message?: string, trace: readonly string[] = []): Exploration {
    const rows = new Set(this.model.numa.engine.rowsUsed());
    return { states: this.all, visited: this.states.count, transitions: this.transitions, complete, rows, ...(message === undefined ? {} : { violation: { message, trace } }) };
  }
}
