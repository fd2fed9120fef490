import { CPU_COUNTER, MISS_CLASSES, PAIR_COUNTER, RESOURCE, RESOURCE_CELLS, type MissClass } from "./layout.ts";
import type { Engine } from "./protocol/engine.ts";

export interface CpuStatistics {
  readonly misses: Readonly<Record<MissClass, number>>;
  /** Cycles between `start` and `ready`. */
  readonly stallCycles: number;
  readonly writeBacks: number;
  /** Received from homes. */
  readonly invalidations: number;
  readonly interventions: number;
}
/** Of something that messages queue for. */
export interface ResourceStatistics {
  readonly messages: number;
  readonly busyCycles: number;
  readonly waitedCycles: number;
  readonly longestWait: number;
}
export interface LinkStatistics extends ResourceStatistics {
  readonly name: string;
  /** Messages with a line in them. */
  readonly lines: number;
}
export interface NumaStatistics {
  readonly cpus: readonly CpuStatistics[];
  /** By node; on a bus, its arbiter alone. */
  readonly controllers: readonly ResourceStatistics[];
  /** By node, all banks together, and between processors and controller; none on a bus. */
  readonly memories: readonly ResourceStatistics[];
  readonly buses: readonly ResourceStatistics[];
  readonly links: readonly LinkStatistics[];
}

export function statisticsOf(e: Engine): NumaStatistics {
  const { store, map } = e, { nodes, cpus, profile } = e.r, { bus, links } = map.network;
  const cpu = (n: number): CpuStatistics => ({
    misses: Object.fromEntries(MISS_CLASSES.map((name, k) => [name, store.counter(n, k)])) as Record<MissClass, number>, // all names
    stallCycles: store.counter(n, CPU_COUNTER.stall),
    writeBacks: store.counter(n, CPU_COUNTER.writeBacks),
    invalidations: store.counter(n, CPU_COUNTER.invalidations),
    interventions: store.counter(n, CPU_COUNTER.interventions),
  });
  const counter = (resource: number, k: number): number => store.resources[resource * RESOURCE_CELLS + k]!;
  /** `count` resources from `first` on as one. */
  const together = (first: number, count = 1): ResourceStatistics => {
    const all = Array.from({ length: count }, (_, n) => first + n), sum = (k: number): number => all.reduce((s, n) => s + counter(n, k), 0);
    return {
      messages: sum(RESOURCE.messages), busyCycles: sum(RESOURCE.busy), waitedCycles: sum(RESOURCE.waited),
      longestWait: Math.max(...all.map((n) => counter(n, RESOURCE.longestWait))),
    };
  };
  const byNode = (first: number, count = 1): ResourceStatistics[] => Array.from({ length: bus ? 0 : nodes }, (_, n) => together(first + n * count, count));
  const traffic = trafficOf(e);
  return {
    cpus: Array.from({ length: cpus }, (_, n) => cpu(n)),
    controllers: bus ? [together(nodes)] : byNode(0),
    memories: byNode(map.banks, profile.timing.banks),
    buses: byNode(map.buses),
    links: links.map(({ name }, n) => {
      const messages = traffic.messages[n]!, lines = traffic.lines[n]!; // for each link
      return { name, ...together(map.links + n), messages, lines, busyCycles: (messages - lines) * store.linkCycles[2 * n]! + lines * store.linkCycles[2 * n + 1]! };
    }),
  };
}

/** Messages and lines that each link has carried. */
function trafficOf({ store: { pairs }, map: { network: { links, route, routeAt, places } } }: Engine): { messages: Float64Array; lines: Float64Array } {
  const messages = new Float64Array(links.length), lines = new Float64Array(links.length);
  for (let pair = 0; pair < places ** 2; pair++) {
    for (let n = routeAt[pair]!; n < routeAt[pair + 1]!; n++) {
      messages[route[n]!]! += pairs[2 * pair + PAIR_COUNTER.messages]!;
      lines[route[n]!]! += pairs[2 * pair + PAIR_COUNTER.lines]!;
    }
  }
  return { messages, lines };
}
