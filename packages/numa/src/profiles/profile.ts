/** MAGIC runs at 100 MHz, the CPU of `flash-1997` at 400 MHz: a cycle is 2.5 ns. */
export const CYCLES_PER_MAGIC_CYCLE = 4;

/**
 * A machine's memory system as data. All times are whole CPU cycles. `checkProfile` says what is wrong with one; a
 * profile of one's own is shortest as a change of another, or by `profileFromNs`.
 */
export interface Profile {
  readonly name: string;
  readonly doc: string;
  /** Nanoseconds of a CPU cycle. */
  readonly cycleNs: number;
  /** Total bytes of each cache: two ways each. Lines: L1I 64, L1D 32, L2 128 bytes (R10000 User's Manual, chapter 4). */
  readonly caches: { readonly l1i: number; readonly l1d: number; readonly l2: number };
  /** Charged when an access misses its L1 and hits the L2: also by the access that executes again when its line came. */
  readonly l2Hit: number;
  /** Entries of the buffer that holds replaced lines until the home has acknowledged them. */
  readonly writeBackBuffer: number;
  /** "bus": one arbiter for all; memory has no home. All others: a controller at each node, see topology.ts. */
  readonly interconnect: Interconnect;
  readonly topology?: { readonly nodesPerRouter?: number; readonly express?: boolean; readonly arity?: number };
  /** What `createNuma` builds unless told otherwise. */
  readonly nodes?: {
    /** Default 1. */
    readonly cpusPerNode?: number;
    /** Or so many nodes, which the CPUs fill evenly. */
    readonly cpuNodes?: number;
    /** Nodes that are memory alone. Default 0. */
    readonly memoryNodes?: number;
  };
  readonly timing: Timing;
  /** Where numbers come from, by path as in "timing.occupancy"; "assumption: " before what is not published. */
  readonly sources?: Readonly<Record<string, string>>;
}

export const INTERCONNECTS = ["bus", "uniform", "mesh", "hypercube", "fat-tree"] as const;
export type Interconnect = (typeof INTERCONNECTS)[number];

/** Named parts of latencies and occupancies. The sums stand in the profile, beside their parts. */
export interface Timing {
  /** From the access to the moment when the own controller looks at the request. */
  readonly issue: number;
  /** From the controller's reply handler to the processor, without the restart, which `l2Hit` stands for. */
  readonly deliver: number;
  /** From one controller's outbox to the other's handler. */
  readonly transit: { readonly firstHop: number; readonly perHop: number };
  /** Memory banks of a node; lines take turns. */
  readonly banks: number;
  /** From the handler's start to the message's way out. */
  readonly latency: {
    /** Requester's controller sends the request on to the home. */
    readonly forward: number;
    /** Home: data out of memory, handler included. */
    readonly memory: number;
    /** Home: an ownership grant without data. */
    readonly grant: number;
    /** Home: an intervention or invalidations on their way. */
    readonly intervene: number;
    readonly invalidate: number;
    /** Home: the reply that waited for the last invalidation acknowledgement; the data are there already. */
    readonly complete: number;
    /** Owner: pulls the line out of its cache. */
    readonly pull: number;
    /** Sharer: invalidates, and acknowledges. */
    readonly acknowledge: number;
    /** Requester: passes a reply from the network to the processor. */
    readonly reply: number;
    /** Home: acknowledges a write-back. */
    readonly writeBack: number;
  };
  /** How long something is kept. 0: nobody waits for it either. The first ones are the controller's, by handler. */
  readonly occupancy: {
    readonly forward: number;
    readonly read: number;
    readonly write: number;
    readonly perInvalidation: number;
    readonly intervene: number;
    readonly pull: number;
    readonly invalidation: number;
    readonly acknowledgement: number;
    readonly reply: number;
    readonly writeBackLocal: number;
    readonly writeBackRemote: number;
    /** A replaced line that was exclusive and clean: no data. */
    readonly hintLocal: number;
    readonly hintRemote: number;
    readonly sharingWriteBack: number;
    /** A memory bank, by a line that is read or written. */
    readonly memory: number;
    /** The bus between processors and controller, by a line. */
    readonly bus: number;
    /** A link, by a message with a line in it, and by one without. */
    readonly linkLine: number;
    readonly linkShort: number;
  };
}
