import type { Network } from "../network.ts";
import { FIRST_FOR_CPU, FLAG, MESSAGE, REQUESTER } from "../protocol/messages.ts";

/**
 * Lanes in which messages travel: messages of one lane stay in order, and there is no order between lanes. Each place to
 * each other is a lane, and a processor to its own controller; by number, in this order.
 */
export class Channels {
  readonly count: number;
  private readonly places: number;

  constructor(private readonly network: Network, agents: number, private readonly node: (agent: number) => number) {
    this.places = network.places;
    this.count = this.places ** 2 + agents;
  }

  pair(from: number, to: number): number { return from * this.places + to; }
  own(agent: number): number { return this.places ** 2 + agent; }

  of(message: number, a: number, line: number, c: number): number {
    const home = this.network.home(line), place = this.node(a);
    const request = message <= MESSAGE.PUT;
    if (message === MESSAGE.FORWARD || (request && home === place)) return this.own(a);
    if (message < FIRST_FOR_CPU) return this.pair(place, home);
    const data = message === MESSAGE.DATA_S || message === MESSAGE.DATA_E || message === MESSAGE.DATA_M;
    return data && c & FLAG ? this.pair(this.node(c & REQUESTER), place) : this.pair(home, place);
  }

  /** The place at whose end of the lane we count its messages: not the home's, so that no place has too many of them. */
  placeOf(lane: number, home: number): number {
    const { places } = this;
    if (lane >= places ** 2) return this.node(lane - places ** 2);
    const from = Math.floor(lane / places), to = lane % places;
    return to === home ? from : to;
  }

  /** The lane's number when agents and places have been renamed. */
  renamed(lane: number, agents: readonly number[], nodes: readonly number[]): number {
    const { places } = this, of = (place: number): number => nodes[place] ?? place;
    if (lane >= places ** 2) return this.own(agents[lane - places ** 2]!); // all agents
    return this.pair(of(Math.floor(lane / places)), of(lane % places));
  }

  name(lane: number): string {
    const { places } = this;
    return lane >= places ** 2 ? `cpu ${lane - places ** 2}` : `${Math.floor(lane / places)} ${lane % places}`;
  }
}
