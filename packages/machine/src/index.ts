export { createMachine, Machine, type RunOptions, type RunResult } from "./machine.ts";
export type { MachineOptions, Marker } from "./options.ts";
export type { ConsoleEnds } from "./devices/console.ts";
export { InvariantError, MachineError, type MachineErrorCode } from "./errors.ts";
export type { Cycles, CpuCycles, CpuStatistics, Statistics } from "./statistics.ts";
export type { CycleClass, Monitor, MonitorCpu, MonitorHost, TlbEntry, Wait, WaitCondition } from "./monitor.ts";
export { flatten, type PropertyValue, type Reservation, type TreeNode } from "./device-tree/blob.ts";
export { unmappedPhysical, type Image } from "./boot.ts";
export { CYCLES_PER_SECOND } from "./time.ts";
