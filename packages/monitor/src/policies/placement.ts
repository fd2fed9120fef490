/** Placement: on which node a page that a guest touches for the first time shall lie. Pure; users may bring their own. */

export interface PlacementInput {
  /** Node of the CPU that touches the page. */
  readonly node: number;
  readonly vm: number;
  readonly guestPage: number;
  /** Hops from that node to each node. */
  readonly hops: readonly number[];
}
export interface PlacementAction {
  /** Nodes to try, best first. Every node must be there: a page is found if any node has one. */
  readonly order: readonly number[];
}
export interface Placement<S = unknown> {
  readonly name: string;
  readonly initial: (machine: { readonly nodes: number }) => S;
  // A method, so that a policy fits where one of whatever state is taken: only the policy ever looks at its state.
  step(state: S, input: PlacementInput): readonly [S, PlacementAction];
}

/** Where it is touched first, else as near as there is memory (paper §4.2.3). */
export const firstTouch: Placement<null> = {
  name: "first-touch",
  initial: () => null,
  step: (state, { hops }) => [state, { order: hops.map((_, n) => n).sort((a, b) => hops[a]! - hops[b]! || a - b) }],
};

/** One node after the other, wherever the touch comes from: what IRIX is given in the paper's Fig. 7. */
export const roundRobin: Placement<{ readonly next: number }> = {
  name: "round-robin",
  initial: () => ({ next: 0 }),
  step: ({ next }, { hops }) => {
    const n = hops.length;
    return [{ next: (next + 1) % n }, { order: hops.map((_, k) => (next + k) % n) }];
  },
};
