// Boots the parallel radix sort, on four CPUs, under a monitor of some 30 lines instead of Disco.
// installs: @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/abi @disco-vm/workloads @disco-vm/guest-sdk @disco-vm/splashos
// prints: radix: 16384 keys below 524288, radix 1024, seed 1: sorted, sum 4304755694, fingerprint 000020225977d50a
// prints: 0
import { GATE, MONITOR_CALLS as CALL } from "@disco-vm/abi";
import { Machine, type Monitor, type MonitorCpu, type MonitorHost } from "@disco-vm/machine";
import { readImage } from "@disco-vm/workloads/node";

const BASE = 0xffffffffc0000000n; // guest-physical 0, in the supervisor segment
const FIRST = 1 << 20; // its place in machine memory
const REGISTER = { badVAddr: 8, entryHi: 10, status: 12, cause: 13, epc: 14 };
let host: MonitorHost, deviceTree: bigint;

function start(n: number, pc: bigint, a0: bigint): void {
  const cpu = host.cpus[n]!;
  cpu.setCp0(REGISTER.status, 0x240000e8n); // supervisor mode, 64-bit, floating point
  cpu.setGpr(4, a0);
  cpu.setGpr(5, deviceTree);
  cpu.setPc(pc);
  host.start(n);
}
function refill(cpu: MonitorCpu): void {
  const pair = (cpu.cp0(REGISTER.badVAddr) - BASE) >> 13n, frame = BigInt(FIRST >> 12) + 2n * pair;
  const low = (page: bigint) => (page << 6n) | 0x2fn; // coherent, dirty, valid, global
  cpu.charge(20);
  cpu.writeTlb(cpu.random(), { entryHi: cpu.cp0(REGISTER.entryHi), entryLo0: low(frame), entryLo1: low(frame + 1n), pageMask: 0n });
}
function call(cpu: MonitorCpu, code: number): bigint {
  const a0 = Number(cpu.gpr(4) & 0xffffffffn);
  switch (code) {
    case CALL.CONSOLE_WRITE.code: host.console(cpu.loadBytes(FIRST + a0, Number(cpu.gpr(5)))); return 0n;
    case CALL.POWER_OFF.code: host.powerOff(a0); return 0n;
    case CALL.CPU_START.code: start(a0, cpu.gpr(5), cpu.gpr(6)); return 0n;
    case CALL.CLOCK.code: return (BigInt(cpu.now) * 5n) / 2n;
    default: return code === CALL.LIBRARY_OS.code ? 0n : 2n ** 64n - 1n;
  }
}
const monitor: Monitor = {
  name: "replacement",
  boot(h) {
    host = h;
    h.claimVectors();
    const guest = h.loadGuest(readImage("radix-disco"), {
      bytes: 16 << 20, cpus: 4, arguments: "-p 4 -n 16384", base: BASE, place: (page) => FIRST + page * 4096,
    });
    deviceTree = guest.deviceTree;
    start(0, guest.entry, 2n ** 64n - 2n);
  },
  gate(cpu, vector) {
    if (vector < 2) return refill(cpu);
    const epc = cpu.cp0(REGISTER.epc), code = cpu.load32(FIRST + Number(epc - BASE)) >>> GATE.codeShift;
    cpu.setGpr(2, call(cpu, code & (2 ** GATE.codeBits - 1)));
    cpu.setCp0(REGISTER.epc, epc + 4n);
  },
};

let output = "";
const machine = new Machine({ cpus: 4, memory: 32 << 20, monitor, console: { write: (b) => (output += String.fromCharCode(...b)) } });
const { exitCode } = machine.run();
console.log(output.trimEnd());
console.log(exitCode);
