import type { Resolved } from "../config.ts";
import type { Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import { CacheSide, type Surroundings } from "./cache-side.ts";
import { HomeSide } from "./home-side.ts";
import { FIRST_FOR_CPU, KIND_SHIFT, MESSAGE } from "./messages.ts";
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

  constructor(
    readonly r: Resolved, at: Layout, network: Network, around: Surroundings,
    memory: WebAssembly.Memory, base: number, private readonly kindBase: number, versions: Versions | undefined,
  ) {
    const { timing } = r.profile;
    this.store = new Store(r, at, network, memory, base);
    this.transport = new Transport(r, at, network, memory, base, kindBase, (time, kind, a, b, c) => around.sink.post(time, kind, a, b, c));
    this.home = new HomeSide(this.store, this.transport, timing, versions);
    this.cache = new CacheSide(r, this.store, this.transport, this.home, around, timing, versions);
    this.home.connect(this.cache);
  }

  handle(time: number, kind: number, a: number, line: number, c: number): void {
    const message = kind - this.kindBase;
    if (message === MESSAGE.FORWARD) this.forward(time, a, line, c);
    else if (message < FIRST_FOR_CPU) this.home.handle(message, time, a, line, c);
    else this.cache.handle(message, time, a, line, c);
  }

  /** The requester's controller passes a request on to the home. */
  private forward(time: number, cpu: number, line: number, c: number): void {
    const { occupancy, latency } = this.r.profile.timing;
    const out = this.transport.occupy(cpu, time, occupancy.forward) + latency.forward;
    this.transport.send((c >> KIND_SHIFT) & 0xf, cpu, this.store.home(line), out, cpu, line, c);
  }
}
