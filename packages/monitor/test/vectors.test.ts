/** The vector code by itself: the work it does for handlers, on a machine with a monitor that only asks for it. */
import { Machine, type Monitor, type MonitorHost } from "@disco-vm/machine";
import { expect, test } from "vitest";
import * as L from "../src/layout.ts";
import { machineStatus } from "../src/leave.ts";
import { entryLoOf } from "../src/pmap.ts";
import { CP0 } from "../src/structures/cp0.ts";
import { vectorCode } from "../src/vectors/vectors.ts";

const AREA = 0x4_0000, FRAME = 0x4_1000, FROM = 0x5_0000, TO = 0x5_1000;

/** Runs the work that `bits` say and comes back to the gate; memory as it is then. */
function work(bits: bigint, prepare: (host: MonitorHost) => void): { readonly host: MonitorHost; readonly cycles: number } {
  let host: MonitorHost | undefined;
  const code = vectorCode({ entries: 1024, ways: 1 });
  const monitor: Monitor = {
    name: "work",
    boot(h) {
      host = h;
      h.claimVectors(code.blocks);
      const cpu = h.cpus[0]!;
      cpu.setCp0(CP0.wired, 1n);
      cpu.writeTlb(0, { entryHi: L.WIRED_VA, pageMask: 0n, entryLo0: entryLoOf(AREA) | 1n, entryLo1: 1n });
      cpu.setCp0(CP0.status, machineStatus(0n, false));
      cpu.account("user", "kernel");
      const set = (offset: number, v: bigint): void => h.memory.write64(AREA + offset, v);
      set(L.CPU_AREA.work, bits | L.WORK.again.mask);
      set(L.CPU_AREA.workFrom, L.xkphys(FROM));
      set(L.CPU_AREA.workTo, L.xkphys(TO));
      for (const member of ["fpSave", "fpLoad", "frame"] as const) set(L.CPU_AREA[member], L.xkphys(FRAME));
      prepare(h);
      cpu.setPc(code.restore);
      h.start(0);
    },
    gate(_, gate) {
      expect(gate).toBe(L.GATE_CODE.again);
      host?.powerOff(0);
    },
  };
  const machine = new Machine({ memory: 1 << 20, timing: false, monitor, maxCycles: 100_000 });
  expect(machine.run().reason).toBe("power-off");
  return { host: host!, cycles: machine.statistics().cycles }; // boot has set it
}
const fill = (host: MonitorHost, from: number): void => {
  for (let at = 0; at < L.PAGE; at += 8) host.memory.write64(from + at, BigInt(from + at) * 0x1_0000_0001n);
};

test("clears a page, and nothing beside it", () => {
  const { host, cycles } = work(L.WORK.clear.mask, (h) => [FROM, TO, TO + L.PAGE].forEach((at) => fill(h, at)));
  expect(host.memory.readBytes(TO, L.PAGE).every((b) => b === 0)).toBe(true);
  expect(host.memory.read64(TO - 8)).not.toBe(0n);
  expect(host.memory.read64(TO + L.PAGE)).not.toBe(0n);
  expect(cycles).toBeLessThan(650); // 512 stores, and two instructions for each 16 of them
});

test("copies a page, and nothing beside it", () => {
  const { host } = work(L.WORK.copy.mask, (h) => [FROM, TO + L.PAGE].forEach((at) => fill(h, at)));
  expect(host.memory.readBytes(TO, L.PAGE)).toEqual(host.memory.readBytes(FROM, L.PAGE));
  expect(host.memory.read64(TO + L.PAGE)).toBe(BigInt(TO + L.PAGE) * 0x1_0000_0001n);
});

test("loads floating-point registers from a frame, and leaves it", () => {
  const value = (n: number): bigint => BigInt(n + 1) * 0x1234_5678_9abcn;
  const { host } = work(L.WORK.fpLoad.mask, (h) => {
    for (let n = 0; n < 32; n++) h.memory.write64(FRAME + L.VCPU_AREA.fpr + 8 * n, value(n));
    h.memory.write64(FRAME + L.VCPU_AREA.fcsr, 0x0180_0e7cn);
  });
  expect(host.memory.read64(AREA + L.CPU_AREA.frame)).toBe(L.xkphys(FRAME));
  expect(host.memory.read64(FRAME + L.VCPU_AREA.fpr + 8 * 31)).toBe(value(31));
});

test("the refill vectors fit their 32 instructions, for every shape", () => {
  for (const entries of [0, 64, 1024, 65536])
    for (const ways of entries > 1024 || entries === 0 ? [1] as const : [1, 2] as const) {
      const { symbols, blocks } = vectorCode({ entries, ways });
      expect(symbols.get("xtlb_refill")).toBe(0xffff_ffff_8000_0080n);
      expect(blocks.get(0)?.length).toBe(32);
    }
});
