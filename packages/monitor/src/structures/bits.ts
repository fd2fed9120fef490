/** Words with named bit fields and records of doublewords, declared once as data; every shift and mask comes from here. */

export interface Field {
  /** Ones where the field lies. */
  readonly mask: bigint;
  get(word: bigint): bigint;
  /** As `get`, for fields of at most 53 bits. */
  number(word: bigint): number;
  /** The field alone, holding this value. */
  of(value: bigint | number): bigint;
  put(word: bigint, value: bigint | number): bigint;
  test(word: bigint): boolean;
}

/** Fields of a 64-bit word by name: [highest bit, lowest bit]. */
export function bitFields<const T extends Readonly<Record<string, readonly [number, number]>>>(spec: T): { readonly [K in keyof T]: Field } {
  const fields: Record<string, Field> = {};
  for (const [name, [high, low]] of Object.entries(spec)) {
    const shift = BigInt(low), ones = (1n << BigInt(high - low + 1)) - 1n, mask = ones << shift;
    const of = (value: bigint | number): bigint => (BigInt(value) & ones) << shift;
    fields[name] = {
      mask, of,
      get: (word) => (word >> shift) & ones,
      number: (word) => Number((word >> shift) & ones),
      put: (word, value) => (word & ~mask) | of(value),
      test: (word) => (word & mask) !== 0n,
    };
  }
  return fields as { readonly [K in keyof T]: Field }; // One field was made for each key of T.
}

/** Byte offsets of consecutive members, each so many doublewords long, and the length of the whole. */
export function record<const T extends Readonly<Record<string, number>>>(members: T, start = 0): { readonly [K in keyof T]: number } & { readonly bytes: number } {
  const offsets: Record<string, number> = {};
  let at = start;
  for (const [name, doublewords] of Object.entries(members)) {
    offsets[name] = at;
    at += 8 * doublewords;
  }
  return { ...offsets, bytes: at } as { readonly [K in keyof T]: number } & { readonly bytes: number }; // One offset was made for each key of T.
}
