/** What a caller got wrong; `code` is for programs, the message says what was expected, what came and what to do. */
export type MachineErrorCode =
  /** An option of the machine is not acceptable. */
  | "bad-option"
  /** The configuration does not fit one linear memory, or the profile. */
  | "memory-budget"
  /** The image cannot be read, or is not for this machine. */
  | "bad-image"
  /** The image or its device tree does not fit the memory. */
  | "image-does-not-fit"
  /** A monitor used the seam in a way it forbids. */
  | "monitor-misuse"
  /** The device tree cannot be expressed. */
  | "bad-device-tree";

export class MachineError extends Error {
  override readonly name = "MachineError";
  constructor(readonly code: MachineErrorCode, message: string) {
    super(message);
  }
}

/** Our own bug, or a monitor's: the machine's state is not to be trusted any more. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
