/**
 * Messages, and their event kinds from `kindBase` on. Arguments of the event: a = CPU it is for or from, b = line, c = the bits below.
 * Messages between the same two nodes arrive in the order in which they were sent; there is no other order.
 */
export const MESSAGE = {
  // To the home of the line; a = CPU it comes from.
  GETS: 0, GETX: 1, UPGRADE: 2,
  /** Coherent accesses that leave no copy, by devices and as uncached ones by CPUs; the names are those of AMBA CHI. */
  READ_ONCE: 3, WRITE_UNIQUE: 4,
  PUT: 5, INV_ACK: 6, SHARING_WB: 7, UNBLOCK: 8,
  // To a CPU; a = that CPU. In the order of CACHE_EVENT.
  DATA_S: 9, DATA_E: 10, DATA_M: 11, GRANT: 12, INV: 13, FWD_GETS: 14, FWD_GETX: 15, WB_ACK: 16,
  /** An upgrade came too late: the copy is gone, and nothing has been done for it. */
  REFUSAL: 17,
  /** The owner must give a copy to the home, or the line. */
  PULL: 18, RECALL: 19,
  /** To whoever sent READ_ONCE or WRITE_UNIQUE. */
  DONE: 20,
  /** A request or write-back on its way through the controller of its own node; its kind is in c. */
  FORWARD: 21,
} as const;
export const MESSAGES = 22;
export const MESSAGE_NAMES: readonly string[] = Object.keys(MESSAGE);
/** Messages below this are for the home. */
export const FIRST_FOR_CPU = MESSAGE.DATA_S;

/*
 * c = requester | flag << 10 | kind << 12 | version << 20. CPUs first, then the devices of each node, have a number of ten
 * bits. The version, of the copy that a message carries, is 0 unless the model runs in check mode.
 */
export const REQUESTER = 0x3ff, FLAG = 1 << 10, KIND_SHIFT = 12, KIND_MASK = 0xff, VERSION_SHIFT = 20, VERSION = 2 ** VERSION_SHIFT;

/** Whether a line goes with the message. The flag says of a replaced line that it was clean, and that data answer a READ_ONCE. */
export function carriesLine(message: number, flag: boolean): boolean {
  switch (message) {
    case MESSAGE.DATA_S: case MESSAGE.DATA_E: case MESSAGE.DATA_M: case MESSAGE.SHARING_WB: case MESSAGE.WRITE_UNIQUE: return true;
    case MESSAGE.PUT: return !flag;
    case MESSAGE.DONE: return flag;
    default: return false;
  }
}
