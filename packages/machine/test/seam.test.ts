import { describe, expect, test } from "vitest";
import type { MonitorCpu } from "../src/monitor.ts";
import { gate, kernelMonitor, under } from "./guests.ts";

const HALT = `${gate(99)}\n b . \n nop`;
const AT = 0x4_0000;

describe.each([false, true])("timing %s", (timing) => {
  test("a handler's effects are there at once, its time passes afterwards", () => {
    const seen: number[] = [];
    const monitor = kernelMonitor(`${gate(5)}\n ${gate(6)}\n ${HALT}`, (cpu, code, host) => {
      seen.push(code, cpu.now);
      if (code === 5) {
        cpu.store64(AT, 0x1122334455667788n);
        expect(cpu.load32(AT)).toBe(0x11223344);
        expect(host.memory.read64(AT)).toBe(0x1122334455667788n);
        cpu.charge(1000);
      } else if (code === 99) host.powerOff(0);
    });
    const { machine } = under(monitor, { timing });
    expect(machine.run().reason).toBe("power-off");
    const [, first, , second] = seen;
    // 1000 charged, one for each access, one for the gate itself; and the line's miss.
    expect(second! - first!).toBe(1003 + (timing ? 120 : 0));
    const { cpus: [cpu] } = machine.statistics();
    expect(cpu!.monitorInstructions).toBe(1002);
    expect(cpu!.monitorEntries).toEqual({ 5: 1, 6: 1, 99: 1 });
    expect(cpu!.cycles.monitor.busy).toBeGreaterThan(1000);
    expect(cpu!.cycles.kernel.busy).toBe(0);
  });

  test("bytes are one access a 32-byte line", () => {
    const monitor = kernelMonitor(`${gate(5)}\n ${HALT}`, (cpu, code, host) => {
      if (code === 5) cpu.storeBytes(AT + 30, Uint8Array.from({ length: 40 }, (_, n) => n));
      else if (code === 99) {
        expect([...cpu.loadBytes(AT + 31, 3)]).toEqual([1, 2, 3]);
        host.powerOff(0);
      }
    });
    const { machine } = under(monitor, { timing });
    machine.run();
    expect(machine.statistics().cpus[0]!.monitorInstructions).toBe(3);
    expect([...machine.readPhysical(AT + 29, 4)]).toEqual([0, 0, 1, 2]);
  });

  test("setPc decides where the CPU goes on", () => {
    const monitor = kernelMonitor(`
        ${gate(5)}
        b .
        nop
other:  ${HALT}`, (cpu, code, host) => {
      if (code === 5) cpu.setPc(cpu.pc() + 8n);
      else host.powerOff(3);
    });
    expect(under(monitor, { timing }).machine.run().exitCode).toBe(3);
  });

  test("probeTlb finds what TLBP would", () => {
    const found: number[] = [];
    const monitor = kernelMonitor(gate(5), (cpu, _code, host) => {
      const entry = (hi: bigint, global: bigint, pageMask = 0n) => ({ entryHi: hi, entryLo0: 0x2en | global, entryLo1: 0x2en | global, pageMask });
      cpu.writeTlb(5, entry(0x4000_0007n, 0n));
      cpu.writeTlb(9, entry(0x8000_0007n, 1n));
      cpu.writeTlb(11, entry(0x1000_0000n, 0n, 0x1e000n)); // 64 KB pages
      for (const hi of [0x4000_0007n, 0x4000_0008n, 0x8000_0008n, 0x4000_2007n, 0x1001_e000n, 0x1002_0000n]) found.push(cpu.probeTlb(hi));
      host.powerOff(0);
    });
    under(monitor, { timing }).machine.run();
    expect(found).toEqual([5, -1, 9, -1, 11, -1]);
  });

  test("locks are held while the record is replayed, first come first served", () => {
    const entered: [number, number][] = [], left: [number, number][] = [];
    const monitor = kernelMonitor(`${gate(5)}\n ${gate(6)}\n ${gate(7)}\n b .\n nop`, (cpu, code, host) => {
      if (code === 5) {
        entered.push([cpu.number, cpu.now]);
        cpu.lock("l");
        cpu.charge(5000);
        if (cpu.number % 2) cpu.unlock("l"); // the others leave it to the end of the handler
      } else if (code === 6) left.push([cpu.number, cpu.now]);
      else if (left.length === 4) host.powerOff(0);
    });
    const { machine } = under(monitor, { timing, cpus: 4 });
    expect(machine.run().reason).toBe("power-off");
    const order = left.map(([n]) => n);
    expect(order).toEqual(entered.map(([n]) => n));
    for (let n = 1; n < 4; n++) expect(left[n]![1] - left[n - 1]![1]).toBeGreaterThanOrEqual(5000);
    for (const cpu of machine.statistics().cpus) expect(cpu.cycles.monitor.busy).toBeGreaterThan(5000);
  });

  test("wait until a value, which another CPU's handler stores", () => {
    const log: string[] = [];
    let stored = 0, entered = 0;
    const monitor = kernelMonitor(`
        bnez    $a0, second
        nop
        ${gate(5)}
        ${HALT}
second: li      $t0, 3000
loop:   bnez    $t0, loop
        addiu   $t0, $t0, -1
        ${gate(6)}
        b .
        nop`, (cpu, code, host) => {
      if (code === 5) {
        log.push("wait");
        if (cpu.load64(AT) !== 7n) return { until: { address: AT, mask: 0xffn, value: 7n } };
        entered = cpu.now;
      } else if (code === 6) {
        log.push("store");
        stored = cpu.now;
        cpu.store64(AT, 0x1007n - 0x1000n);
      } else host.powerOff(0);
      return undefined;
    });
    const { machine } = under(monitor, { timing, cpus: 2 });
    expect(machine.run().reason).toBe("power-off");
    expect(log).toEqual(["wait", "store", "wait"]);
    expect(entered).toBeGreaterThanOrEqual(stored);
    expect(entered).toBeLessThan(stored + 10);
    const [first] = machine.statistics().cpus;
    expect(first!.monitorEntries).toEqual({ 5: 1, 99: 1 });
    expect(first!.cycles.idle).toBeLessThanOrEqual(1000); // what is left of a stretch at the end
    expect(first!.cycles.monitor.busy).toBeGreaterThan(6000);
  });

  test("wait for an interrupt: idle time, and IP3 stays up until it is cleared", () => {
    const causes: bigint[] = [];
    const monitor = kernelMonitor(`
        bnez    $a0, second
        nop
        ${gate(5)}
        ${HALT}
second: li      $t0, 3000
loop:   bnez    $t0, loop
        addiu   $t0, $t0, -1
        ${gate(6)}
        b .
        nop`, (cpu, code, host) => {
      if (code === 5) {
        causes.push(cpu.cp0(13) & 0xff00n);
        if (causes.length === 1) return { interrupt: true };
        cpu.clearInterrupt();
        causes.push(cpu.cp0(13) & 0xff00n);
      } else if (code === 6) cpu.sendInterrupt(0);
      else host.powerOff(0);
      return undefined;
    });
    const { machine } = under(monitor, { timing, cpus: 2 });
    expect(machine.run().reason).toBe("power-off");
    expect(causes).toEqual([0n, 0x800n, 0n]);
    expect(machine.statistics().cpus[0]!.cycles.idle).toBeGreaterThan(5000);
  });

  test("the CPU's own timer ends a wait for an interrupt, with IP7 up", () => {
    const causes: bigint[] = [], times: number[] = [];
    const monitor = kernelMonitor(`${gate(5)}\n ${HALT}`, (cpu, code, host) => {
      if (code === 5) {
        causes.push(cpu.cp0(13) & 0xff00n);
        times.push(cpu.now);
        if (causes.length > 1) return undefined;
        cpu.setCp0(11, cpu.cp0(9) + 1000n);
        return { interrupt: true };
      }
      host.powerOff(0);
      return undefined;
    });
    expect(under(monitor, { timing }).machine.run().reason).toBe("power-off");
    expect(causes).toEqual([0n, 0x8000n]);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1999);
    expect(times[1]! - times[0]!).toBeLessThan(2010);
  });

  test("two CPUs that wait for each other go on when they also wait for interrupts", () => {
    // As in a shootdown: each asks the other, and answers when it is entered again, or later.
    const asked = [false, false], done = [false, false];
    const monitor = kernelMonitor(`${gate(5)}\nloop: ${gate(6)}\n b loop\n nop`, (cpu, code, host) => {
      const me = cpu.number, other = 1 - me, answer = (n: number): number => AT + 8 * n;
      if (code === 5 && !asked[me]) {
        asked[me] = true;
        cpu.sendInterrupt(other);
      }
      if (cpu.cp0(13) & 0x800n) {
        cpu.clearInterrupt();
        cpu.store64(answer(other), 1n);
      }
      if (code === 5 && cpu.load64(answer(me)) !== 1n) return { until: { address: answer(me), mask: 1n, value: 1n }, interrupt: true };
      done[me] ||= code === 6;
      if (done[0] && done[1]) host.powerOff(0);
      return undefined;
    });
    expect(under(monitor, { timing, cpus: 2 }).machine.run()).toMatchObject({ reason: "power-off" });
  });

  test("nobody stores what is waited for: deadlock", () => {
    const monitor = kernelMonitor(gate(5), () => ({ until: { address: AT, mask: 1n, value: 1n } }));
    expect(under(monitor, { timing }).machine.run()).toMatchObject({ reason: "deadlock" });
  });

  test("runs under a monitor are deterministic in slices, hashed in between", () => {
    const monitor = () => {
      let turns = 0;
      return kernelMonitor(`loop: ${gate(5)}\n b loop\n nop`, (cpu: MonitorCpu, _code, host) => {
        cpu.lock("l");
        const n = cpu.load64(AT);
        cpu.store64(AT, n + 1n);
        cpu.unlock("l");
        cpu.charge(Number(n % 37n));
        cpu.loadBytes(AT + 64 * cpu.number, 100);
        if (++turns === 400) host.powerOff(1);
      }, { state: () => ({ turns }) });
    };
    const whole = under(monitor(), { timing, cpus: 3 }).machine, sliced = under(monitor(), { timing, cpus: 3 }).machine;
    const end = whole.run();
    let result = sliced.run({ maxCycles: 97 });
    for (let n = 1; result.reason === "cycle-limit"; n++) {
      result = sliced.run({ maxCycles: 1 + ((n * 7919) % 300) });
      if (n % 4 === 0) sliced.hash();
    }
    expect(result).toEqual(end);
    expect(sliced.hash()).toBe(whole.hash());
    expect(sliced.statistics()).toEqual(whole.statistics());
  });
});

describe("misuse is refused", () => {
  const misuse = (act: (cpu: MonitorCpu, write: () => void) => void): (() => void) => () => {
    const monitor = kernelMonitor(gate(5), (cpu, _code, host) => act(cpu, () => host.memory.write64(AT, 1n)));
    under(monitor).machine.run();
  };
  test.each<[string, (cpu: MonitorCpu, write: () => void) => void, RegExp]>([
    ["unrecorded writes in a handler", (_, write) => write(), /no write in a handler/],
    ["a lock taken twice", (cpu) => { cpu.lock("a"); cpu.lock("a"); }, /does not hold, got "a"/],
    ["a lock that is not held", (cpu) => cpu.unlock("b"), /holds, got "b"/],
    ["half an instruction", (cpu) => cpu.charge(0.5), /whole number/],
    ["an address without memory", (cpu) => cpu.load64(0x1f00_0000), /machine address of memory, got 0x1f000000/],
  ])("%s", (_, act, message) => expect(misuse(act)).toThrow(message));

  test("vectors that run into each other", () => {
    const monitor = kernelMonitor("", () => undefined, {});
    const boot = monitor.boot.bind(monitor);
    monitor.boot = (host) => { boot(host); host.claimVectors(new Map([[0x80, new Uint32Array(33)]])); };
    expect(() => under(monitor)).toThrow(/at most 0x80 bytes/);
  });
});

test("an audit that finds something ends the run with its findings", () => {
  const monitor = kernelMonitor(`${gate(5)}\n`, (_cpu, _code, host) => host.powerOff(0), { audit: () => ["page 3 is lost"] });
  expect(() => under(monitor).machine.run()).toThrow(/test: invariants broken:\n {2}page 3 is lost/);
});
