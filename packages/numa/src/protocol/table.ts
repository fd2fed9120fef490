import { i32, type Body, type I32 } from "@disco-vm/wasm";
import { choose } from "./define.ts";

export interface Row<S extends string, A extends string> {
  readonly next: S;
  readonly actions: readonly A[];
  readonly doc: string;
}
/** (state, event) -> row. What is absent cannot happen. */
export type Table<S extends string, E extends string, A extends string> =
  { readonly [state in S]: { readonly [event in E]?: Row<S, A> } };

/** Rows by number: state * events + event. */
export class Rows {
  readonly states: readonly string[];
  readonly events: readonly string[];
  constructor(readonly side: string, states: Readonly<Record<string, number>>, events: Readonly<Record<string, number>>) {
    this.states = Object.keys(states);
    this.events = Object.keys(events);
  }
  get count(): number { return this.states.length * this.events.length; }
  /** "S.INV" */
  name(state: number, event: number): string { return `${this.states[state]}.${this.events[event]}`; }

  /** Names of the rows that have run, as "cache S.INV"; `uses`: how often each. */
  used(uses: Uint32Array): string[] {
    const { events: { length } } = this;
    return [...uses.keys()].filter((k) => uses[k]).map((k) => `${this.side} ${this.name(Math.floor(k / length), k % length)}`);
  }
}

/** Writes the table as code: the row of that state and event, or what happens where there is none. `uses`: address of its counters. */
export function emitTable<S extends string, E extends string, A extends string>(
  f: Body, rows: Rows, table: Table<S, E, A>, uses: number, state: I32, event: I32, write: (row: Row<S, A>) => void, otherwise: () => void,
): void {
  const all = rows.states.flatMap((s) => rows.events.map((e) => table[s as S][e as E])); // names of both
  choose(f, i32.add(i32.mul(state, rows.events.length), event), all.map((row, n) => row && (() => {
    const at = uses + 4 * n;
    f.add(i32.store(0, i32.add(i32.load(0, at), 1), at));
    write(row);
  })), otherwise);
}

/** Names of all rows of a table. */
export function rowsOf(side: string, table: Readonly<Record<string, object>>): string[] {
  return Object.entries(table).flatMap(([state, events]) => Object.keys(events).map((event) => `${side} ${state}.${event}`));
}
