/** Radix as the host knows it: the same keys from the same seed, and where the sorted ones are in guest memory. */

/** SPLASH-2's parameters with its defaults; the seed is ours. */
export const RADIX_DEFAULTS = { keys: 262_144, radix: 1024, maxKey: 524_288, seed: 1 } as const;

const GOLDEN = 0x9e37_79b9;

/** Scatters 32 bits: the finalizer of MurmurHash3 (Austin Appleby, public domain). */
function scatter(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The unsorted keys that the guest makes (radix/keys.c): key i is the mean of random numbers 4i to 4i + 3, scaled to
 * [0, maxKey); random number j is scatter(scatter(seed) + j * 2^32/phi).
 */
export function radixKeys(keys: number, maxKey: number, seed: number): Uint32Array {
  for (const [name, value, least] of [["keys", keys, 0], ["maxKey", maxKey, 1], ["seed", seed, 0]] as const)
    if (!Number.isInteger(value) || value < least || value > 0x7fff_ffff)
      throw new RangeError(`radixKeys: expected ${name} to be an integer from ${least} to 2147483647, got ${value}; use what the guest was given`);
  const start = scatter(seed);
  const result = new Uint32Array(keys);
  for (let i = 0; i < keys; i++) {
    let sum = 0;
    for (let j = 4 * i; j < 4 * i + 4; j++) sum += scatter(start + Math.imul(j, GOLDEN));
    const mean = Math.floor(sum / 4);
    // mean * maxKey / 2^32 by halves: no product passes 2^53.
    result[i] = Math.floor(((mean >>> 16) * maxKey + Math.floor(((mean & 0xffff) * maxKey) / 0x1_0000)) / 0x1_0000);
  }
  return result;
}

/** The guest's `struct radix_result` (radix/radix.h), big-endian words, at this symbol of the image. */
export const RADIX_RESULT = {
  symbol: "radix_result",
  bytes: 32,
  /** "RADX", stored when everything else is. */
  magic: 0x5241_4458,
  offsets: { magic: 0, address: 4, keys: 8, radix: 12, maxKey: 16, seed: 20, processors: 24, sorted: 28 },
} as const;

export interface RadixResult {
  /** Virtual address of the sorted keys, big-endian words; sign-extended. */
  readonly address: bigint;
  readonly keys: number;
  readonly radix: number;
  readonly maxKey: number;
  readonly seed: number;
  readonly processors: number;
  /** The guest's own verdict. */
  readonly sorted: boolean;
}

/** Reads the structure from its bytes; undefined if the guest has not come to the end of the sort. */
export function readRadixResult(bytes: Uint8Array): RadixResult | undefined {
  if (bytes.length < RADIX_RESULT.bytes)
    throw new RangeError(`readRadixResult: expected ${RADIX_RESULT.bytes} bytes from symbol ${RADIX_RESULT.symbol}, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (name: keyof typeof RADIX_RESULT.offsets) => view.getUint32(RADIX_RESULT.offsets[name]);
  if (word("magic") !== RADIX_RESULT.magic) return undefined;
  return {
    address: BigInt.asUintN(64, BigInt.asIntN(32, BigInt(word("address")))),
    keys: word("keys"),
    radix: word("radix"),
    maxKey: word("maxKey"),
    seed: word("seed"),
    processors: word("processors"),
    sorted: word("sorted") === 1,
  };
}

/** Index of the first key that is not what sorting the regenerated input gives, or -1 if guest memory is right. */
export function firstWrongKey(sorted: Uint32Array, result: Pick<RadixResult, "keys" | "maxKey" | "seed">): number {
  const expected = radixKeys(result.keys, result.maxKey, result.seed).sort();
  if (sorted.length !== expected.length) return Math.min(sorted.length, expected.length);
  return expected.findIndex((key, i) => key !== sorted[i]);
}
