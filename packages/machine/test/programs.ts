import { DEVICES, SEGMENTS } from "@disco-vm/abi";
import { assemble } from "@disco-vm/mips";
import { Machine } from "../src/machine.ts";
import type { MachineOptions } from "../src/options.ts";

export interface Piece {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly memoryBytes?: number;
}

/** A 64-bit big-endian MIPS ELF file with these segments. */
export function elf(entry: bigint, pieces: readonly Piece[]): Uint8Array {
  const header = 64 + 56 * pieces.length;
  const size = pieces.reduce((n, p) => n + p.bytes.length, header);
  const file = new Uint8Array(size), v = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1]);
  v.setUint16(16, 2); v.setUint16(18, 8); v.setUint32(20, 1);
  v.setBigUint64(24, BigInt.asUintN(64, entry));
  v.setBigUint64(32, 64n);
  v.setUint32(48, 0x30000000);
  v.setUint16(52, 64); v.setUint16(54, 56); v.setUint16(56, pieces.length);
  let at = header;
  pieces.forEach((p, n) => {
    const h = 64 + 56 * n;
    v.setUint32(h, 1); v.setUint32(h + 4, 7);
    v.setBigUint64(h + 8, BigInt(at));
    v.setBigUint64(h + 16, BigInt.asUintN(64, p.address));
    v.setBigUint64(h + 24, BigInt.asUintN(64, p.address));
    v.setBigUint64(h + 32, BigInt(p.bytes.length));
    v.setBigUint64(h + 40, BigInt(p.memoryBytes ?? p.bytes.length));
    v.setBigUint64(h + 48, 8n);
    file.set(p.bytes, at);
    at += p.bytes.length;
  });
  return file;
}

const kseg1 = (physical: number): bigint => SEGMENTS.kseg1.base + BigInt(physical);
const registers = (device: keyof typeof DEVICES): [string, bigint][] =>
  Object.entries(DEVICES[device].registers).map(([name, r]) => [`${device}_${name}`, kseg1(DEVICES[device].base + r.offset)]);

/** What test programs may name: every device register by its kseg1 address, `self_ipiClear`, and the stride. */
export const SYMBOLS: Record<string, bigint> = {
  ...Object.fromEntries((Object.keys(DEVICES) as (keyof typeof DEVICES)[]).flatMap(registers)),
  cpus_stride: BigInt(DEVICES.cpus.stride),
};

/** CPU 0 starts all others at a label, and goes on at another, or the same: there $a0 is a CPU's number. */
export const startOthers = (at: string, then = at): string => `
        dli     $s7, cpus_startEntry
        dli     $t0, self_count
        ld      $s6, 0($t0)
        dla     $s5, ${at}
        li      $s4, 1
        move    $a0, $0
start:  beq     $s4, $s6, ${then}
        daddiu  $s7, $s7, cpus_stride
        sd      $s5, 0($s7)
        sd      $s4, 8($s7)
        sd      $0, 16($s7)
        b       start
        addiu   $s4, $s4, 1
`;

export const ORIGIN = 0xffff_ffff_8001_0000n;

const assembled = (text: string) => assemble(`.set noreorder\n${text}`, { origin: ORIGIN, symbols: SYMBOLS });

/** Address of a label of such a text. */
export function label(text: string, name: string): bigint {
  const at = assembled(text).symbols.get(name);
  if (at === undefined) throw new Error(`no label ${name}`);
  return at;
}

/** An image of assembler text linked at kseg0 + 64 KB; execution starts at its first instruction. */
export function image(text: string, more: readonly Piece[] = []): Uint8Array {
  const { bytes } = assembled(text);
  return elf(ORIGIN, [...more, { address: ORIGIN, bytes }]);
}

export interface Run {
  readonly machine: Machine;
  readonly output: string;
  readonly exitCode: number | undefined;
  readonly reason: string;
  readonly cycles: number;
}

/** Builds a machine; `output()` is what its console has said. */
export function build(options: MachineOptions): { machine: Machine; output: () => string } {
  const bytes: number[] = [];
  const machine = new Machine({
    memory: (options.cpus ?? 1) * 2 ** 20, timing: false, ...options,
    console: { write: (b) => bytes.push(...b), ...options.console },
  });
  return { machine, output: () => String.fromCharCode(...bytes) };
}

/** Runs a program to its end, or to ten million cycles. */
export function run(text: string, options: MachineOptions = {}, more: readonly Piece[] = []): Run {
  const { machine, output } = build({ image: image(text, more), maxCycles: 10_000_000, ...options });
  const { reason, exitCode, cycles } = machine.run();
  return { machine, output: output(), reason, exitCode, cycles };
}

/** Copies so many instructions from `vector` on to the general exception vector; $t1 is behind them then. */
export const installVector = (instructions: number): string => `
        dla     $t0, vector
        dli     $t1, 0xffffffff80000180
        li      $t2, ${instructions - 1}
copy:   lw      $t3, 0($t0)
        sw      $t3, 0($t1)
        daddiu  $t0, $t0, 4
        daddiu  $t1, $t1, 4
        bnez    $t2, copy
        addiu   $t2, $t2, -1`;

/** The ends of programs: power off with the code in v0. */
export const POWER_OFF = `
        dli     $t9, power_off
        sw      $v0, 0($t9)
        nop
`;
