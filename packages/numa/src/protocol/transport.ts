import type { Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import type { Timing } from "../profiles/profile.ts";
import { carriesLine } from "./messages.ts";
import type { Resources } from "./resources.ts";

export type Post = (time: number, kind: number, a: number, b: number, c: number) => void;

/** Messages between places, and what they queue for on the way. */
export class Transport {
  /** For each pair of places, the latest arrival. */
  private readonly arrival: Float64Array;

  constructor(
    readonly resources: Resources, readonly timing: Timing, at: Layout, readonly network: Network,
    memory: WebAssembly.Memory, base: number, private readonly kindBase: number, private readonly postEvent: Post,
  ) {
    this.arrival = new Float64Array(memory.buffer, base + at.arrival, network.places ** 2);
  }

  post(time: number, message: number, a: number, line: number, c: number): void {
    this.postEvent(time, this.kindBase + message, a, line, c);
  }

  /** From one controller, which it leaves at `out`, to another; a, line, c as in messages.ts. */
  send(message: number, from: number, to: number, out: number, a: number, line: number, c: number): void {
    const { network } = this, pair = from * network.places + to;
    let arrives = out + network.transit[pair]! + this.waits(pair, out, carriesLine(message, c));
    // One lane for each pair, in order.
    if (arrives < this.arrival[pair]!) arrives = this.arrival[pair]!;
    this.arrival[pair] = arrives;
    this.post(arrives, message, a, line, c);
  }

  /** How long the message's head waits for the links on its way; the rest follows it (wormhole). */
  private waits(pair: number, out: number, withLine: boolean): number {
    const { network: { route, routeAt, links }, resources, timing: { occupancy, transit } } = this;
    const cycles = withLine ? occupancy.linkLine : occupancy.linkShort;
    if (cycles === 0) return 0;
    const end = routeAt[pair + 1]!;
    let at = out, waited = 0;
    for (let n = routeAt[pair]!; n < end; n++) {
      const link = route[n]!, resource = resources.map.links + link;
      const start = resources.occupy(resource, at, cycles / links[link]!.width);
      if (withLine) resources.countLine(resource);
      waited += start - at;
      at = start + transit.perHop;
    }
    return waited;
  }

  /** A handler at that place; returns when it starts. */
  controller(place: number, time: number, cycles: number): number {
    return this.resources.occupy(place, time, cycles);
  }
  /** The handler that has just started there takes longer than its message alone tells. */
  controllerMore(place: number, cycles: number): void { this.resources.extend(place, cycles); }
  /** The line's bank, for a read or a write. */
  bank(place: number, line: number, time: number): number {
    return this.resources.occupy(this.resources.map.bank(place, line), time, this.timing.occupancy.memory);
  }
  /** The bus between that node's processors and its controller, for a line. */
  bus(place: number, time: number): number {
    return this.resources.occupy(this.resources.map.buses + place, time, this.timing.occupancy.bus);
  }
}
