/*
 * Who is how far from whom, and over which links. Every node has a link into the network and one out of it; between
 * them lie those of the topology. A hop is a link between two routers; where nodes share a router, that itself is one.
 */

export type TopologyKind = "uniform" | "mesh" | "hypercube" | "fat-tree";

export interface TopologyOptions {
  readonly kind: TopologyKind;
  readonly nodes: number;
  /** Hypercube: nodes that share a router. Default 1. */
  readonly nodesPerRouter?: number;
  /** Hypercube: links between the routers furthest apart, where there are 4 or 8, as in the Origin. Default false. */
  readonly express?: boolean;
  /** Fat tree: children of a switch. Default 4. */
  readonly arity?: number;
}

export interface Link {
  readonly name: string;
  /** How many times a plain link's bandwidth it has. */
  readonly width: number;
}

export interface Topology {
  readonly links: readonly Link[];
  hops(from: number, to: number): number;
  /** Indices of the links on the way, both nodes' own included; none from a node to itself. */
  route(from: number, to: number): readonly number[];
}

/** Links by name, numbered as they are first named. */
class Links {
  readonly all: Link[] = [];
  private readonly index = new Map<string, number>();
  constructor(nodes: number) {
    for (let n = 0; n < nodes; n++) {
      this.of(`node ${n} out`);
      this.of(`node ${n} in`);
    }
  }
  of(name: string, width = 1): number {
    let at = this.index.get(name);
    if (at === undefined) {
      at = this.all.push({ name, width }) - 1;
      this.index.set(name, at);
    }
    return at;
  }
}

type Way = (from: number, to: number) => { readonly hops: number; readonly between: readonly number[] };

export function topologyOf(options: TopologyOptions): Topology {
  const { nodes } = options, links = new Links(nodes), way = WAYS[options.kind](options, links);
  const routes = Array.from({ length: nodes }, (_, from) => Array.from({ length: nodes }, (_, to) =>
    from === to ? [] : [links.of(`node ${from} out`), ...way(from, to).between, links.of(`node ${to} in`)]));
  return {
    links: links.all,
    hops: (from, to) => (from === to ? 0 : way(from, to).hops),
    route: (from, to) => routes[from]![to]!, // of nodes
  };
}

/** Goes from router to router by `next` and names the links. */
function walk(links: Links, from: number, to: number, next: (at: number) => number): number[] {
  const between: number[] = [];
  for (let at = from; at !== to;) {
    const on = next(at);
    between.push(links.of(`router ${at} to ${on}`));
    at = on;
  }
  return between;
}

const WAYS: Readonly<Record<TopologyKind, (options: TopologyOptions, links: Links) => Way>> = {
  uniform: () => () => ({ hops: 1, between: [] }),

  /** Two dimensions, as square as powers of two allow, along x first. */
  mesh: ({ nodes }, links) => {
    const columns = 2 ** Math.ceil(Math.log2(nodes) / 2);
    return (from, to) => {
      const between = walk(links, from, to, (at) => {
        const dx = (to % columns) - (at % columns);
        return dx ? at + Math.sign(dx) : at + columns * Math.sign(to - at);
      });
      return { hops: between.length, between };
    };
  },

  /** The lowest dimension that differs first; an express link where every dimension differs. */
  hypercube: ({ nodes, nodesPerRouter = 1, express = false }, links) => {
    const routers = 2 ** Math.ceil(Math.log2(Math.ceil(nodes / nodesPerRouter)));
    const across = express && (routers === 4 || routers === 8) ? routers - 1 : 0;
    return (from, to) => {
      const a = Math.floor(from / nodesPerRouter), b = Math.floor(to / nodesPerRouter);
      const between = walk(links, a, b, (at) => ((at ^ b) === across ? b : at ^ ((at ^ b) & -(at ^ b))));
      return { hops: between.length + (nodesPerRouter > 1 ? 1 : 0), between };
    };
  },

  /** Up to the lowest switch above both, and down. A link is as wide as there are nodes below it. */
  "fat-tree": ({ arity = 4 }, links) => (from, to) => {
    const up: number[] = [], down: number[] = [];
    let level = 1, a = Math.floor(from / arity), b = Math.floor(to / arity);
    for (; a !== b; level++, a = Math.floor(a / arity), b = Math.floor(b / arity)) {
      up.push(links.of(`switch ${level}.${a} up`, arity ** level));
      down.unshift(links.of(`switch ${level}.${b} down`, arity ** level));
    }
    return { hops: 2 * level - 1, between: [...up, ...down] };
  },
};
