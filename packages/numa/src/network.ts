import type { Resolved } from "./config.ts";
import { topologyOf, type Link } from "./topology.ts";

/**
 * Places and the time between them. Each node is a place and its memory's home; on a bus, the one home is a place of its
 * own, number `nodes`, at the same distance from everybody.
 */
export class Network {
  readonly places: number;
  readonly bus: boolean;
  /** From controller to controller, unloaded: [from * places + to]. */
  readonly transit: Float64Array;
  readonly links: readonly Link[];
  /** Links on the way of each pair: `route` from `routeAt[pair]` up to `routeAt[pair + 1]`. */
  readonly routeAt: Int32Array;
  readonly route: Int32Array;
  private readonly hopCounts: Uint16Array;

  constructor(private readonly r: Resolved) {
    const { interconnect, topology = {}, timing: { transit: { firstHop, perHop } } } = r.profile;
    this.bus = interconnect === "bus";
    const places = this.places = r.nodes + 1, pairs = places ** 2;
    const net = interconnect === "bus" ? undefined : topologyOf({ ...topology, kind: interconnect, nodes: r.nodes });
    this.links = net?.links ?? [];
    this.transit = new Float64Array(pairs);
    this.hopCounts = new Uint16Array(pairs);
    this.routeAt = new Int32Array(pairs + 1);
    const route: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const a = Math.floor(pair / places), b = pair % places, inside = a < r.nodes && b < r.nodes;
      // On the bus everything is one hop; in a network, the bus's place is nowhere.
      const hops = net ? (inside ? net.hops(a, b) : 0) : a === b ? 0 : 1;
      this.hopCounts[pair] = hops;
      this.transit[pair] = hops ? firstHop + (hops - 1) * perHop : 0;
      if (net && inside) route.push(...net.route(a, b));
      this.routeAt[pair + 1] = route.length;
    }
    this.route = Int32Array.from(route);
  }

  /** The place of a line's memory. */
  home(line: number): number {
    const { r } = this;
    if (this.bus) return r.nodes;
    return r.interleave ? (line >>> 5) % r.nodes : Math.floor((line * 128) / r.memoryPerNode);
  }

  hops(a: number, b: number): number {
    return this.hopCounts[a * this.places + b]!;
  }

  /** Cycles between the two places that are closest to each other; Infinity if there is one place. */
  get shortest(): number {
    const { places } = this, inUse = this.bus ? places : places - 1;
    let shortest = Infinity;
    for (let a = 0; a < inUse; a++) for (let b = 0; b < inUse; b++) if (a !== b) shortest = Math.min(shortest, this.transit[a * places + b]!);
    return shortest;
  }
}
