/** Kinds of the machine's events. Arguments: what stands behind. The memory side keeps its messages itself. */
export const EVENT = {
  /** An uncached access arrives: cpu. */
  uncached: 0,
  /** cpu. */
  intervalTimer: 1,
  consolePoll: 2,
  /** A monitor's sendInterrupt arrives: cpu. */
  monitorInterrupt: 3,
  /** A disk's request is done: disk. */
  disk: 4,
  /** A coherent access of a device is done. */
  dma: 5,
} as const;
