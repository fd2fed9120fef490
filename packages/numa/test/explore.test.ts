import { expect, test } from "vitest";
import { explore, PROTOCOL, tableRows, type ExploreOptions } from "../src/index.ts";
import { Progress } from "../src/explore/progress.ts";

// Small enough for every run. On demand, by `disco-numa explore`: 3 CPUs, of which two use both lines.
const sizes: ExploreOptions[] = [
  { cpus: 1, lines: 2, devices: 1 }, { cpus: 1, home: "third", devices: 2 },
  { cpus: 2, home: "own", devices: 1 }, { cpus: 2, home: "node", devices: 1 }, { cpus: 2, home: "third" }, { cpus: 2, home: "bus" }, { cpus: 3 }, { cpus: 2, lines: 2 }, { cpus: 2, lines: 2, both: 1 },
];
const rows = new Set<string>();

test.each(sizes)("%o: every reachable state is coherent, and nothing goes on for ever", (size) => {
  const found = explore(size);
  expect(found.violation).toBeUndefined();
  expect(found.complete).toBe(true);
  for (const row of found.rows) rows.add(row);
});

test.each<ExploreOptions>([{ cpus: 1, lines: 2 }, { cpus: 2, home: "third" }, { cpus: 3 }, { cpus: 2, lines: 2 }])("%o: states that stand for others stand for all", (size) => {
  const some = explore(size), all = explore({ ...size, symmetry: false });
  expect([some.states, some.transitions]).toEqual([all.states, all.transitions]);
  expect(all.visited).toBe(all.states);
  expect(some.visited).toBeLessThan(0.51 * all.visited);
  expect([...some.rows].sort()).toEqual([...all.rows].sort());
});

test("no row of the tables is dead", () => {
  expect(tableRows().filter((row) => !rows.has(row))).toEqual([]);
});

test("a counter-example is the shortest way to the violation, step by step", () => {
  const { home } = PROTOCOL, { S } = home;
  const violation = explore({ tables: { ...PROTOCOL, home: { ...home, S: { ...S, UPGRADE_SHARED: { ...S.UPGRADE_SHARED!, actions: [] } } } } }).violation; // a row of the table, without what it does
  expect(violation?.message).toMatch(/deadlock|busy/);
  expect(violation?.trace).toMatchInlineSnapshot(`
    [
      "CPU 0 loads from line 0",
      "GETS from CPU 0 for line 0 arrives (lane cpu 0)",
      "CPU 0 executes again",
      "CPU 1 loads from line 0",
      "FORWARD from CPU 1 for line 0 arrives (lane cpu 1)",
      "GETS from CPU 1 for line 0 arrives (lane 1 0)",
      "FWD_GETS at CPU 0 for line 0 arrives (lane 0 0)",
      "SHARING_WB from CPU 0 for line 0 arrives (lane 0 0)",
      "DATA_S at CPU 1 for line 0 arrives (lane 0 1)",
      "UNBLOCK from CPU 1 for line 0 arrives (lane 1 0)",
      "CPU 0 stores to line 0",
      "UPGRADE from CPU 0 for line 0 arrives (lane cpu 0)",
      "CPU 1 executes again",
    ]
  `);
});

test("where names do not count, the way to a violation is as short", () => {
  // Data go out although others have copies.
  const { home } = PROTOCOL, { S } = home, tables = { ...PROTOCOL, home: { ...home, S: { ...S, GETX_SHARED: S.GETX! } } };
  const [some, all] = [true, false].map((symmetry) => explore({ cpus: 3, home: "third", lines: 2, tables, symmetry }).violation);
  expect(some?.message).toBeDefined();
  expect(some?.trace.length).toBe(all?.trace.length);
});

test("what can go round is found", () => {
  /** Given where the internal moves of each state lead to. */
  const endless = (moves: readonly (readonly number[])[]): number | undefined => {
    const progress = new Progress();
    for (const all of moves) {
      progress.state();
      for (const to of all) progress.move(to);
    }
    return progress.endless();
  };
  expect(endless([[1, 2], [2], [3], []])).toBeUndefined();
  expect(endless([[3], [0], [1], []])).toBeUndefined();
  expect(endless([[1], [2], [1, 3], []])).toBe(0);
  expect(endless([[], [], [2]])).toBe(2);
});

test("a CPU that asks again for what the home refuses may do so for ever", () => {
  const { cache } = PROTOCOL, { SI } = cache;
  const { violation } = explore({ tables: { ...PROTOCOL, cache: { ...cache, SI: { ...SI, REFUSAL: { next: "SI", actions: ["sendUpgrade"], doc: "" } } } } });
  expect(violation?.message).toContain("livelock");
});
