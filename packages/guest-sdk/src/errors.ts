/** A program cannot be built: no compiler, or a source that it refuses. */
export class BuildError extends Error {
  override readonly name = "BuildError";
  constructor(
    readonly code: "no-compiler" | "compile" | "link" | "arguments",
    message: string,
  ) {
    super(message);
  }
}
