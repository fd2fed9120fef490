/** A recording of QEMU on a few short programs, for hosts without it: every state, as its difference from the one before. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { Lockstep, type Source } from "./compare.ts";
import { Ours } from "./ours.ts";
import { lockstepProgram, type LockstepProgram } from "./program.ts";
import { QemuRun, qemuVersion } from "./qemu.ts";
import { SLOT, State } from "./state.ts";

/** The programs recorded: these seeds, with little fuel. */
export const RECORDED = { first: 1, last: 32, fuel: 50 } as const;
export const recordedProgram = (seed: number): LockstepProgram => lockstepProgram(seed, RECORDED.fuel);

const directory = fileURLToPath(new URL(".", import.meta.url)), NAME = /^recorded\.qemu-(.*)\.br$/;
const HASH_BYTES = 32;
const hash = (memory: Uint8Array): Buffer => createHash("sha256").update(memory).digest();

/** Passes QEMU's states on and takes them down, from the first random instruction on. */
class Recorder implements Source {
  /** Per state the number of slots that changed and which; and their values. */
  private readonly slots: number[] = [];
  private readonly values: bigint[] = [];
  private readonly last = new State();
  private begun = false;

  constructor(private readonly program: LockstepProgram, private readonly qemu: QemuRun) {}

  get from(): bigint {
    return this.qemu.from;
  }
  next(into: State): void {
    this.qemu.next(into);
    this.begun ||= into.get(SLOT.pc) === this.program.code;
    if (!this.begun) return;
    const changed = this.last.differing(into);
    this.slots.push(changed.length, ...changed);
    this.values.push(...changed.map((slot) => into.get(slot)));
    this.last.copy(into);
  }
  memoryDifference(ours: Uint8Array): string | undefined {
    return this.qemu.memoryDifference(ours);
  }
  bytes(): Uint8Array {
    const bytes = new Uint8Array(8 + this.slots.length + 8 * this.values.length + HASH_BYTES), view = new DataView(bytes.buffer);
    view.setUint32(0, this.slots.length);
    view.setUint32(4, this.values.length);
    bytes.set(this.slots, 8);
    // Bytes of equal weight together: they compress.
    this.values.forEach((v, n) => {
      for (let k = 0; k < 8; k++, v >>= 8n) bytes[8 + this.slots.length + k * this.values.length + n] = Number(v & 0xffn);
    });
    bytes.set(hash(this.qemu.memory()), bytes.length - HASH_BYTES);
    return bytes;
  }
}

/** One program's part of the recording. */
class Recorded implements Source {
  private slot = 0;
  private value = 0;

  constructor(readonly from: bigint, private readonly slots: Uint8Array, private readonly planes: Uint8Array, private readonly memory: Uint8Array) {}

  next(into: State): void {
    const count = this.planes.length / 8;
    if (this.slot >= this.slots.length) throw new Error("Recorded: expected another instruction, but the program has ended there");
    for (let changes = this.slots[this.slot++]!; changes > 0; changes--) { // the length has been looked at
      let v = 0n;
      for (let k = 7; k >= 0; k--) v = (v << 8n) | BigInt(this.planes[k * count + this.value]!); // planes of `count` bytes each
      into.set(this.slots[this.slot++]!, v);
      this.value++;
    }
  }
  memoryDifference(ours: Uint8Array): string | undefined {
    return hash(ours).equals(this.memory) ? undefined : "memory at the end is not QEMU's";
  }
}

/** The recorded programs, and the version of the QEMU that ran them. */
export function recording(): { readonly version: string; readonly programs: readonly { readonly program: LockstepProgram; readonly source: Source }[] } {
  const name = readdirSync(directory).find((file) => NAME.test(file));
  if (!name) throw new Error(`recording: expected a file like recorded.qemu-VERSION.br in ${directory}; make it with --record`);
  const bytes = brotliDecompressSync(readFileSync(directory + name)), view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const programs = Array.from({ length: RECORDED.last - RECORDED.first + 1 }, (_, n) => {
    const program = recordedProgram(RECORDED.first + n), slots = view.getUint32(at), values = view.getUint32(at + 4);
    at += 8;
    return { program, source: new Recorded(program.code, take(slots), take(8 * values), take(HASH_BYTES)) };
  });
  return { version: NAME.exec(name)?.[1] ?? "", programs };
}

/** Runs the programs on QEMU and writes the recording, if QEMU and we agree. */
export function record(): void {
  const lockstep = new Lockstep(new Ours()), parts: Uint8Array[] = [];
  for (let seed = RECORDED.first; seed <= RECORDED.last; seed++) {
    const program = recordedProgram(seed), qemu = new QemuRun(program), recorder = new Recorder(program, qemu);
    try {
      const { failure } = lockstep.run(program, recorder);
      if (failure) throw new Error(`record: expected no unexplained difference, got ${failure}`);
      parts.push(recorder.bytes());
    } finally {
      qemu.close();
    }
  }
  const bytes = Buffer.concat(parts), compressed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
  for (const old of readdirSync(directory).filter((file) => NAME.test(file))) rmSync(directory + old);
  writeFileSync(`${directory}recorded.qemu-${qemuVersion()}.br`, compressed);
  console.log(`${parts.length} programs: ${bytes.length} bytes, ${compressed.length} compressed`);
}
