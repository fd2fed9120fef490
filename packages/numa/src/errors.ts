/** What a caller got wrong; the message says what was expected, what came and what to do. */
export type NumaErrorCode =
  /** An option or a profile's field is not acceptable. */
  | "bad-config"
  /** A call came at a moment when it makes no sense. */
  | "bad-call"
  /** A trace record cannot be simulated. */
  | "bad-trace";

export class NumaError extends Error {
  override readonly name = "NumaError";
  constructor(readonly code: NumaErrorCode, message: string) {
    super(message);
  }
}

/** Our own bug: the model's state is not to be trusted any more. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
