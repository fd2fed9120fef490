import type { ElfImage } from "@disco-vm/mips";
import { firstWrongKey, RADIX_RESULT, readRadixResult } from "@disco-vm/workloads";
import { createHash } from "node:crypto";
import type { RadixInput, RadixJob } from "./job.ts";

/** Reads guest memory at a virtual address of the image. */
export type ReadGuest = (address: bigint, length: number) => Uint8Array;

export interface Check {
  /** The guest's own check passed and it said so with its exit code. */
  readonly guest: boolean;
  /** What the guest says it sorted is what it was told to sort, and its memory holds what sorting that gives. */
  readonly host: boolean;
  /** What is wrong, in words. */
  readonly problem: string | null;
  /** SHA-256 of the sorted keys in guest memory. */
  readonly output: string | null;
}

/** Checks a finished run from outside: keys made anew from the seed, sorted by the host, compared with guest memory. */
export function checkRadix(elf: ElfImage, exitCode: number | undefined, job: RadixInput & Pick<RadixJob, "cpus">, readGuest: ReadGuest): Check {
  const wrong = (problem: string, guest = false, output: string | null = null): Check => ({ guest, host: false, problem, output });
  const symbol = elf.symbols.find(RADIX_RESULT.symbol);
  if (!symbol) return wrong(`the image has no symbol ${RADIX_RESULT.symbol}`);
  if (exitCode === undefined) return wrong("the guest did not power off");
  const result = readRadixResult(readGuest(symbol.address, RADIX_RESULT.bytes));
  if (!result) return wrong(`the guest ended with code ${exitCode} before it had sorted`);
  const guest = result.sorted && exitCode === 0;

  const { keys, radix, maxKey, seed } = job;
  for (const [name, wanted] of Object.entries({ keys, radix, maxKey, seed, processors: job.cpus }))
    if (result[name as keyof typeof result] !== wanted) return wrong(`expected the guest to sort with ${name} ${wanted}, got ${result[name as keyof typeof result]}`, guest);
  let bytes: Uint8Array;
  try {
    bytes = readGuest(result.address, 4 * keys);
  } catch (error) {
    return wrong(`the guest says that the keys are where they cannot be: ${(error as Error).message}`, guest);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const output = createHash("sha256").update(bytes).digest("hex");
  const first = firstWrongKey(Uint32Array.from({ length: keys }, (_, n) => view.getUint32(4 * n)), result);
  if (first >= 0) return wrong(`key ${first} in guest memory is not what sorting gives`, guest, output);
  return { guest, host: true, problem: guest ? null : `the guest's own check failed (exit code ${exitCode})`, output };
}
