import type { Resolved } from "../config.ts";
import type { Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import { CacheSide, type Surroundings } from "./cache-side.ts";
import { HomeSide } from "./home-side.ts";
import { FIRST_FOR_CPU, KIND_MASK, KIND_SHIFT, MESSAGE } from "./messages.ts";
import { OnceSide } from "./once-side.ts";
import { Resources, type ResourceMap } from "./resources.ts";
import { Store } from "./store.ts";
import { Transport } from "./transport.ts";
import type { Versions } from "./versions.ts";

/**
 * The two sides of the protocol, and the messages between them.
 *
 * Time: a message is handled, in the order of arrival, in one step: its handler starts when the controller is free, and
 * whatever it causes is dated from there. So state changes when the message arrives, its consequences when the handler
 * would have got to it; nobody can see the difference but through those consequences.
 */
export class Engine {
  readonly store: Store;
  readonly transport: Transport;
  readonly home: HomeSide;
  readonly cache: CacheSide;
  readonly once: OnceSide;
  readonly resources: Resources;

  constructor(
    readonly r: Resolved, at: Layout, network: Network, resources: ResourceMap, around: Surroundings,
    memory: WebAssembly.Memory, base: number, private readonly kindBase: number, versions: Versions | undefined,
  ) {
    const { timing } = r.profile;
    this.store = new Store(r, at, network, memory, base);
    this.resources = new Resources(resources, at, memory, base);
    this.transport = new Transport(this.resources, timing, at, network, memory, base, kindBase, around.sink);
    this.home = new HomeSide(this.store, this.transport, timing, versions);
    this.cache = new CacheSide(r, this.store, this.transport, this.home, around, timing, versions);
    this.home.connect(this.cache);
    this.once = new OnceSide(this.cache);
  }

  handle(time: number, kind: number, a: number, line: number, c: number): void {
    const message = kind - this.kindBase;
    if (message === MESSAGE.FORWARD) this.forward(time, a, line, c);
    else if (message < FIRST_FOR_CPU) this.home.handle(message, time, a, line, c);
    else if (message === MESSAGE.DONE) this.once.handle(time, a);
    else this.cache.handle(message, time, a, line, c);
  }

  /** The requester's controller passes a request on to the home. */
  private forward(time: number, agent: number, line: number, c: number): void {
    const { occupancy, latency } = this.r.profile.timing, node = this.store.node(agent);
    const out = this.transport.controller(node, time, occupancy.forward) + latency.forward;
    this.transport.send((c >> KIND_SHIFT) & KIND_MASK, node, this.store.home(line), out, agent, line, c);
  }
}
