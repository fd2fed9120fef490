import { describe, expect, test } from "vitest";
import { affinity, firstTouch, roundRobin, type AffinityState, type SchedulerInput } from "../src/index.ts";

describe("placement", () => {
  const hops = [2, 0, 1, 1];
  test("first touch: the toucher's node, then the nearest", () => {
    expect(firstTouch.step(null, { node: 1, vm: 0, guestPage: 7, hops })[1].order).toEqual([1, 2, 3, 0]);
  });
  test("round robin: each node in turn", () => {
    let state = roundRobin.initial({ nodes: 4 });
    const first = [0, 1, 2, 3, 4].map(() => {
      const [next, { order }] = roundRobin.step(state, { node: 1, vm: 0, guestPage: 7, hops });
      state = next;
      return order[0];
    });
    expect(first).toEqual([0, 1, 2, 3, 0]);
  });
});

describe("affinity", () => {
  let state: AffinityState;
  const start = (cpus: number): void => { state = affinity.initial({ cpus, vcpus: 8, hops: () => 1 }); };
  const step = (input: SchedulerInput) => {
    const before = JSON.stringify(state), [next, action] = affinity.step(state, input);
    expect(JSON.stringify(state)).toBe(before); // pure
    state = JSON.parse(JSON.stringify(next)) as AffinityState; // plain
    return action;
  };
  const pick = (cpu: number, current: number | null = null, expired = false) => step({ event: "pick", cpu, current, expired });

  test("a virtual CPU runs where it ran", () => {
    start(4);
    expect(step({ event: "ready", vcpu: 5, last: 2 }).notify).toBe(2);
    expect(pick(2)).toEqual({ run: 5, contended: false, notify: null });
  });
  test("if that CPU is taken, on one that has nothing to do", () => {
    start(2);
    step({ event: "ready", vcpu: 0, last: 0 });
    pick(0);
    expect(step({ event: "ready", vcpu: 1, last: 0 }).notify).toBe(1);
    expect(pick(1).run).toBe(1);
  });
  test("if all are taken, it waits for its own, and slices are cut", () => {
    start(1);
    step({ event: "ready", vcpu: 0, last: 0 });
    pick(0);
    expect(step({ event: "ready", vcpu: 1, last: 0 }).notify).toBe(0);
    expect(pick(0, 0)).toEqual({ run: 0, contended: true, notify: null });
    expect(pick(0, 0, true)).toEqual({ run: 1, contended: true, notify: null });
    expect(pick(0, 1, true).run).toBe(0);
    expect(pick(0)).toEqual({ run: 1, contended: false, notify: null });
  });
  test("a CPU without work takes it from a busy one's queue, never from one that has been told", () => {
    start(2);
    step({ event: "ready", vcpu: 0, last: 0 });
    expect(pick(1).run).toBe(null); // CPU 0 has been told of number 0
    pick(0);
    step({ event: "ready", vcpu: 1, last: 1 });
    pick(1);
    step({ event: "ready", vcpu: 2, last: 0 });
    step({ event: "ready", vcpu: 3, last: 0 });
    expect(pick(1)).toEqual({ run: 2, contended: false, notify: null });
    expect(pick(0)).toEqual({ run: 3, contended: false, notify: null });
  });
  test("one that is gone is forgotten", () => {
    start(1);
    step({ event: "ready", vcpu: 0, last: 0 });
    step({ event: "gone", vcpu: 0 });
    expect(pick(0).run).toBe(null);
  });
});
