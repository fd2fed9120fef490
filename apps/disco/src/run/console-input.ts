/** The guest's console input: from a terminal as it is typed, from a pipe or file when the guest asks for it. */
import { constants, fstatSync, openSync, readSync } from "node:fs";
import { note } from "../messages.ts";

export interface ConsoleInput {
  /** The next byte; -1: none yet; undefined: none will ever come. */
  read(): number | undefined;
  /** Undoes what was done to the terminal. */
  close(): void;
  /** Resolves when something has been typed, or after the time at most. */
  waitForKey(milliseconds: number): Promise<void>;
}

/** What Ctrl-A starts, as in QEMU. */
const ESCAPE = 0x01;
const ESCAPE_HELP = "Ctrl-A x: end the run; Ctrl-A Ctrl-A: send Ctrl-A; Ctrl-A h: this help";

export function terminalInput(stdin: NodeJS.ReadStream, end: () => void): ConsoleInput {
  const typed: number[] = [];
  let escaped = false;
  let awake = (): void => undefined;
  const restore = (): void => void stdin.setRawMode(false);
  const signalled = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal); // The handler was for one time: now the signal does what it always does.
  };

  stdin.setRawMode(true);
  process.once("exit", restore);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, signalled);
  stdin.on("data", (data: Buffer) => {
    for (const byte of data) {
      if (!escaped && byte === ESCAPE) escaped = true;
      else if (escaped) {
        escaped = false;
        if (byte === 0x78) end();
        else if (byte === 0x68) note(ESCAPE_HELP + "\r");
        else typed.push(byte);
      } else typed.push(byte);
    }
    awake();
  });
  return {
    read: () => typed.shift() ?? -1,
    close() {
      stdin.removeAllListeners("data");
      stdin.pause();
      restore();
    },
    waitForKey: (milliseconds) => new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      awake = () => {
        clearTimeout(timer);
        resolve();
      };
    }),
  };
}

/** How long a guest waits for its first byte before the user is told whom everybody waits for. */
const PATIENCE = 1000;
const PAUSE = 5;

/**
 * From anything but a terminal, bytes are read at the moment the guest asks, and waited for: so the run is the same
 * however fast the writer is. Undefined without an open stdin.
 */
export function streamInput(): ConsoleInput | undefined {
  let file = 0;
  try {
    if (fstatSync(0).isFIFO()) file = openSync("/dev/stdin", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EBADF") return undefined;
    file = 0; // Where there is no /dev/stdin the read itself waits.
  }
  const buffer = new Uint8Array(4096);
  let at = 0, length = 0, ended = false, waited = 0;
  const fill = (): void => {
    for (at = length = 0; ; ) {
      try {
        length = readSync(file, buffer);
        ended = length === 0;
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EOF") return void (ended = true);
        if (code !== "EAGAIN") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
        if ((waited += PAUSE) === PATIENCE) note("the guest waits for input, which stdin has not given; </dev/null says that there is none");
      }
    }
  };
  return {
    read() {
      if (at === length && !ended) fill();
      return at < length ? buffer[at++] : undefined;
    },
    close: () => undefined,
    waitForKey: () => Promise.resolve(),
  };
}
