/** Reads what QEMU's `-d cpu,fpu` prints before each instruction (its mips_cpu_dump_state), as a stream of states. */
import { SLOT, type State } from "./state.ts";

const DIGIT = new Uint8Array(256);
for (let n = 0; n < 16; n++) for (const c of [n.toString(16), n.toString(16).toUpperCase()]) DIGIT[c.charCodeAt(0)] = n;
const NEWLINE = 10, LETTER_P = 0x70, LETTER_C = 0x43, COLON = 0x3a;
/** Bits of hflags that say that the instruction is in a delay slot. */
const IN_SLOT = 0x3800;
/** Bytes that surely hold one record. */
const LONGEST = 8192;

function hex32(bytes: Uint8Array, at: number): number {
  let v = 0;
  for (let n = 0; n < 8; n++) v = (v << 4) | DIGIT[bytes[at + n]!]!; // callers stay within a complete record
  return v;
}

export class TraceParser {
  private buffer = new Uint8Array(1 << 20);
  private start = 0;
  private end = 0;

  push(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.buffer.length) {
      const rest = this.buffer.subarray(this.start, this.end);
      const grown = rest.length + chunk.length > this.buffer.length ? new Uint8Array(2 * (rest.length + chunk.length)) : this.buffer;
      grown.set(rest);
      [this.buffer, this.start, this.end] = [grown, 0, rest.length];
    }
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** The next state, in place of what `into` was; FPU slots stay when QEMU does not print them. False: more bytes are needed. */
  next(into: State): boolean {
    // A record is complete when the next has begun.
    const { buffer: b } = this;
    const limit = this.end - LONGEST;
    if (this.start >= limit) return false;
    let at = this.start;
    const words = into.words;
    const take64 = (slot: number, from: number): void => {
      words[2 * slot + 1] = hex32(b, from);
      words[2 * slot] = hex32(b, from + 8);
    };
    const take32 = (slot: number, from: number): void => {
      const v = hex32(b, from);
      words[2 * slot] = v;
      words[2 * slot + 1] = v >> 31;
    };
    const line = (): void => {
      while (b[at] !== NEWLINE) at++;
      at++;
    };
    if (b[at] !== LETTER_P) throw new Error(`TraceParser: expected "pc=0x", got ${JSON.stringify(this.text(at))}`);
    take64(SLOT.pc, at + 5); // pc=0x
    take64(SLOT.hi, at + 27); // HI=0x
    take64(SLOT.lo, at + 49); // LO=0x
    let flags = 0;
    for (at += 69; b[at] !== 0x20; at++) flags = (flags << 4) | DIGIT[b[at]!]!; // ds
    words[2 * SLOT.inSlot] = flags & IN_SLOT ? 1 : 0;
    words[2 * SLOT.inSlot + 1] = 0;
    line();
    for (let n = 0; n < 32; n += 4, line()) for (let k = 0; k < 4; k++) take64(SLOT.gpr + n + k, at + 10 + 20 * k);
    take32(SLOT.status, at + 14);
    take32(SLOT.cause, at + 33);
    take64(SLOT.epc, at + 51);
    for (let n = 0; n < 4; n++) line();
    if (b[at] === LETTER_C) {
      take32(SLOT.fcsr, at + 29);
      words[2 * SLOT.fcsr + 1] = 0;
      line();
      // With Status.FR clear only even registers are printed.
      while (b[at + 3] === COLON) {
        const n = 10 * (b[at + 1] === 0x66 ? 0 : DIGIT[b[at + 1]!]!) + DIGIT[b[at + 2]!]!;
        take64(SLOT.fpr + n, at + 18);
        line();
      }
    }
    this.start = at;
    return true;
  }

  private text(at: number): string {
    return String.fromCharCode(...this.buffer.subarray(at, at + 40));
  }
}
