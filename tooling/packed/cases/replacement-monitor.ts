// Boots the parallel radix sort, on four CPUs, under a monitor of some 30 lines instead of Disco.
// installs: @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/abi @disco-vm/workloads @disco-vm/guest-sdk @disco-vm/splashos
// prints: radix: 16384 keys below 524288, radix 1024, seed 1: sorted, sum 4304755694, fingerprint 000020225977d50a
// prints: 0
import { gateCode, MONITOR_CALLS as CALL } from "@disco-vm/abi";
import { Machine, type Monitor, type MonitorCpu, type MonitorHost } from "@disco-vm/machine";
import { CP0 } from "@disco-vm/mips";
import { readImage } from "@disco-vm/workloads/node";

const BASE = 0xffffffffc0000000n, FIRST = 1 << 20; // guest-physical 0: in the supervisor segment, in machine memory
let host: MonitorHost, deviceTree: bigint;

// Supervisor mode, 64-bit addresses, floating point.
const start = (cpu: number, pc: bigint, a0: bigint): void =>
  host.start(cpu, { pc, gpr: { 4: a0, 5: deviceTree }, cp0: { [CP0.status]: 0x240000e8n } });

function call(cpu: MonitorCpu, code: number): bigint {
  const [a0, a1, a2] = [cpu.gpr(4), cpu.gpr(5), cpu.gpr(6)];
  if (code === CALL.CLOCK.code) return (BigInt(cpu.now) * 5n) / 2n; // nanoseconds
  if (code === CALL.CONSOLE_WRITE.code) host.console(cpu.loadBytes(FIRST + Number(a0), Number(a1)));
  else if (code === CALL.POWER_OFF.code) host.powerOff(Number(a0 & 0xffn));
  else if (code === CALL.CPU_START.code) start(Number(a0), a1, a2);
  else if (code !== CALL.LIBRARY_OS.code) return 2n ** 64n - 1n;
  return 0n;
}
const monitor: Monitor = {
  name: "replacement",
  boot(h) {
    host = h;
    host.claimVectors();
    const place = (page: number): number => FIRST + page * 4096;
    const guest = host.loadGuest(readImage("radix-disco"), { bytes: 16 << 20, cpus: 4, arguments: "-p 4 -n 16384", base: BASE, place });
    deviceTree = guest.deviceTree;
    start(0, guest.entry, 2n ** 64n - 2n);
  },
  gate(cpu, vector) {
    if (vector < 2) { // a TLB refill
      const entryHi = cpu.cp0(CP0.entryHi), frame = (((cpu.cp0(CP0.badVAddr) - BASE) >> 13n) << 1n) + BigInt(FIRST >> 12);
      const low = (page: bigint): bigint => (page << 6n) | 0x2fn; // coherent, dirty, valid, global
      cpu.charge(20);
      return cpu.writeTlb(cpu.random(), { entryHi, entryLo0: low(frame), entryLo1: low(frame + 1n), pageMask: 0n });
    }
    const epc = cpu.cp0(CP0.epc);
    cpu.setGpr(2, call(cpu, gateCode(cpu.load32(FIRST + Number(epc - BASE)))));
    cpu.setCp0(CP0.epc, epc + 4n);
  },
};

let output = "";
const machine = new Machine({ cpus: 4, memory: 32 << 20, monitor, console: { write: (b) => (output += String.fromCharCode(...b)) } });
const { exitCode } = machine.run();
console.log(output.trimEnd());
console.log(exitCode);
