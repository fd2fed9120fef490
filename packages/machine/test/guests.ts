import { gateWord } from "@disco-vm/abi";
import { assemble } from "@disco-vm/mips";
import type { Monitor, MonitorCpu, MonitorHost, Wait } from "../src/monitor.ts";
import { Machine } from "../src/machine.ts";
import type { MachineOptions } from "../src/options.ts";
import { elf, SYMBOLS } from "./programs.ts";

export const gate = (code: number): string => `.word 0x${gateWord(code).toString(16)}`;

/** An image of assembler text linked in the supervisor segment. */
export function guestImage(text: string): Uint8Array {
  const origin = 0xffff_ffff_c001_0000n;
  return elf(origin, [{ address: origin, bytes: assemble(`.set noreorder\n${text}`, { origin, symbols: SYMBOLS }).bytes }]);
}

const CODE_AT = 0x2_0000;

/**
 * A monitor made of one kernel-mode program, the same on every CPU, and one function for its gates. a0 is the CPU's
 * number.
 */
export function kernelMonitor(text: string, handler: (cpu: MonitorCpu, code: number, host: MonitorHost) => void | Wait, more: Partial<Monitor> = {}): Monitor {
  let host: MonitorHost;
  return {
    name: "test",
    boot(h) {
      host = h;
      h.claimVectors();
      h.memory.writeBytes(CODE_AT, assemble(`.set noreorder\n${text}`, { origin: 0xffff_ffff_8000_0000n + BigInt(CODE_AT) }).bytes);
      for (const cpu of h.cpus) {
        cpu.setGpr(4, BigInt(cpu.number));
        cpu.setPc(0xffff_ffff_8000_0000n + BigInt(CODE_AT));
        h.start(cpu.number);
      }
    },
    gate: (cpu, code) => handler(cpu, code, host),
    ...more,
  };
}

export function under(monitor: Monitor, options: MachineOptions = {}): { machine: Machine; output: () => string } {
  const bytes: number[] = [];
  const machine = new Machine({
    memory: (options.cpus ?? 1) * 2 ** 20, timing: false, maxCycles: 1e7, monitor, ...options,
    console: { write: (b) => bytes.push(...b) },
  });
  return { machine, output: () => String.fromCharCode(...bytes) };
}
