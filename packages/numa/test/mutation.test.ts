import { describe, expect, test } from "vitest";
import { explore } from "../src/index.ts";
import type { Row } from "../src/protocol/table.ts";
import { PROTOCOL, type Tables } from "../src/protocol/tables.ts";
import { runRandom } from "./random-tester.ts";

type Damage = [name: string, tables: Tables];

/**
 * Changes of state that nothing depends on. WI is WB with less allowed: nobody asks for a line twice. S without sharers is
 * as good as U.
 */
const HARMLESS = ["cache WB.FWD_GETS", "cache WB.FWD_GETX", "cache WB.PULL", "cache WB.RECALL", "home S.WRITE_UNIQUE"];

/** For each row: without each of its actions, without its change of state, and without the row. */
function damages(side: keyof Tables): Damage[] {
  const table: Record<string, Record<string, Row<string, string>>> = PROTOCOL[side];
  return Object.entries(table).flatMap(([s, events]) => Object.entries(events).flatMap(([e, row]) => {
    const change = (name: string, row: Row<string, string> | undefined): Damage =>
      [`${side} ${s}.${e} ${name}`, { ...PROTOCOL, [side]: { ...table, [s]: { ...events, [e]: row } } }];
    return [
      ...row.actions.map((action, k) => change(`without ${action}`, { ...row, actions: row.actions.filter((_, n) => n !== k) })),
      ...(row.next === s || HARMLESS.includes(`${side} ${s}.${e}`) ? [] : [change(`stays ${s}`, { ...row, next: s })]),
      change("left out", undefined),
    ];
  }));
}
const all = [...damages("cache"), ...damages("home")];

/** The random tester first, which is quick; then every state of what the damage may need. */
function found(tables: Tables): boolean {
  for (let seed = 0; seed < 80; seed++) {
    try {
      runRandom(seed, 1500, tables);
    } catch {
      return true;
    }
  }
  return [{ cpus: 2, devices: 1 }, { cpus: 3 }].some((size) => explore({ ...size, tables }).violation !== undefined);
}

describe("the protocol breaks, and it is found:", () => {
  test.each(all)("%s", (_, tables) => {
    expect(found(tables)).toBe(true);
  });
});

test("every action of every row is among them", () => {
  const count = (table: object): number => Object.values(table).flatMap((events: object) => Object.values(events) as Row<string, string>[]).reduce((n, row) => n + row.actions.length, 0);
  expect(all.filter(([name]) => name.includes(" without "))).toHaveLength(count(PROTOCOL.cache) + count(PROTOCOL.home));
});
