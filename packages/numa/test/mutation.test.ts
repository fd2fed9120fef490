import { describe, expect, test } from "vitest";
import { explore } from "../src/index.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "../src/protocol/cache-table.ts";
import { DIRECTORY, DIRECTORY_TABLE, HOME_EVENT } from "../src/protocol/directory-table.ts";
import type { Engine } from "../src/protocol/engine.ts";
import type { Compiled, Row, Table } from "../src/protocol/table.ts";
import { runRandom } from "./random-tester.ts";

type Change = (e: Engine) => void;
type Damage = [name: string, change: Change];

/**
 * Changes of state that nothing depends on. WI is WB with less allowed: nobody asks for a line twice. S without sharers is
 * as good as U.
 */
const HARMLESS = ["cache WB.FWD_GETS", "cache WB.FWD_GETX", "cache WB.PULL", "cache WB.RECALL", "home S.WRITE_UNIQUE"];

/** For each row: without each of its actions, without its change of state, and without the row. */
function damages<S extends string, E extends string>(
  side: string, table: Table<S, E, string>, states: Readonly<Record<S, number>>, events: Readonly<Record<E, number>>, of: (e: Engine) => unknown,
): Damage[] {
  return (Object.keys(table) as S[]).flatMap((s) => (Object.entries(table[s]) as [E, Row<S, string>][]).flatMap(([e, row]) => {
    const change = (name: string, edit: (actions: unknown[], next: Int8Array, at: number) => unknown[]): Damage => [`${side} ${s}.${e} ${name}`, (engine) => {
      const compiled = of(engine) as Compiled<never>, at = states[s] * compiled.events + events[e];
      (compiled.actions as unknown[][])[at] = edit([...compiled.actions[at]!], compiled.next, at); // damage is the point
    }];
    return [
      ...row.actions.map((action, k) => change(`without ${action}`, (actions) => actions.filter((_, n) => n !== k))),
      ...(row.next === s || HARMLESS.includes(`${side} ${s}.${e}`) ? [] : [change(`stays ${s}`, (actions, next, at) => { next[at] = states[s]; return actions; })]),
      change("left out", () => [() => { throw new Error("no such row"); }]),
    ];
  }));
}
const all = [
  ...damages("cache", CACHE_TABLE, STATE, CACHE_EVENT, (e) => e.cache.table),
  ...damages("home", DIRECTORY_TABLE, DIRECTORY, HOME_EVENT, (e) => e.home.table),
];

/** The random tester first, which is quick; then every state of what the damage may need. */
function found(change: Change): boolean {
  for (let seed = 0; seed < 80; seed++) {
    try {
      runRandom(seed, 1500, change);
    } catch {
      return true;
    }
  }
  return [{ cpus: 2, devices: 1 }, { cpus: 3 }].some((size) => explore({ ...size, change: (numa) => change(numa.engine) }).violation !== undefined);
}

describe("the protocol breaks, and it is found:", () => {
  test.each(all)("%s", (_, change) => {
    expect(found(change)).toBe(true);
  });
});

test("every action of every row is among them", () => {
  const count = (table: object): number => Object.values(table).flatMap((events: object) => Object.values(events) as Row<string, string>[]).reduce((n, row) => n + row.actions.length, 0);
  expect(all.filter(([name]) => name.includes(" without "))).toHaveLength(count(CACHE_TABLE) + count(DIRECTORY_TABLE));
});
