/**
 * What a guest in a virtual machine may ask of its monitor. A call is the `gate` instruction with the call's code:
 * arguments in a0-a3, result in v0, every other register unchanged. In supervisor and user mode the instruction traps
 * as coprocessor-0 unusable, as any privileged instruction does, and the monitor reads its code field. In kernel mode
 * it enters the monitor plugged into the machine, and without one it is a reserved instruction.
 *
 * Source: the paper names the calls' purposes (section 4.2: remap, zeroed and free pages, device operations in one
 * trap, 4.4: the library operating system); numbering and calling convention are this project's choice.
 */

export interface MonitorCall {
  readonly code: number;
  /** Names of a0, a1, …; addresses are guest-physical. */
  readonly args: readonly string[];
  /** What v0 holds afterwards. */
  readonly result: string;
  readonly doc: string;
}

export const MONITOR_CALLS = {
  CONSOLE_WRITE: { code: 0, args: ["pa", "length"], result: "bytes written", doc: "writes bytes of guest memory to the virtual console" },
  POWER_OFF: { code: 1, args: ["code"], result: "does not return", doc: "ends the virtual machine; the low byte is its exit code" },
  CPU_START: { code: 2, args: ["vcpu", "entry", "arg"], result: "0, or -1 if there is no such halted virtual CPU", doc: "starts a halted virtual CPU at virtual address entry with a0 = arg and a1 = the device tree" },
  LIBRARY_OS: { code: 3, args: [], result: "0", doc: "the guest has no virtual memory subsystem: the monitor keeps serving sseg linearly for good, and supervisor time counts as user time" },
  CLOCK: { code: 4, args: [], result: "nanoseconds since the virtual machine started", doc: "reads the virtual machine's clock" },
  IPI: { code: 5, args: ["mask"], result: "0", doc: "posts an inter-processor interrupt to each virtual CPU whose bit is set" },
  ZERO_PAGE: { code: 6, args: ["pa"], result: "0", doc: "the page reads as zeros from now on; a new machine page is given on the next touch" },
  FREE_PAGE: { code: 7, args: ["pa"], result: "0", doc: "the guest does not need the page's contents any more" },
  ANNOTATE: { code: 8, args: ["value"], result: "0", doc: "what a store to the annotation device does on bare metal" },
  DELIVER: { code: 9, args: [], result: "0", doc: "delivers pending interrupts; called when a store to the special page unmasked them and PENDING is not 0" },
  CONSOLE_READ: { code: 10, args: [], result: "a byte, or -1 if none was typed", doc: "reads the virtual console" },
  IPI_CLEAR: { code: 11, args: ["mask"], result: "0", doc: "removes bits from this virtual CPU's mask of posted interrupts" },
} as const satisfies Record<string, MonitorCall>;

export type MonitorCallName = keyof typeof MONITOR_CALLS;

/** v0 after a call whose code is in no row. */
export const UNKNOWN_CALL_RESULT = -1;

/** The calls without which SPLASHOS does not run; a minimal monitor offers these. */
export const SPLASHOS_CALLS = ["CONSOLE_WRITE", "POWER_OFF", "CPU_START", "LIBRARY_OS", "CLOCK", "IPI"] as const satisfies readonly MonitorCallName[];

/** The `gate` instruction: COP0 with the CO bit, a function code the R10000 leaves unused, the call's code between. */
export const GATE = { word: 0x4200_003f, codeShift: 6, codeBits: 19 } as const;

/** The instruction word of `gate code`. */
export function gateWord(code: number): number {
  if (!Number.isInteger(code) || code < 0 || code >= 2 ** GATE.codeBits)
    throw new RangeError(`gateWord: expected a code of ${GATE.codeBits} bits, got ${code}; use a code of MONITOR_CALLS`);
  return (GATE.word | (code << GATE.codeShift)) >>> 0;
}

/** The code of a gate instruction. */
export function gateCode(word: number): number {
  return (word >>> GATE.codeShift) & (2 ** GATE.codeBits - 1);
}
