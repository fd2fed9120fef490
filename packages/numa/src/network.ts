import type { Resolved } from "./config.ts";

/**
 * Who is how far from whom. A mesh node is also its memory's home; on a bus, the one home is a place of its own, number
 * `nodes`, at the same distance from everybody.
 */
export class Network {
  readonly places: number;
  readonly bus: boolean;
  /** From controller to controller, [from * places + to]. */
  readonly transit: Float64Array;
  private readonly columns: number;

  constructor(private readonly r: Resolved) {
    const { firstHop, perHop } = r.profile.timing.transit;
    this.bus = r.profile.interconnect === "bus";
    this.places = r.nodes + 1;
    this.columns = 2 ** Math.ceil(Math.log2(r.nodes) / 2);
    this.transit = new Float64Array(this.places ** 2);
    for (let a = 0; a < this.places; a++) {
      for (let b = 0; b < this.places; b++) {
        const hops = this.hops(a, b);
        this.transit[a * this.places + b] = hops ? firstHop + (hops - 1) * perHop : 0;
      }
    }
  }

  /** The place of a line's memory. */
  home(line: number): number {
    const { r } = this;
    if (this.bus) return r.nodes;
    return r.interleave ? (line >>> 5) % r.nodes : Math.floor((line * 128) / r.memoryPerNode);
  }

  /** Routers between two places: on the 2-D mesh, along x then y; on the bus, one. */
  hops(a: number, b: number): number {
    if (this.bus) return a === b ? 0 : 1;
    const { columns } = this;
    return Math.abs((a % columns) - (b % columns)) + Math.abs(Math.floor(a / columns) - Math.floor(b / columns));
  }

  /** No message gets from one CPU to another faster than this. */
  get minimumLatency(): number {
    const { firstHop } = this.r.profile.timing.transit;
    return this.bus ? 2 * firstHop : firstHop;
  }
}
