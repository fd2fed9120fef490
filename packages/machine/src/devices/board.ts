/** Device events in the machine's queue, each with one number. */
export type DeviceEvent = "intervalTimer" | "consolePoll" | "disk" | "dma";

/** What devices need of the machine they are in. */
export interface Board {
  readonly cpus: number;
  /** The cycle at which the device acts: that of the event being processed. */
  now(): number;
  /** Drives an interrupt line of a CPU. */
  interrupt(cpu: number, ip: 2 | 3 | 4 | 5 | 6, level: boolean): void;
  post(at: number, event: DeviceEvent, value: number): void;
  nodeOf(cpu: number): number;
  /** Releases a halted CPU; false if it is not halted. */
  start(cpu: number, entry: bigint, argument: bigint): boolean;
  powerOff(code: number): void;
  /** All CPUs' misses to the page there count from 0 again; where there is no memory, nothing. */
  clearMisses(address: number): void;
  annotate(cpu: number, value: bigint): void;
}
