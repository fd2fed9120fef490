import { gateCode, MONITOR_CALLS as CALL } from "@disco-vm/abi";
import type { Monitor, MonitorCpu, MonitorHost } from "../src/monitor.ts";

/**
 * A replacement for Disco in some 30 lines: one virtual machine, a virtual CPU on each CPU, guest-physical memory in one
 * piece of machine memory, TLB misses and monitor calls 0 to 5.
 */
export function tinyMonitor(image: Uint8Array, bytes: number, args = ""): Monitor {
  const BASE = 0xffff_ffff_c000_0000n, FIRST = 0x10_0000;
  const SUPERVISOR = 0x2400_00e8n; // CU1 without CU0, FR, KX, SX, UX, KSU = supervisor
  let host: MonitorHost, deviceTree = 0n;
  const start = (n: number, pc: bigint, a0: bigint): void =>
    host.start(n, { pc, gpr: { 4: a0, 5: deviceTree }, cp0: { 12: SUPERVISOR } });
  const refill = (cpu: MonitorCpu): void => {
    const pair = Number((cpu.cp0(8) - BASE) >> 13n), frame = BigInt(FIRST / 4096 + 2 * pair);
    if (pair < 0 || pair * 8192 >= bytes) throw new Error(`no memory at 0x${cpu.cp0(8).toString(16)}`);
    const lo = (pfn: bigint): bigint => (pfn << 6n) | 0x2fn; // cacheable coherent exclusive on write, dirty, valid, global
    cpu.charge(20);
    cpu.writeTlb(cpu.random(), { entryHi: cpu.cp0(10), entryLo0: lo(frame), entryLo1: lo(frame + 1n), pageMask: 0n });
  };
  const call = (cpu: MonitorCpu, code: number): bigint => {
    const [a0, a1, a2] = [4, 5, 6].map((n) => cpu.gpr(n)) as [bigint, bigint, bigint];
    if (code === CALL.CONSOLE_WRITE.code) host.console(cpu.loadBytes(FIRST + Number(a0), Number(a1)));
    else if (code === CALL.POWER_OFF.code) host.powerOff(Number(a0 & 0xffn));
    else if (code === CALL.CPU_START.code) {
      if (a0 >= BigInt(host.cpus.length)) return -1n;
      start(Number(a0), a1, a2);
    }
    else if (code === CALL.CLOCK.code) return (BigInt(cpu.now) * 5n) / 2n;
    else if (code !== CALL.LIBRARY_OS.code) return -1n;
    return 0n;
  };
  return {
    name: "tiny",
    boot(h) {
      host = h;
      h.claimVectors();
      const place = (page: number): number => h.machineAddress(FIRST + page * 4096);
      const guest = h.loadGuest(image, { bytes, cpus: h.cpus.length, arguments: args, base: BASE, place });
      deviceTree = guest.deviceTree;
      start(0, guest.entry, BigInt.asUintN(64, -2n));
    },
    gate(cpu, code) {
      if (code < 2) return refill(cpu);
      const cause = cpu.cp0(13), epc = cpu.cp0(14);
      if ((cause & 0x8000_007cn) !== 11n << 2n) throw new Error(`exception 0x${cause.toString(16)} at 0x${epc.toString(16)}`);
      cpu.setGpr(2, BigInt.asUintN(64, call(cpu, gateCode(cpu.load32(FIRST + Number(epc - BASE))))));
      cpu.setCp0(14, epc + 4n);
    },
  };
}
