import { EventQueue } from "@disco-vm/numa";

export { EventQueue };

/** Kinds of the machine's own events in the queue that it shares with the memory side. Arguments: what stands behind. */
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
  /** The memory side's kinds start here. */
  memory: 16,
} as const;
