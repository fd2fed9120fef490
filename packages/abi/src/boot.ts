/**
 * The state software finds when it starts, on bare metal and in a virtual machine.
 *
 * Source: register convention and device tree of the MIPS Unified Hosting Interface reference manual (MD01069),
 * section 2.1: a0 = -2, a1 = virtual address of the flattened device tree.
 */

/** Bits of CP0 Status that the boot contract names (R10000 User's Manual, section 14.10). */
export const STATUS_BITS = {
  ie: 0, exl: 1, erl: 2, ux: 5, sx: 6, kx: 7, bev: 22, fr: 26, idle: 27, cu0: 28, cu1: 29, xx: 31,
} as const;

const bits = (...names: (keyof typeof STATUS_BITS)[]) => names.reduce((sum, name) => sum + 2 ** STATUS_BITS[name], 0);

export const BOOT = {
  /** a0 of the first CPU. Another CPU finds its START_ARG (or CPU_START's arg) there. */
  deviceTreeMarker: -2,
  /** Status on bare metal, kernel mode. */
  bareStatus: bits("kx", "sx", "ux", "fr", "cu0", "cu1"),
  /** General registers: a0 as above, a1 = the device tree's virtual address on every CPU, all others 0. */
  registers: { marker: "a0", deviceTree: "a1" },
  /** The device tree's bytes of /chosen bootargs at most, the closing 0 included: what a guest must have room for. */
  maxArgumentBytes: 1024,
} as const;

/** Exit codes by which the guest SDK's run-time support says why it gave up; programs use 0 to 127. */
export const EXIT_CODES = {
  exception: { code: 0xe0, doc: "an exception nobody handles; the console names cause and address" },
  panic: { code: 0xe1, doc: "an invariant of the guest's run-time support is broken" },
  outOfMemory: { code: 0xe2, doc: "the heap does not fit the machine's memory" },
  badArguments: { code: 0xe3, doc: "the command line is not understood" },
} as const;

/** What software writes to the annotation device or gives to ANNOTATE: kind in the upper word, identifier in the lower. */
export const ANNOTATIONS = {
  kinds: {
    begin: { value: 1, doc: "a region begins" },
    end: { value: 2, doc: "a region ends" },
    point: { value: 3, doc: "a point in time" },
  },
  regions: {
    roi: { value: 0, doc: "region of interest: what a measurement is about" },
    init: { value: 1, doc: "making the input" },
    check: { value: 2, doc: "checking the result" },
    /** Programs number their own regions from here. */
    user: { value: 16, doc: "first identifier free for a program's own use" },
  },
} as const;

/** The 64-bit value for a kind and an identifier. */
export function annotation(kind: keyof typeof ANNOTATIONS.kinds, identifier: number): bigint {
  return (BigInt(ANNOTATIONS.kinds[kind].value) << 32n) | BigInt.asUintN(32, BigInt(identifier));
}
