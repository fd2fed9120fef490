import { gateWord, PAGE_BYTES, VECTORS } from "@disco-vm/abi";
import type { Core } from "@disco-vm/mips";
import type { AddressMap } from "../address-map.ts";
import { loadGuestImage } from "../boot.ts";
import type { ConsoleEnds } from "../devices/console.ts";
import { InvariantError, MachineError } from "../errors.ts";
import type { MemorySide } from "../memory-side.ts";
import type { Monitor, MonitorHost } from "../monitor.ts";
import type { Settings } from "../options.ts";
import type { Ram } from "../ram.ts";
import type { Scheduler } from "../scheduler.ts";
import { Locks } from "./locks.ts";
import { Recording } from "./record.ts";
import { CLASS, RecordingCpu, type HandlerMemory } from "./recorder.ts";
import { Seam, type Replayer } from "./seam.ts";

/** What plugging a monitor in needs of the machine. */
export interface Socket {
  readonly settings: Settings;
  readonly map: AddressMap;
  readonly core: Core;
  readonly side: MemorySide;
  readonly ram: Ram;
  readonly scheduler: Scheduler;
  readonly console: ConsoleEnds;
  /** What CPUs notice of each other happens in the order of cycles. */
  readonly ordered: boolean;
  now(): number;
  /** A handler reads or stores there. */
  touched(address: number, store: boolean): void;
  start(cpu: number): void;
  powerOff(code: number): void;
  deadlock(message: string): void;
  annotate(cpu: number, value: bigint): void;
  sendInterrupt(from: number, to: number, at: number): void;
  clearInterrupt(cpu: number): void;
}

export interface Plugged {
  readonly seam: Seam;
  /** Throws when an invariant of the monitor does not hold. */
  audit(): void;
}

const ERET = 0x4200_0018;
const VECTOR_BYTES = 0x80;
const AUDIT_EVERY = 1000;

/** Connects a monitor to the machine and lets it boot. */
export function plugMonitor(monitor: Monitor, s: Socket): Plugged {
  const { core, ram, map, side } = s;
  const locks = new Locks();
  const records = core.cpus.map(() => new Recording());
  const memory = handlerMemory(s);
  const cpus = core.cpus.map((cpu, n) => new RecordingCpu(
    n, n, cpu, memory, locks, records[n]!, side.lineBytes, () => s.clearInterrupt(n),
  ));

  const offset = (address: number): number => offsetOf(map, address);
  const host: MonitorHost = {
    cpus, nodes: map.nodes, memoryPerNode: map.memoryPerNode, pageBytes: PAGE_BYTES,
    machineAddress: (o) => map.address(o),
    hops: (from, to) => side.hops(from, to),
    claimVectors: (code) => claimVectors(ram, map, code),
    memory: {
      read64: (a) => memory.read64(a),
      readBytes: (a, length) => memory.readBytes(a, length),
      write64: (a, v) => { writable(); ram.write64(offset(a), v); },
      writeBytes: (a, bytes) => { writable(); ram.writeBytes(offset(a), bytes); },
    },
    loadGuest: (image, guest) => loadGuestImage({ image, seed: s.settings.seed, ...guest }, ram, map),
    start: (n, at) => {
      const cpu = core.cpus[n];
      if (!cpu) throw new MachineError("monitor-misuse", `host.start: expected a CPU from 0 to ${cpus.length - 1}, got ${n}; host.cpus has them`);
      if (at) {
        for (const [register, value] of Object.entries(at.gpr ?? {})) cpu.setGpr(Number(register), value);
        for (const [register, value] of Object.entries(at.cp0 ?? {})) cpu.setCp0(Number(register), value);
        cpu.pc = at.pc;
      }
      s.start(n);
    },
    console: (bytes) => s.console.write(bytes),
    consoleInput: () => s.console.read?.() ?? -1,
    powerOff: (code) => s.powerOff(code),
    deadlock: (message) => s.deadlock(message),
    annotate: (cpu, value) => s.annotate(cpu, value),
    missCount: (address, cpu) => side.missCount(address, cpu),
    clearMissCounts: (address) => side.clearMissCounts(address),
  };
  const writable = (): void => {
    if (seam.handling >= 0)
      throw new MachineError("monitor-misuse", "host.memory: expected no write in a handler, got one; use the MonitorCpu, whose accesses take time");
  };

  const audit = (): void => {
    const violations = monitor.audit?.(host) ?? [];
    if (violations.length) throw new InvariantError(`${monitor.name}: invariants broken:\n  ${violations.join("\n  ")}`);
  };
  let entries = 0;
  const seam = new Seam(monitor, cpus, records, locks, s.scheduler, replayer(s), s.ordered, () => {
    if (s.settings.audit && ++entries % AUDIT_EVERY === 0) audit();
  });
  for (const cpu of core.cpus) cpu.setAccounting(CLASS.user, CLASS.kernel, CLASS.monitor);
  monitor.boot(host);
  // What the boot did by way of its CPUs took no time.
  cpus.forEach((cpu, n) => { cpu.close(); records[n]!.clear(); });
  return { seam, audit };
}

function offsetOf(map: AddressMap, address: number): number {
  const offset = map.offset(address);
  if (offset < 0) throw new MachineError("monitor-misuse", `monitor: expected a machine address of memory, got 0x${address.toString(16)}; node n owns host.memoryPerNode bytes`);
  return offset;
}

/** Accesses of handlers: at once, and seen by the other CPUs' LL links. */
function handlerMemory({ core, ram, map, side, touched }: Socket): HandlerMemory {
  /** Offset of what a handler is about to read or change. */
  const at = (address: number, bytes: number, store: boolean): number => {
    const offset = offsetOf(map, address), line = side.lineBytes;
    if (bytes <= 8) touched(address, store);
    else for (let a = address - (address % line); a < address + bytes; a += line) touched(Math.max(a, address), store);
    return offset;
  };
  const stored = (address: number, bytes: number): void => {
    for (let block = Math.floor(address / 128); block * 128 < address + bytes; block++)
      for (const cpu of core.cpus) cpu.breakLink(BigInt(block * 128));
  };
  return {
    read64: (a) => ram.read64(at(a, 8, false)),
    read32: (a) => ram.read32(at(a, 4, false)),
    readBytes: (a, length) => ram.readBytes(at(a, length, false), length),
    write64: (a, v) => { ram.write64(at(a, 8, true), BigInt.asUintN(64, v)); stored(a, 8); },
    write32: (a, v) => { ram.write32(at(a, 4, true), v); stored(a, 4); },
    writeBytes: (a, bytes) => { ram.writeBytes(at(a, bytes.length, true), bytes); stored(a, bytes.length); },
  };
}

function replayer(s: Socket): Replayer {
  const cpu = (n: number): Core["cpus"][number] => s.core.cpus[n]!; // numbers come from the seam
  return {
    access: (n, store, address) => s.side.access(n, store, address),
    clock: (n) => cpu(n).cycle,
    spend: (n, kind, until) => cpu(n).stall(kind, until),
    sleep: (n, until) => cpu(n).idle(until),
    interruptPending: (n) => cpu(n).pendingInterrupts !== 0,
    timer: (n) => cpu(n).timerCycle,
    sendInterrupt: (from, to, at) => s.sendInterrupt(from, to, at),
    read64: (address) => s.ram.read64(offsetOf(s.map, address)),
  };
}

function claimVectors(ram: Ram, map: AddressMap, code?: ReadonlyMap<number, Uint32Array>): void {
  const offsets = Object.values(VECTORS).map((v) => v.offset);
  for (const [offset, words] of code ?? []) {
    const room = (offsets.includes(offset as never) && offset !== VECTORS.general.offset ? offset + VECTOR_BYTES : 0x1_0000) - offset;
    if (!offsets.includes(offset as never) || words.length * 4 > room)
      throw new MachineError("monitor-misuse",
        `claimVectors: expected code of at most 0x80 bytes at ${offsets.map((o) => `0x${o.toString(16)}`).join(", ")}, ` +
        `got ${words.length * 4} bytes at 0x${offset.toString(16)}; put the rest behind the general vector`);
  }
  for (let node = 0; node < map.nodes; node++) {
    for (const offset of offsets) {
      const words = code?.get(offset) ?? [gateWord(offset / VECTOR_BYTES), ERET];
      words.forEach((word, i) => ram.write32(node * map.memoryPerNode + offset + 4 * i, word));
    }
  }
}
