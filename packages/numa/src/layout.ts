import type { Resolved } from "./config.ts";
import { CACHE_EVENT, STATE } from "./protocol/cache-table.ts";
import { DIRECTORY, HOME_EVENT } from "./protocol/directory-table.ts";
import { FIRST_FOR_CPU } from "./protocol/messages.ts";
import type { ResourceMap } from "./protocol/resources.ts";

/** Cells (i32) of a CPU's request, which the lookup code writes when it returns BLOCKED. */
export const REQUEST = {
  /** What it wants: WANT. */
  want: 0,
  line: 4,
  /** Primary index of the access. */
  index: 8,
  /** What the access will be charged when it executes again. */
  recharge: 12,
  /** Address of the next entry of the CPU's journal, and of the journal's end; 0: it is closed. See journal.ts. */
  journal: 16, journalEnd: 20,
  bytes: 24,
} as const;

export const WANT = { nothing: 0, read: 1, write: 2, upgrade: 3 } as const;

/**
 * Where things lie in the region, as byte offsets from its base. Per CPU, at `cpus + n * cpuStride`: the request, then
 * tags of L1D, L1I and L2: two i32 for each set, the more recently used way first, 0 = invalid.
 *
 *   L1 tag: line number in RAM << 2 | writable << 1 | 1
 *   L2 tag: line number in RAM << 4 | primary index << 2 | state (STATE in protocol/cache-table.ts)
 */
export interface Layout {
  readonly cpus: number;
  readonly cpuStride: number;
  /** Within a CPU. */
  readonly request: number;
  readonly l1d: number;
  readonly l1i: number;
  readonly l2: number;
  /** What of one CPU decides the future: transaction, deferred message. */
  readonly transactions: number;
  readonly writeBacks: number;
  /** f64 per pair of nodes: the latest arrival, so that messages of a pair stay in order. */
  readonly arrival: number;
  /** f64 counters per pair of nodes. */
  readonly pairs: number;
  /** f64 counters per CPU. */
  readonly statistics: number;
  /** f64 cells per resource. */
  readonly resources: number;
  /** u8 per line: directory state; then `words` u32 per line: sharers, or owner, or requester while busy. */
  readonly directory: number;
  readonly sharers: number;
  readonly words: number;
  /** u16 per page and CPU, saturating; and if asked for, per class of miss. */
  readonly misses: number;
  readonly classMisses: number;
  /** Messages under way, if the model keeps them: QUEUE, then the heap, 16 bytes each, and what is in it, 32 bytes each. */
  readonly queue: number;
  readonly queueHeap: number;
  readonly queueMessages: number;
  /** i32 and f64 per place: the first of the messages for it plus one, and when the next of them is due, or Infinity. */
  readonly queueFirsts: number;
  readonly queueSoonest: number;
  /** All the above decides the future; what follows are constants and what handlers pass on at once. */
  readonly stateBytes: number;
  /** u16 per page: its home. */
  readonly homes: number;
  /** u16 per CPU, then device: its node. */
  readonly agentNodes: number;
  /** i32 per CPU: what the core's functions take for it. */
  readonly cpuAddresses: number;
  /** As in Network: f64 per pair of places; i32 per pair; i32 per link on any way. */
  readonly transit: number;
  readonly routeAt: number;
  readonly route: number;
  /** Two f64 per link: how long a message keeps it, without a line and with. */
  readonly linkCycles: number;
  /** Two f64 per message for the home: occupancy of its handler, if it comes from another node and from the own. */
  readonly homeCycles: number;
  /** u32 per row of the cache table, then of the directory table: how often it ran. */
  readonly uses: number;
  /** Each CPU's journal. */
  readonly journals: number;
  /** WORK. */
  readonly work: number;
  readonly outbox: number;
  readonly bytes: number;
}

/** Cells (i32) of the queue: messages, order of the next one, first free record plus one, first record never used. */
export const QUEUE = { count: 0, order: 1, free: 2, fresh: 3 } as const;

/** At most so many are under way: for each request messages to all CPUs, and for each CPU what it has given up and what ends its earlier requests. */
export const messagesUnderWay = (r: Resolved): number => (r.cpus + r.nodes) * (r.cpus + 8 + r.profile.writeBackBuffer);

/** Cells (i32) that handlers leave for whoever has called them. */
export const WORK = {
  /** Records in the outbox. */
  outbox: 0,
  /** FAILURE, and what it is about. */
  failure: 1, failureA: 2, failureB: 3, failureC: 4,
  /** A line is no longer busy: 1; and who waits for that, first and last, plus one. */
  finished: 5, head: 6, tail: 7,
  /** The CPU plus one whose journal is in the way of the next message. */
  inTheWay: 8,
} as const;
const WORK_CELLS = 16;

/** Cells (i32) of a CPU's transaction, and behind all CPUs' those of the nodes' devices. Zero means none: CPUs and kinds are kept plus one where they may be absent. */
export const TX = {
  /** STATE.IS, IM, SM or SI; or PHASE. */
  state: 0,
  line: 1, index: 2, recharge: 3,
  /** A message for the pinned line: its CACHE_EVENT, never 0, and its argument c. */
  deferredEvent: 4, deferredC: 5,
  // While this CPU's request waits at the home of a busy line: its kind, and who waits behind it, plus one.
  kind: 6, next: 7,
  /** Entries of the write-back buffer in use. */
  buffered: 8,
  /** READ_ONCE or WRITE_UNIQUE plus one, while such a request of this CPU or device is under way. */
  once: 9,
} as const;
/** Of TX.state: waits for room in the write-back buffer; has its line, and has not executed again. */
export const PHASE = { idle: 0, waiting: -1, pinned: -2, refused: -3 } as const;
export const TX_CELLS = 16, TX_USED = 10;

/**
 * What a busy line's sharer words hold instead, see Store.busy. CPUs that may be absent are kept plus one. A CPU may have
 * its data and be on to the next miss before the home knows that the first is complete, so this cannot be kept by CPU.
 */
export const BUSY = {
  requester: 0,
  /** Owner plus one, if it is to be a sharer; or invalidations that are not acknowledged yet. */
  owner: 1, acks: 1,
  /** Requests that wait, first and last. */
  head: 2, tail: 3,
} as const;

/** f64 counters of a CPU: misses by class (MISS_CLASS) first. */
export const CPU_COUNTER = {
  stall: 8, writeBacks: 9, invalidations: 10, interventions: 11, startedAt: 12,
  /** Not a counter: when the answer to the deferred message may leave. */
  deferredOut: 13,
  /** Misses since the last one that its page counted. */
  unsampled: 14,
} as const;
export const CPU_COUNTERS = 16;
/** f64 cells of a resource: when it is free, then counters; of links, only how long was waited. Padded to a cache line. */
export const RESOURCE = { free: 0, messages: 1, busy: 2, waited: 3, longestWait: 4 } as const;
export const RESOURCE_CELLS = 8;
/** f64 counters of a pair of places: messages, and those with a line in them. */
export const PAIR_COUNTER = { messages: 0, lines: 1 } as const;

/** How a miss was served; home and owner as seen from the CPU that missed. */
export const MISS_CLASS = {
  localClean: 0, localDirty: 1, remoteClean: 2, remoteDirtyHome: 3, remoteDirtyThird: 4, upgradeLocal: 5, upgradeRemote: 6,
} as const;
export type MissClass = keyof typeof MISS_CLASS;
export const MISS_CLASSES = Object.keys(MISS_CLASS) as readonly MissClass[];
/** Page counters for each of MISS_CLASSES, padded. */
export const PAGE_CLASSES = 8;
export const isLocal = (missClass: number): boolean =>
  missClass === MISS_CLASS.localClean || missClass === MISS_CLASS.localDirty || missClass === MISS_CLASS.upgradeLocal;

/**
 * What a handler causes: it writes it down, and whoever has called it takes it out and passes it on. A record: f64 time,
 * i32 kind, a, b, c, f64 more.
 */
export const OUT = { time: 0, kind: 8, a: 12, b: 16, c: 20, more: 24, bytes: 32 } as const;
/** Kinds beyond MESSAGE. */
export const OUT_KIND = {
  /** a CPU, b line, c miss class + 16 * cause, more: latency. */
  ready: 32,
  /** a CPU or device. */
  done: 33,
  /** a CPU, b line. */
  hotPage: 34,
} as const;

/** At most so many records come out of one handler: a message to each CPU and for each that waits three, and a few. */
export const outboxRecords = (agents: number): number => 4 * agents + 16;

export function layoutOf(r: Resolved, resources: ResourceMap): Layout {
  let at = 0;
  const take = (bytes: number): number => {
    const here = at;
    at += Math.ceil(bytes / 64) * 64;
    return here;
  };
  const request = take(REQUEST.bytes);
  const l1d = take(r.dataSets * 8);
  const l1i = take(r.fetchSets * 8);
  const l2 = take(r.l2Sets * 8);
  const cpuStride = at;
  at = 0;
  const words = Math.ceil(r.cpus / 32), agents = r.cpus + r.nodes, pairs = (r.nodes + 1) ** 2, { network } = resources;
  const state = {
    cpus: take(cpuStride * r.cpus),
    transactions: take(TX_CELLS * 4 * agents),
    writeBacks: take(r.profile.writeBackBuffer * 8 * r.cpus),
    arrival: take(8 * pairs),
    pairs: take(16 * pairs),
    statistics: take(8 * CPU_COUNTERS * r.cpus),
    resources: take(8 * RESOURCE_CELLS * resources.count),
    directory: take(r.lines),
    sharers: take(4 * words * r.lines),
    misses: take(2 * r.pages * r.cpus),
    classMisses: take(r.pageClasses ? 2 * r.pages * r.cpus * PAGE_CLASSES : 0),
    queue: take(4 * Object.keys(QUEUE).length),
    queueHeap: take(16 * messagesUnderWay(r)),
    queueMessages: take(32 * messagesUnderWay(r)),
    queueFirsts: take(4 * (r.nodes + 1)),
    queueSoonest: take(8 * (r.nodes + 1)),
  };
  const stateBytes = at = wholePages(at);
  const rows = size(STATE) * size(CACHE_EVENT) + size(DIRECTORY) * size(HOME_EVENT);
  const rest = {
    homes: take(2 * r.pages),
    agentNodes: take(2 * agents),
    cpuAddresses: take(4 * r.cpus),
    transit: take(8 * pairs),
    routeAt: take(4 * (pairs + 1)),
    route: take(4 * network.route.length),
    linkCycles: take(16 * network.links.length),
    homeCycles: take(16 * FIRST_FOR_CPU),
    uses: take(4 * rows),
    journals: take(r.journalBytes * r.cpus),
    work: take(4 * WORK_CELLS),
    outbox: take(OUT.bytes * outboxRecords(agents)),
  };
  return { cpuStride, request, l1d, l1i, l2, words, ...state, stateBytes, ...rest, bytes: wholePages(at) };
}

const wholePages = (bytes: number): number => Math.ceil(bytes / 65536) * 65536;
const size = (names: object): number => Object.keys(names).length;
