/**
 * Messages, and their event kinds from `kindBase` on. Arguments of the event: a = CPU it is for or from, b = line, c = MessageBits.
 * Messages between the same two nodes arrive in the order in which they were sent; there is no other order.
 */
export const MESSAGE = {
  // To the home of the line; a = CPU it comes from.
  GETS: 0, GETX: 1, UPGRADE: 2, PUT: 3, INV_ACK: 4, SHARING_WB: 5, UNBLOCK: 6,
  // To a CPU; a = that CPU.
  DATA_S: 7, DATA_E: 8, DATA_M: 9, GRANT: 10, INV: 11, FWD_GETS: 12, FWD_GETX: 13, WB_ACK: 14,
  /** An upgrade came too late: the copy is gone, and nothing has been done for it. */
  REFUSAL: 15,
  /** A request or write-back on its way through the controller of its own node; its kind is in the flags of c. */
  FORWARD: 16,
} as const;
export const MESSAGES = 17;
export const MESSAGE_NAMES: readonly string[] = Object.keys(MESSAGE);
/** Messages below this are for the home. */
export const FIRST_FOR_CPU = MESSAGE.DATA_S;

/*
 * c = requester | flag << 8 | kind << 12 | version << 20. The version, of the copy that a message carries, is 0 unless the
 * model runs in check mode.
 */
export const REQUESTER = 0xff, FLAG = 1 << 8, KIND_SHIFT = 12, VERSION = 2 ** 20;
