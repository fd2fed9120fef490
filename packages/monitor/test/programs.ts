/** Small guests, assembled, and machines with Disco to run them on. */
import { BOOT, gateWord, LINK_ADDRESSES, MONITOR_CALLS, type MonitorCallName } from "@disco-vm/abi";
import { Machine, type MachineOptions } from "@disco-vm/machine";
import { assemble } from "@disco-vm/mips";
import { Disco, type DiscoOptions, type VmOptions } from "../src/index.ts";

/** A 64-bit big-endian MIPS ELF file with these segments. */
export function elf(entry: bigint, pieces: readonly { readonly address: bigint; readonly bytes: Uint8Array; readonly memoryBytes?: number }[]): Uint8Array {
  const header = 64 + 56 * pieces.length, file = new Uint8Array(pieces.reduce((n, p) => n + p.bytes.length, header)), v = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1]);
  v.setUint16(16, 2); v.setUint16(18, 8); v.setUint32(20, 1);
  v.setBigUint64(24, BigInt.asUintN(64, entry));
  v.setBigUint64(32, 64n);
  v.setUint32(48, 0x30000000); v.setUint16(52, 64); v.setUint16(54, 56); v.setUint16(56, pieces.length);
  let at = header;
  pieces.forEach((p, n) => {
    const h = 64 + 56 * n;
    v.setUint32(h, 1); v.setUint32(h + 4, 7);
    v.setBigUint64(h + 8, BigInt(at));
    v.setBigUint64(h + 16, BigInt.asUintN(64, p.address)); v.setBigUint64(h + 24, BigInt.asUintN(64, p.address));
    v.setBigUint64(h + 32, BigInt(p.bytes.length)); v.setBigUint64(h + 40, BigInt(p.memoryBytes ?? p.bytes.length));
    v.setBigUint64(h + 48, 8n);
    file.set(p.bytes, at);
    at += p.bytes.length;
  });
  return file;
}

export const GUEST = LINK_ADDRESSES.guest;
/** `CALL_name`: the call's instruction word. */
const CALLS = Object.fromEntries((Object.keys(MONITOR_CALLS) as MonitorCallName[]).map((name) => [`CALL_${name}`, gateWord(MONITOR_CALLS[name].code)]));
export const SYMBOLS: Record<string, number | bigint> = { ...CALLS, SSEG: 0xffff_ffff_c000_0000n, SPECIAL: 0xffff_ffff_dfff_e000n, MARKER: BOOT.deviceTreeMarker };

/** A guest at sseg + 64 KB, with vectors at sseg if there are any. Execution starts at its first instruction. */
export function guest(text: string, vectors = ""): Uint8Array {
  const options = (origin: bigint) => ({ origin, symbols: SYMBOLS }), code = assemble(`.set noreorder\n${text}`, options(GUEST));
  const pieces = [{ address: GUEST, bytes: code.bytes }];
  if (vectors) pieces.unshift({ address: GUEST - 0x10000n, bytes: assemble(`.set noreorder\n${vectors}`, options(GUEST - 0x10000n)).bytes });
  return elf(GUEST, pieces);
}

/** Ends a program: exit code in a0. */
export const POWER_OFF = `
        .word   CALL_POWER_OFF
`;
/** Prints the register in hexadecimal and a newline; clobbers t0-t3, a0, a1, v0. The buffer is at sseg + 0x8000. */
export const PRINT = `
print:                                  # v1: the value
        dli     $t0, SSEG+0x8000
        li      $t1, 16
1:      dsrl32  $t2, $v1, 28
        dsll    $v1, $v1, 4
        sltiu   $t3, $t2, 10
        bnez    $t3, 2f
        addiu   $t2, $t2, 48
        addiu   $t2, $t2, 39
2:      sb      $t2, 0($t0)
        addiu   $t1, $t1, -1
        bnez    $t1, 1b
        daddiu  $t0, $t0, 1
        li      $t2, 10
        sb      $t2, 0($t0)
        li      $a0, 0x8000
        li      $a1, 17
        .word   CALL_CONSOLE_WRITE
        jr      $ra
        nop
`;

export interface Run {
  readonly machine: Machine;
  readonly disco: Disco;
  readonly output: string;
  readonly exitCode: number | undefined;
  readonly reason: string;
  readonly cycles: number;
}
export interface RunOptions {
  readonly machine?: MachineOptions;
  readonly disco?: Omit<DiscoOptions, "vms">;
  readonly vm?: Omit<VmOptions, "image" | "memory"> & { readonly memory?: number };
}

export function build(image: Uint8Array, options: RunOptions = {}): { machine: Machine; disco: Disco; output: () => string } {
  const bytes: number[] = [];
  const disco = new Disco({ audit: true, ...options.disco, vms: [{ image, memory: 1024 * 1024, ...options.vm }] });
  const machine = new Machine({
    memory: (options.machine?.cpus ?? 1) * 2 * 1024 * 1024, timing: false, maxCycles: 20_000_000, ...options.machine,
    monitor: disco, console: { write: (b) => bytes.push(...b), ...options.machine?.console },
  });
  return { machine, disco, output: () => String.fromCharCode(...bytes) };
}

export function run(image: Uint8Array, options: RunOptions = {}): Run {
  const { machine, disco, output } = build(image, options);
  const { reason, exitCode, cycles } = machine.run();
  return { machine, disco, output: output(), reason, exitCode, cycles };
}
