import { InvariantError, NumaError } from "../errors.ts";
import { TX, TX_CELLS } from "../layout.ts";
import type { CacheSide } from "./cache-side.ts";
import { KIND_SHIFT, MESSAGE } from "./messages.ts";

/** Coherent accesses that leave no copy: those of devices, and uncached ones of CPUs. One at a time for each of them. */
export class OnceSide {
  constructor(private readonly cache: CacheSide) {}

  start(agent: number, message: number, line: number, now: number): void {
    const { store, transport, timing } = this.cache, at = agent * TX_CELLS + TX.once;
    if (store.tx[at]) throw new NumaError("bad-call", `numa: expected \`done\` of the last access of ${agent} first, got another one; a device has one at a time`);
    store.tx[at] = message + 1;
    const own = store.home(line) === store.node(agent);
    transport.post(now + timing.issue, own ? message : MESSAGE.FORWARD, agent, line, agent + (message << KIND_SHIFT));
  }

  /** DONE has arrived. */
  handle(time: number, agent: number): void {
    const { store, transport, timing, around } = this.cache, at = agent * TX_CELLS + TX.once;
    if (!store.tx[at]) throw new InvariantError(`DONE for ${agent}, which has asked for nothing`);
    store.tx[at] = 0;
    const out = transport.controller(this.cache.controllerOf(agent), time, timing.occupancy.reply) + timing.latency.reply;
    around.sink.done?.(agent, out + timing.deliver);
  }
}
