export { Disco } from "./disco.ts";
export { AuditError } from "./audit/audit.ts";
export { DiscoError } from "./errors.ts";
export type { DiscoOptions, VmOptions } from "./options.ts";
export { costs, type Cost, type CostName, type CostTable } from "./costs.ts";
export { affinity, type AffinityState, type Scheduler, type SchedulerAction, type SchedulerInput } from "./policies/scheduler.ts";
export { firstTouch, roundRobin, type Placement, type PlacementAction, type PlacementInput } from "./policies/placement.ts";
export type { DiscoStatistics, VmStatistics } from "./statistics.ts";
