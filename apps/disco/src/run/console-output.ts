/** The guest's console on stdout, byte for byte. Bytes are gathered, so that a guest that prints one at a time is not slow. */
export class ConsoleOutput {
  private readonly pending = new Uint8Array(4096);
  private length = 0;
  /** The reader has gone: `disco run … | head`. */
  closed = false;

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.closed = true;
    });
  }

  readonly write = (bytes: Uint8Array): void => {
    for (const byte of bytes) {
      this.pending[this.length++] = byte;
      if (this.length === this.pending.length || (byte === 0x0a && this.stream.isTTY)) this.flush();
    }
  };

  flush(): void {
    if (this.length > 0 && !this.closed) this.stream.write(this.pending.slice(0, this.length));
    this.length = 0;
  }
}
