/**
 * Scheduling: which virtual CPU a CPU runs, and for how long. Pure: what it knows is what the mechanism (dispatch.ts)
 * tells it. Users may bring their own.
 */

export type SchedulerInput =
  /** A virtual CPU has something to do. It ran on CPU `last` before, or belongs there. */
  | { readonly event: "ready"; readonly vcpu: number; readonly last: number }
  /** A virtual CPU will never run again. */
  | { readonly event: "gone"; readonly vcpu: number }
  /** A CPU is in the monitor. `current` is what it runs and could go on with; `expired`: its time slice is over. */
  | { readonly event: "pick"; readonly cpu: number; readonly current: number | null; readonly expired: boolean };

export interface SchedulerAction {
  /** For "pick": what to run; null = nothing. */
  readonly run: number | null;
  /** For "pick": whether others wait, so that `run` is limited to a time slice. */
  readonly contended: boolean;
  /** A CPU that should come into the monitor and pick, or null. */
  readonly notify: number | null;
}
export interface Scheduler<S = unknown> {
  readonly name: string;
  readonly initial: (machine: { readonly cpus: number; readonly vcpus: number; readonly hops: (from: number, to: number) => number }) => S;
  // A method, so that a policy fits where one of whatever state is taken: only the policy ever looks at its state.
  step(state: S, input: SchedulerInput): readonly [S, SchedulerAction];
}

export interface AffinityState {
  /** Virtual CPUs waiting for each CPU, first come first. */
  readonly queues: readonly (readonly number[])[];
  /** CPUs with nothing to run. */
  readonly idle: readonly boolean[];
}

/**
 * A queue for each CPU, so that a virtual CPU stays where its memory was first touched (paper §4.2.1: affinity). It goes
 * elsewhere only when its CPU is taken and another has nothing to do.
 */
export const affinity: Scheduler<AffinityState> = {
  name: "affinity",
  initial: ({ cpus }) => ({ queues: Array.from({ length: cpus }, () => []), idle: Array.from({ length: cpus }, () => true) }),
  step(state, input) {
    switch (input.event) {
      case "ready": return ready(state, input);
      case "pick": return pick(state, input);
      case "gone": return [{ ...state, queues: state.queues.map((q) => without(q, input.vcpu)) }, NOTHING];
    }
  },
};
const NOTHING: SchedulerAction = { run: null, contended: false, notify: null };

const without = (queue: readonly number[], vcpu: number): readonly number[] => queue.filter((v) => v !== vcpu);
const withQueue = (s: AffinityState, cpu: number, queue: readonly number[]): AffinityState =>
  ({ ...s, queues: s.queues.map((q, c) => (c === cpu ? queue : q)) });
const withIdle = (s: AffinityState, cpu: number, value: boolean): AffinityState =>
  ({ ...s, idle: s.idle.map((old, c) => (c === cpu ? value : old)) });

function ready(state: AffinityState, { vcpu, last }: { vcpu: number; last: number }): readonly [AffinityState, SchedulerAction] {
  const other = state.idle.findIndex((idle, c) => idle && state.queues[c]!.length === 0);
  const cpu = state.idle[last] && state.queues[last]!.length === 0 ? last : other >= 0 ? other : last;
  // The CPU that was told is not asked again before it has picked: `idle` holds until then, its queue does not.
  return [withQueue(state, cpu, [...without(state.queues[cpu]!, vcpu), vcpu]), { run: null, contended: false, notify: cpu }];
}

function pick(state: AffinityState, { cpu, current, expired }: { cpu: number; current: number | null; expired: boolean }): readonly [AffinityState, SchedulerAction] {
  const queue = state.queues[cpu]!;
  if (current !== null && (!expired || queue.length === 0))
    return [withIdle(state, cpu, false), { run: current, contended: queue.length > 0, notify: null }];
  const [next, ...rest] = queue;
  if (next !== undefined) {
    const waiting = current === null ? rest : [...rest, current];
    return [withIdle(withQueue(state, cpu, waiting), cpu, false), { run: next, contended: waiting.length > 0, notify: null }];
  }
  const from = longest(state);
  const stolen = from < 0 ? undefined : state.queues[from]![0];
  if (stolen === undefined) return [withIdle(state, cpu, true), { run: null, contended: false, notify: null }];
  const taken = withQueue(state, from, state.queues[from]!.slice(1));
  return [withIdle(taken, cpu, false), { run: stolen, contended: false, notify: null }];
}

/** The busy CPU with the longest queue, or -1: an idle CPU has been told and will soon see to its own. */
function longest({ queues, idle }: AffinityState): number {
  const lengths = queues.map((q, c) => (idle[c] ? 0 : q.length)), most = Math.max(...lengths);
  return most === 0 ? -1 : lengths.indexOf(most);
}
