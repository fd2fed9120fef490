import { describe, expect, test } from "vitest";
import { topologyOf, type TopologyOptions } from "../src/topology.ts";

const all = (o: TopologyOptions): [number, number][] => Array.from({ length: o.nodes ** 2 }, (_, n) => [Math.floor(n / o.nodes), n % o.nodes]);
const bits = (n: number): number => n.toString(2).replaceAll("0", "").length;

/** Hops by the topology's definition, without walking it. */
const cases: [TopologyOptions, (a: number, b: number) => number][] = [
  [{ kind: "uniform", nodes: 5 }, () => 1],
  [{ kind: "mesh", nodes: 16 }, (a, b) => Math.abs((a % 4) - (b % 4)) + Math.abs((a >> 2) - (b >> 2))],
  [{ kind: "mesh", nodes: 6 }, (a, b) => Math.abs((a % 4) - (b % 4)) + Math.abs((a >> 2) - (b >> 2))],
  [{ kind: "hypercube", nodes: 16 }, (a, b) => bits(a ^ b)],
  [{ kind: "hypercube", nodes: 32, nodesPerRouter: 2 }, (a, b) => 1 + bits((a >> 1) ^ (b >> 1))],
  [{ kind: "hypercube", nodes: 16, nodesPerRouter: 2, express: true }, (a, b) => 1 + (((a >> 1) ^ (b >> 1)) === 7 ? 1 : bits((a >> 1) ^ (b >> 1)))],
  [{ kind: "fat-tree", nodes: 64 }, (a, b) => (a >> 2 === b >> 2 ? 1 : a >> 4 === b >> 4 ? 3 : 5)],
  [{ kind: "fat-tree", nodes: 8, arity: 2 }, (a, b) => (a >> 1 === b >> 1 ? 1 : a >> 2 === b >> 2 ? 3 : 5)],
];

describe.each(cases)("%o", (options, hops) => {
  const net = topologyOf(options);

  test("counts hops", () => {
    for (const [a, b] of all(options)) expect([a, b, net.hops(a, b)]).toEqual([a, b, a === b ? 0 : hops(a, b)]);
  });

  test("goes from node to node over links that follow each other, none twice", () => {
    for (const [a, b] of all(options)) {
      if (a === b) {
        expect(net.route(a, b)).toEqual([]);
        continue;
      }
      const names = net.route(a, b).map((link) => net.links[link]!.name);
      expect(names[0]).toBe(`node ${a} out`);
      expect(names.at(-1)).toBe(`node ${b} in`);
      expect(new Set(names).size).toBe(names.length);
      const ends = names.slice(1, -1).flatMap((name) => /router (\d+) to (\d+)/.exec(name)?.slice(1) ?? []);
      for (let k = 1; k + 1 < ends.length; k += 2) expect(ends[k]).toBe(ends[k + 1]);
    }
  });
});

test("a fat tree's links are as wide as the nodes below them", () => {
  const net = topologyOf({ kind: "fat-tree", nodes: 64 });
  expect(net.route(0, 63).map((link) => net.links[link]!.width)).toEqual([1, 4, 16, 16, 4, 1]);
});
