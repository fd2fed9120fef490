import { expect, test } from "vitest";
import { explore } from "../src/explore/explore.ts";
import { CACHE_EVENT, CACHE_TABLE, STATE } from "../src/protocol/cache-table.ts";
import { DIRECTORY, DIRECTORY_TABLE, HOME_EVENT } from "../src/protocol/directory-table.ts";
import type { Engine } from "../src/protocol/engine.ts";
import type { Row, Table } from "../src/protocol/table.ts";
import { runRandom } from "./random-tester.ts";

function deletions<S extends string, E extends string>(
  table: Table<S, E, string>, states: Record<S, number>, events: Record<E, number>, of: (e: Engine) => Engine["cache"]["table"],
): [name: string, change: (e: Engine) => void][] {
  return (Object.keys(table) as S[]).flatMap((s) => (Object.entries(table[s]) as [E, Row<S, string>][]).flatMap(([e, row]) =>
    row.actions.map((action, k): [string, (engine: Engine) => void] => [`${s}.${e} ${action}`, (engine) => {
      const compiled = of(engine), at = states[s] * compiled.events + events[e];
      (compiled.actions as unknown[][])[at] = compiled.actions[at]!.filter((_, n) => n !== k); // damage is the point
    }])));
}
const all = [
  ...deletions(CACHE_TABLE, STATE, CACHE_EVENT, (e) => e.cache.table),
  ...deletions(DIRECTORY_TABLE, DIRECTORY, HOME_EVENT, (e) => e.home.table as unknown as Engine["cache"]["table"]), // same shape
];

function found(change: (e: Engine) => void): boolean {
  for (let seed = 0; seed < 80; seed++) {
    try {
      runRandom(seed, 1500, change);
    } catch {
      return true;
    }
  }
  return explore({ cpus: 3, change: (numa) => change(numa.engine) }).violation !== undefined;
}

test.each(all)("without %s the protocol breaks, and it is found", (_, change) => {
  expect(found(change)).toBe(true);
});
