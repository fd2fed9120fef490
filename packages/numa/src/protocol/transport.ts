import { PAIR_COUNTER, RESOURCE_CELLS, type Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import type { Timing } from "../profiles/profile.ts";
import { carriesLine } from "./messages.ts";
import type { Resources } from "./resources.ts";

export interface Poster {
  post(time: number, kind: number, a: number, b: number, c: number): void;
}

/** Messages between places, and what they queue for on the way. */
export class Transport {
  /** For each pair of places, the latest arrival. */
  private readonly arrival: Float64Array;
  /** For each pair of places, PAIR_COUNTER: what links have carried follows from it. */
  readonly pairs: Float64Array;
  /** How long a message keeps each link, with a line and without. */
  private readonly linkLine: Float64Array;
  private readonly linkShort: Float64Array;
  private readonly firstLink: number;
  private readonly firstBank: number;
  private readonly firstBus: number;
  private readonly banks: number;
  private readonly memoryCycles: number;
  private readonly busCycles: number;
  private readonly perHop: number;
  private readonly linksQueue: boolean;

  constructor(
    readonly resources: Resources, timing: Timing, at: Layout, readonly network: Network,
    memory: WebAssembly.Memory, base: number, private readonly kindBase: number, private readonly sink: Poster,
  ) {
    const { map } = resources, { occupancy } = timing, { buffer } = memory, { places, links } = network;
    this.arrival = new Float64Array(buffer, base + at.arrival, places ** 2);
    this.pairs = new Float64Array(buffer, base + at.pairs, 2 * places ** 2);
    this.firstLink = map.links;
    this.linkLine = Float64Array.from(links, ({ width }) => occupancy.linkLine / width);
    this.linkShort = Float64Array.from(links, ({ width }) => occupancy.linkShort / width);
    this.firstBank = map.banks;
    this.firstBus = map.buses;
    this.banks = timing.banks;
    this.memoryCycles = occupancy.memory;
    this.busCycles = occupancy.bus;
    this.perHop = timing.transit.perHop;
    this.linksQueue = map.r.contention.links && occupancy.linkLine + occupancy.linkShort > 0;
  }

  post(time: number, message: number, a: number, line: number, c: number): void {
    this.sink.post(time, this.kindBase + message, a, line, c);
  }

  /** From one controller, which it leaves at `out`, to another; a, line, c as in messages.ts. */
  send(message: number, from: number, to: number, out: number, a: number, line: number, c: number): void {
    const { network } = this, pair = from * network.places + to, withLine = carriesLine(message, c);
    this.pairs[2 * pair + PAIR_COUNTER.messages]!++;
    if (withLine) this.pairs[2 * pair + PAIR_COUNTER.lines]!++;
    let arrives = out + network.transit[pair]!;
    if (this.linksQueue) arrives += this.waits(pair, out, withLine ? this.linkLine : this.linkShort);
    // One lane for each pair, in order.
    if (arrives < this.arrival[pair]!) arrives = this.arrival[pair]!;
    this.arrival[pair] = arrives;
    this.post(arrives, message, a, line, c);
  }

  /** How long the message's head waits for the links on its way; the rest follows it (wormhole). */
  private waits(pair: number, out: number, cycles: Float64Array): number {
    const { network: { route, routeAt }, firstLink, perHop } = this, { cells } = this.resources, end = routeAt[pair + 1]!;
    let at = out, waited = 0;
    for (let n = routeAt[pair]!; n < end; n++) {
      const link = route[n]!, cell = (firstLink + link) * RESOURCE_CELLS, wait = cells[cell]! - at;
      if (wait > 0) {
        this.resources.countWait(cell, wait);
        waited += wait;
        at += wait;
      }
      cells[cell] = at + cycles[link]!;
      at += perHop;
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
    const { banks } = this, bank = banks === 1 ? place : place * banks + (line % banks);
    return this.resources.occupy(this.firstBank + bank, time, this.memoryCycles);
  }
  /** The bus between that node's processors and its controller, for a line. */
  bus(place: number, time: number): number {
    return this.resources.occupy(this.firstBus + place, time, this.busCycles);
  }

  /** Messages and lines that each link has carried. */
  traffic(): { messages: Float64Array; lines: Float64Array } {
    const { links, route, routeAt, places } = this.network;
    const messages = new Float64Array(links.length), lines = new Float64Array(links.length);
    for (let pair = 0; pair < places ** 2; pair++) {
      for (let n = routeAt[pair]!; n < routeAt[pair + 1]!; n++) {
        messages[route[n]!]! += this.pairs[2 * pair + PAIR_COUNTER.messages]!;
        lines[route[n]!]! += this.pairs[2 * pair + PAIR_COUNTER.lines]!;
      }
    }
    return { messages, lines };
  }
  /** Cycles that a link is kept by what it carries. */
  linkCycles(link: number, messages: number, lines: number): number {
    return lines * this.linkLine[link]! + (messages - lines) * this.linkShort[link]!;
  }
}
