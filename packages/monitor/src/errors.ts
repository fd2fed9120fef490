import { InvariantError } from "@disco-vm/machine";

/** A caller's mistake; `code` is stable, the message says what was expected, what came, and what to do. */
export class DiscoError extends Error {
  constructor(readonly code: "options" | "overcommit" | "layout", message: string) {
    super(message);
    this.name = "DiscoError";
  }
}

/** A condition that only a bug of this package can break. */
export function invariant(condition: unknown, message: () => string): asserts condition {
  if (!condition) broken(message());
}
export function broken(message: string): never {
  throw new InvariantError(`monitor: invariant broken: ${message}`);
}
