/** What a CPU is doing, as far as the machine's time is concerned. */
export const DOING = {
  /** Since power-on, until another CPU starts it. */
  halted: 0,
  running: 1,
  /** Waits for a cache line. */
  blocked: 2,
  /** Waits for the answer to an uncached access. */
  io: 3,
  /** Status bit 27: until an interrupt is pending, masked or not. */
  idle: 4,
  /** Replays what its monitor's handler recorded. */
  replaying: 5,
  /** A handler's replay waits for a lock. */
  locked: 6,
  /** A handler has asked to be entered again when a condition holds. */
  waiting: 7,
  /** Has come to an access that goes out when it is this cycle's turn. */
  asking: 8,
  /** What it waited for is there: the access executes again, alone, when it is that cycle's turn. */
  resuming: 9,
  /** Has executed `gate`: its handler runs when it is that cycle's turn. */
  entering: 10,
  /** A replay has come to what others may notice, and waits for that cycle's turn. */
  acting: 11,
  /** Has come to a breakpoint: its caller is told when it is that cycle's turn. */
  stopping: 12,
} as const;
export type Doing = (typeof DOING)[keyof typeof DOING];

/** Stall kinds as packages/mips numbers them. */
export const KIND = { busy: 0, stallLocal: 1, stallRemote: 2 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];
