import { InvariantError } from "../errors.ts";

export interface Row<S extends string, A extends string> {
  readonly next: S;
  readonly actions: readonly A[];
  readonly doc: string;
}
/** (state, event) -> row. What is absent cannot happen. */
export type Table<S extends string, E extends string, A extends string> =
  { readonly [state in S]: { readonly [event in E]?: Row<S, A> } };

/** A table as dense arrays, indexed by state * events + event. */
export interface Compiled<Context> {
  readonly events: number;
  readonly next: Int8Array;
  readonly actions: readonly (readonly ((context: Context) => void)[])[];
  /** How often each row ran. */
  readonly uses: Float64Array;
  /** "S.INV" */
  name(state: number, event: number): string;
}

export function compile<S extends string, E extends string, A extends string, Context>(
  table: Table<S, E, A>,
  states: Readonly<Record<S, number>>,
  events: Readonly<Record<E, number>>,
  actions: Readonly<Record<A, (context: Context) => void>>,
): Compiled<Context> {
  const stateNames = Object.keys(states) as S[], eventNames = Object.keys(events) as E[];
  const size = stateNames.length * eventNames.length;
  const next = new Int8Array(size);
  const compiled: ((context: Context) => void)[][] = [];
  const name = (state: number, event: number): string => `${stateNames[state]}.${eventNames[event]}`;
  for (const s of stateNames) {
    for (const e of eventNames) {
      const index = states[s] * eventNames.length + events[e];
      const row = table[s][e];
      next[index] = row ? states[row.next] : states[s];
      compiled[index] = row ? row.actions.map((a) => actions[a]) : [() => {
        throw new InvariantError(`protocol: ${s}.${e} happened, which the table excludes`);
      }];
    }
  }
  return { events: eventNames.length, next, actions: compiled, uses: new Float64Array(size), name };
}

/** Names of the rows that have run, as "cache S.INV". */
export function rowsUsed(side: string, table: Compiled<never>): string[] {
  return [...table.uses.keys()].filter((k) => table.uses[k]).map((k) => `${side} ${table.name(Math.floor(k / table.events), k % table.events)}`);
}

/** Names of all rows of a table. */
export function rowsOf(side: string, table: Readonly<Record<string, object>>): string[] {
  return Object.entries(table).flatMap(([state, events]) => Object.keys(events).map((event) => `${side} ${state}.${event}`));
}
