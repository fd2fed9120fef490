import { describe, expect, test } from "vitest";
import { build, image, label } from "./programs.ts";
import { counting } from "./smp-program.ts";

/** A small generator, so that the slices are the same in each run of the test. */
function* random(seed: number): Generator<number> {
  for (let x = seed; ; yield x >>> 8) x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
}

const text = counting(100);
const program = image(text);
const options = (timing: boolean, seed = 0) => ({ image: program, cpus: 4, timing, seed, maxCycles: 1e7 });

describe.each([false, true])("timing %s", (timing) => {
  test("two runs agree on every bit", () => {
    const hashes = [0, 1].map(() => {
      const { machine } = build(options(timing));
      machine.run();
      return machine.hash();
    });
    expect(hashes[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(hashes[1]).toBe(hashes[0]);
  });

  test("hashes on the way agree, and change", () => {
    const trail = (): string[] => {
      const { machine } = build({ ...options(timing), image: image(counting(1000)) });
      return [2000, 4000, 6000, 8000, 10_000].map((untilCycle) => { machine.run({ untilCycle }); return machine.hash(); });
    };
    const first = trail();
    expect(trail()).toEqual(first);
    expect(new Set(first).size).toBe(5);
  });

  test("random slices, hashes between them and forgotten line tables change nothing", () => {
    const whole = build(options(timing)).machine;
    const end = whole.run();
    const sliced = build(options(timing)).machine;
    const numbers = random(7);
    let result;
    do {
      const n = numbers.next().value as number;
      result = sliced.run({ maxCycles: 1 + (n % 700) });
      if (n % 3 === 0) sliced.hash();
      if (n % 5 === 0) for (const cpu of sliced.core.cpus) cpu.clearTables();
    } while (result.reason === "cycle-limit");
    expect(result).toEqual(end);
    expect(sliced.hash()).toBe(whole.hash());
    expect(sliced.statistics()).toEqual(whole.statistics());
  });

  test("the interpreter alone, and translations, come to the same state", () => {
    const [alone, translated] = ([0, 1] as const).map((tier) => {
      const { machine } = build({ ...options(timing), image: image(counting(1000)), tier });
      return { end: machine.run(), hash: machine.hash(), statistics: machine.statistics(), compiled: machine.core.translations?.compiled ?? 0 };
    });
    expect(translated!.compiled).toBeGreaterThan(0);
    expect(translated).toEqual({ ...alone, compiled: translated!.compiled });
  });

  test("stopping at an address and going on changes nothing", () => {
    const whole = build(options(timing)).machine;
    const end = whole.run();
    const stopped = build(options(timing)).machine;
    const at = label(text, "again");
    let stops = 0, result = stopped.run({ stopAt: at });
    for (; result.reason === "stopped" && stops < 50; result = stopped.run({ stopAt: at }), stops++) {
      expect(stopped.core.cpus[result.cpu!]!.pc).toBe(at);
    }
    expect(stops).toBe(50);
    expect(stopped.run()).toEqual(end);
    expect(stopped.hash()).toBe(whole.hash());
  });

  test("an incremental hash is the hash from scratch", () => {
    const once = build(options(timing)).machine, often = build(options(timing)).machine;
    for (let cycle = 500; cycle <= 10_000; cycle += 500) { often.run({ untilCycle: cycle }); often.hash(); }
    once.run({ untilCycle: 10_000 });
    expect(often.hash()).toBe(once.hash());
  });

  test("another seed is another state", () => {
    const [a, b] = [0, 1].map((seed) => build(options(timing, seed)).machine.hash());
    expect(a).not.toBe(b);
  });

  test("noise makes other runs, and the same seed the same one, in slices too", () => {
    const run = (noise: number | undefined, slice?: number): string => {
      const { machine } = build({ ...options(timing), image: image(counting(300)), noise, maxCycles: 1e9 });
      while (machine.run(slice === undefined ? {} : { maxCycles: slice }).reason === "cycle-limit");
      return machine.hash();
    };
    const hashes = [undefined, 0, 1, 2].map((noise) => run(noise));
    expect(new Set(hashes).size).toBe(4);
    expect([undefined, 0, 1, 2].map((noise) => run(noise, 977))).toEqual(hashes);
  });

  test("noise starts CPUs at different times and takes nothing but time", () => {
    const [quiet, ...noisy] = [undefined, 1, 2].map((noise) => {
      const { machine } = build({ ...options(timing), noise, maxCycles: 1e9 });
      return { end: machine.run(), statistics: machine.statistics() };
    });
    for (const { end, statistics } of noisy) {
      expect(end).toMatchObject({ reason: "power-off", exitCode: quiet!.end.exitCode });
      expect(statistics.cpus.slice(1).every((cpu) => cpu.cycles.idle > quiet!.statistics.cpus[cpu.number]!.cycles.idle)).toBe(true);
    }
    expect(noisy[0]!.end.cycles).not.toBe(noisy[1]!.end.cycles);
  });

  test("cycles tile time exactly, at any moment", () => {
    const { machine } = build(options(timing));
    for (let result = machine.run({ maxCycles: 777 }); ; result = machine.run({ maxCycles: 777 })) {
      const s = machine.statistics();
      const { user, kernel, monitor, idle } = s.breakdown;
      const sum = [user, kernel, monitor].reduce((n, c) => n + c.busy + c.stallLocal + c.stallRemote, idle);
      expect(sum).toBe(s.cycles * 4);
      expect(s.cycles).toBe(result.cycles);
      if (result.reason !== "cycle-limit") break;
    }
  });
});
