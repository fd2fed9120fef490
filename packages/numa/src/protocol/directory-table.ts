import type { Table } from "./table.ts";

/**
 * States of a line at its home. Those from BI on are busy: a third party takes part, and requests wait in order.
 * A transaction ends at the home before the next one of the line begins, so the home's order is the order of all.
 */
export const DIRECTORY = {
  /** No cache has the line. */
  U: 0,
  /** Those of the bit vector have copies, or had: shared copies are replaced without notice. */
  S: 1,
  /** One CPU has it, exclusive and perhaps changed. */
  E: 2,
  /** Invalidations on their way for a write miss, or for an upgrade. */
  BI: 3, BU: 4,
  /** Intervention for a read: the owner's sharing write-back and the requester's unblock are to come; or one of them. */
  BS: 5, BSU: 6, BSW: 7,
  /** Intervention for a write: the requester's unblock is to come. */
  BX: 8,
  /** READ_ONCE or WRITE_UNIQUE: the owner's line is to come, or acknowledgements of invalidations. */
  BR: 9, BW: 10,
} as const;

/** Messages at the home, divided by what the directory entry says. */
export const HOME_EVENT = {
  GETS: 0,
  /** No sharer but the requester; others too. */
  GETX: 1, GETX_SHARED: 2,
  UPGRADE: 3, UPGRADE_SHARED: 4,
  /** From the owner as the directory knows it; from a CPU that has been asked for the line since it sent this. */
  PUT: 5, PUT_LATE: 6,
  INV_ACK: 7, INV_ACK_LAST: 8,
  SHARING_WB: 9, UNBLOCK: 10,
  /** From a CPU whose copy has been invalidated since it sent this. */
  UPGRADE_LOST: 11,
  /** No sharer; some. */
  READ_ONCE: 12, WRITE_UNIQUE: 13, WRITE_UNIQUE_SHARED: 14,
} as const;

export type HomeAction =
  | "sendShared" | "sendExclusive" | "sendModified" | "sendGrant" | "sendRefusal" | "completeWrite" | "completeUpgrade"
  | "addSharer" | "own"
  | "invalidateSharers" | "forwardGetS" | "forwardGetX" | "countAck"
  | "sendOnce" | "completeOnce" | "overwrite" | "pullOwner" | "recallOwner" | "shareOwner"
  | "writeMemory" | "ackWriteBack" | "forgetOwner" | "shareBoth" | "enqueue" | "dequeue";

type State = keyof typeof DIRECTORY;
type Event = keyof typeof HOME_EVENT;

/**
 * Turning a lost upgrade into a write miss would give an SC that must fail the line, and so take it from one that could
 * succeed: among many CPUs at one lock no SC might ever succeed.
 */
const refuse = (state: State) =>
  ({ next: state, actions: ["sendRefusal"], doc: "another CPU's write came first: the copy is lost" }) as const;
const wait = (state: State) => ({
  GETS: { next: state, actions: ["enqueue"], doc: "busy: wait" },
  GETX: { next: state, actions: ["enqueue"], doc: "busy: wait" },
  UPGRADE: { next: state, actions: ["enqueue"], doc: "busy: wait" },
  READ_ONCE: { next: state, actions: ["enqueue"], doc: "busy: wait" },
  WRITE_UNIQUE: { next: state, actions: ["enqueue"], doc: "busy: wait" },
  PUT_LATE: { next: state, actions: ["ackWriteBack"], doc: "crossed an intervention, which is answered out of the write-back buffer: nothing left to do" },
}) as const;

export const DIRECTORY_TABLE: Table<State, Event, HomeAction> = {
  U: {
    GETS: { next: "E", actions: ["sendExclusive", "own"], doc: "the only copy: exclusive at once" },
    GETX: { next: "E", actions: ["sendModified", "own"], doc: "the only copy" },
    UPGRADE_LOST: refuse("U"),
    READ_ONCE: { next: "U", actions: ["sendOnce"], doc: "memory is current" },
    WRITE_UNIQUE: { next: "U", actions: ["overwrite", "completeOnce"], doc: "no copies: write to memory" },
    PUT_LATE: { next: "U", actions: ["ackWriteBack"], doc: "the line has been handed over and replaced meanwhile" },
  },
  S: {
    GETS: { next: "S", actions: ["sendShared", "addSharer"], doc: "one more copy out of memory" },
    GETX: { next: "E", actions: ["sendModified", "own"], doc: "nobody else has a copy" },
    GETX_SHARED: { next: "BI", actions: ["invalidateSharers"], doc: "invalidate all copies first; data go out with the last acknowledgement" },
    UPGRADE: { next: "E", actions: ["sendGrant", "own"], doc: "the requester has the only copy" },
    UPGRADE_SHARED: { next: "BU", actions: ["invalidateSharers"], doc: "invalidate the other copies first" },
    UPGRADE_LOST: refuse("S"),
    READ_ONCE: { next: "S", actions: ["sendOnce"], doc: "memory is current" },
    WRITE_UNIQUE: { next: "U", actions: ["overwrite", "completeOnce"], doc: "the owner, asked for READ_ONCE, had replaced the line: nobody has a copy" },
    WRITE_UNIQUE_SHARED: { next: "BW", actions: ["invalidateSharers"], doc: "invalidate all copies first" },
    PUT_LATE: { next: "S", actions: ["ackWriteBack"], doc: "the line has been handed over meanwhile" },
  },
  E: {
    GETS: { next: "BS", actions: ["forwardGetS"], doc: "the owner gives the data" },
    GETX: { next: "BX", actions: ["forwardGetX"], doc: "the owner hands the line over" },
    PUT: { next: "U", actions: ["writeMemory", "ackWriteBack"], doc: "the owner has replaced the line" },
    UPGRADE_LOST: refuse("E"),
    READ_ONCE: { next: "BR", actions: ["pullOwner"], doc: "the owner gives a copy" },
    WRITE_UNIQUE: { next: "BW", actions: ["recallOwner"], doc: "the owner gives the line back first" },
    PUT_LATE: { next: "E", actions: ["ackWriteBack"], doc: "the line has been handed over meanwhile" },
  },
  BI: {
    ...wait("BI"),
    INV_ACK: { next: "BI", actions: ["countAck"], doc: "others are to come" },
    INV_ACK_LAST: { next: "E", actions: ["dequeue", "completeWrite", "own"], doc: "all copies are gone" },
  },
  BU: {
    ...wait("BU"),
    INV_ACK: { next: "BU", actions: ["countAck"], doc: "others are to come" },
    INV_ACK_LAST: { next: "E", actions: ["dequeue", "completeUpgrade", "own"], doc: "all other copies are gone" },
  },
  BS: {
    ...wait("BS"),
    SHARING_WB: { next: "BSU", actions: ["writeMemory", "forgetOwner"], doc: "memory is current again; the owner has kept a copy, or not" },
    UNBLOCK: { next: "BSW", actions: [], doc: "the requester has its copy" },
  },
  BSU: {
    ...wait("BSU"),
    UNBLOCK: { next: "S", actions: ["dequeue", "shareBoth"], doc: "the requester has its copy" },
  },
  BSW: {
    ...wait("BSW"),
    SHARING_WB: { next: "S", actions: ["dequeue", "writeMemory", "forgetOwner", "shareBoth"], doc: "memory is current again; the owner has kept a copy, or not" },
  },
  BX: {
    ...wait("BX"),
    UNBLOCK: { next: "E", actions: ["dequeue", "own"], doc: "the requester has the line" },
  },
  BR: {
    ...wait("BR"),
    SHARING_WB: { next: "S", actions: ["dequeue", "writeMemory", "forgetOwner", "shareOwner", "completeOnce"], doc: "memory is current again; the owner has kept a copy, or not" },
  },
  BW: {
    ...wait("BW"),
    INV_ACK: { next: "BW", actions: ["countAck"], doc: "others are to come" },
    INV_ACK_LAST: { next: "U", actions: ["dequeue", "overwrite", "completeOnce"], doc: "all copies are gone: write to memory" },
    SHARING_WB: { next: "U", actions: ["dequeue", "writeMemory", "overwrite", "completeOnce"], doc: "the owner's line is there: write into it" },
  },
};
