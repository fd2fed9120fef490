import { expect, test } from "vitest";
import { pool } from "../src/host/pool.ts";
import { Schedule } from "../src/progress/schedule.ts";
import { duration, liveView } from "../src/progress/view.ts";
import { expectedInstructions, memoryFor, radixInput, radixJobs } from "../src/radix/job.ts";

const jobs = radixJobs(radixInput(1000, 1), { profiles: ["flash-1997"], monitors: ["none"], cpus: [1, 2] });
const expected = expectedInstructions(jobs[0]!);

test("jobs that take longest come first, and all are there", () => {
  const all = radixJobs(radixInput(1000, 1), { profiles: ["flash-1997", "uma-1997"], monitors: ["disco", "none"], cpus: [1, 8] });
  expect(all.map((j) => j.cpus)).toEqual([8, 8, 8, 8, 1, 1, 1, 1]);
  expect(new Set(all.map((j) => JSON.stringify(j))).size).toBe(8);
});

test("memory grows with the keys, in powers of two", () => {
  expect([1, 262_144, 2 ** 22, 2 ** 24].map((keys) => memoryFor(keys) / 2 ** 20)).toEqual([64, 64, 64, 256]);
});

test("time remaining follows from the work done so far", () => {
  let now = 5000;
  const schedule = new Schedule(jobs, () => now);
  expect(schedule.remaining).toBeUndefined();
  schedule.start(0); // 2 CPUs: 4 parts of the work; the other is 3
  now += 10_000;
  schedule.advance(0, expected / 2);
  expect(schedule.part).toBeCloseTo(2 / 7);
  expect(schedule.remaining).toBeCloseTo(25);
  schedule.finish(0);
  expect(schedule.remaining).toBeCloseTo(7.5);
  schedule.finish(1);
  expect(schedule.remaining).toBe(0);
});

test("a run that waits a lot is never shown as done before it is", () => {
  const schedule = new Schedule(jobs, () => 0);
  schedule.start(0);
  schedule.advance(0, 100 * expected);
  expect(schedule.tasks[0]!.done).toBe(0.99);
});

test("the live view shows all and what runs", () => {
  let now = 0;
  const schedule = new Schedule(jobs, () => now);
  schedule.start(0);
  schedule.start(1);
  schedule.finish(1);
  now = 3000;
  expect(liveView(schedule).split("\n")).toEqual([
    "██████████░░░░░░░░░░░░░░  42% 1 of 2 runs, about 4 s left",
    "░░░░░░░░░░░░░░░░░░░░░░░░   0% flash-1997, bare metal, 2 CPUs",
  ]);
});

test.each([[0.4, "0 s"], [59.4, "59 s"], [61, "1 min 1 s"], [3700, "1 h 1 min"]])("%d s reads %s", (seconds, text) => expect(duration(seconds)).toBe(text));

test("a pool works on so many at a time, and keeps going when one fails", async () => {
  let running = 0, most = 0;
  const results = await pool([1, 2, 3, 4, 5], 2, async (n) => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 5 * (6 - n)));
    running--;
    if (n === 2) throw new Error("two");
    return n * n;
  });
  expect(most).toBe(2);
  expect(results.map((r) => (r.status === "fulfilled" ? r.value : (r.reason as Error).message))).toEqual([1, "two", 9, 16, 25]);
});
