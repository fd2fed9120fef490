/** A disk image cannot be made, or is not what it should be. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  constructor(
    readonly code: "options" | "name" | "full" | "damaged" | "missing" | "exists",
    message: string,
  ) {
    super(message);
  }
}
