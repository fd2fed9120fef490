/** One running Disco: what is constant after boot, and the little that is not in simulated memory. */
import { invariant } from "./errors.ts";
import type { Settings } from "./options.ts";
import type { Plan } from "./plan.ts";
import type { PlacementInput } from "./policies/placement.ts";
import type { SchedulerAction, SchedulerInput } from "./policies/scheduler.ts";
import type { MonitorHost } from "@disco-vm/machine";
import { Statistics } from "./statistics.ts";
import type { VectorCode } from "./vectors/vectors.ts";

export class System {
  readonly statistics: Statistics;
  /** Policies' states: plain data. */
  schedulerState: unknown;
  placementState: unknown;
  /** Virtual address of each virtual machine's device tree. */
  readonly deviceTree: bigint[] = [];
  /** Virtual CP0 registers that never change, as the machine's CPUs have them: PRId, Config. */
  readonly constants: Record<number, bigint> = {};
  private readonly hops: readonly (readonly number[])[];

  constructor(readonly host: MonitorHost, readonly plan: Plan, readonly settings: Settings, readonly vectors: VectorCode) {
    this.statistics = new Statistics(plan.vms, plan.nodes.length);
    this.hops = plan.nodes.map((from) => plan.nodes.map((to) => host.hops(from.node, to.node)));
    const nodeOf = (cpu: number): number => plan.cpus[cpu]?.node ?? 0;
    this.schedulerState = settings.scheduler.initial({
      cpus: plan.cpus.length, vcpus: plan.vcpus.length, hops: (a, b) => host.hops(nodeOf(a), nodeOf(b)),
    });
    this.placementState = settings.placement.initial({ nodes: plan.nodes.length });
  }

  areaOf(cpu: number): number {
    const place = this.plan.cpus[cpu];
    invariant(place, () => `no CPU ${cpu}`);
    return place.area;
  }

  /** What `schedule` would answer. */
  scheduleIf(input: SchedulerInput): SchedulerAction {
    return this.settings.scheduler.step(this.plain(this.schedulerState), input)[1];
  }

  schedule(input: SchedulerInput): SchedulerAction {
    const [state, action] = this.settings.scheduler.step(this.plain(this.schedulerState), input);
    this.schedulerState = state;
    return action;
  }

  /** Nodes to try for a page, best first. */
  place(input: Omit<PlacementInput, "hops">): readonly number[] {
    const [state, action] = this.settings.placement.step(this.plain(this.placementState), { ...input, hops: this.hops[input.node] ?? [] });
    this.placementState = state;
    return action.order;
  }

  /** In audit mode a policy's state goes through serialisation, so that it cannot be more than data. */
  private plain<S>(state: S): S {
    return this.settings.audit ? (JSON.parse(JSON.stringify(state)) as S) : state;
  }
}
