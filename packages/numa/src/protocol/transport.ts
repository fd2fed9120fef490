import type { Resolved } from "../config.ts";
import { CONTROLLER_COUNTER, CONTROLLER_COUNTERS, type Layout } from "../layout.ts";
import type { Network } from "../network.ts";

export type Post = (time: number, kind: number, a: number, b: number, c: number) => void;

/** Messages between places, and what they queue for. */
export class Transport {
  readonly controllers: Float64Array;
  /** When each controller is free. */
  private readonly free: Float64Array;
  /** For each pair of places, the latest arrival. */
  private readonly arrival: Float64Array;

  constructor(
    private readonly r: Resolved, at: Layout, readonly network: Network, memory: WebAssembly.Memory, base: number,
    private readonly kindBase: number, private readonly postEvent: Post,
  ) {
    const { buffer } = memory, { places } = network;
    this.free = new Float64Array(buffer, base + at.free, places);
    this.arrival = new Float64Array(buffer, base + at.arrival, places ** 2);
    this.controllers = new Float64Array(buffer, base + at.controllers, CONTROLLER_COUNTERS * places);
  }

  post(time: number, message: number, a: number, line: number, c: number): void {
    this.postEvent(time, this.kindBase + message, a, line, c);
  }

  /** From one controller, which it leaves at `out`, to another. */
  send(message: number, from: number, to: number, out: number, a: number, line: number, c: number): void {
    const pair = from * this.network.places + to;
    let arrives = out + this.network.transit[pair]!;
    // One lane for each pair, in order.
    if (arrives < this.arrival[pair]!) arrives = this.arrival[pair]!;
    this.arrival[pair] = arrives;
    this.post(arrives, message, a, line, c);
  }

  /** The controller's time from `time` on, first come first served; returns when the handler starts. */
  occupy(place: number, time: number, cycles: number): number {
    if (cycles === 0) return time;
    const n = place * CONTROLLER_COUNTERS, { controllers } = this;
    let start = time;
    if (this.r.contention) {
      if (this.free[place]! > start) {
        start = this.free[place]!;
        const waited = start - time;
        controllers[n + CONTROLLER_COUNTER.waited]! += waited;
        if (waited > controllers[n + CONTROLLER_COUNTER.longestWait]!) controllers[n + CONTROLLER_COUNTER.longestWait] = waited;
      }
      this.free[place] = start + cycles;
    }
    controllers[n + CONTROLLER_COUNTER.messages]!++;
    controllers[n + CONTROLLER_COUNTER.busy]! += cycles;
    return start;
  }

  /** The handler that has just started takes longer than its message alone tells. */
  occupyMore(place: number, cycles: number): void {
    if (this.r.contention) this.free[place]! += cycles;
    this.controllers[place * CONTROLLER_COUNTERS + CONTROLLER_COUNTER.busy]! += cycles;
  }
}
