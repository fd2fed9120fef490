/** Memory as doublewords at machine addresses: recorded (a handler's), or as it is (boot and audit). */
export interface Words {
  load64(address: number): bigint;
  store64(address: number, value: bigint): void;
}

/** A byte of an array of bytes kept in doublewords, big-endian: what LBU reads. */
export function loadByte(words: Words, base: number, index: number): number {
  const at = base + index, shift = BigInt(56 - 8 * (at & 7));
  return Number((words.load64(at - (at & 7)) >> shift) & 0xffn);
}

/** SB: a store to part of a doubleword of the monitor's own. */
export function storeByte(words: Words, base: number, index: number, value: number): void {
  const at = base + index, shift = BigInt(56 - 8 * (at & 7)), cell = at - (at & 7);
  words.store64(cell, (words.load64(cell) & ~(0xffn << shift)) | (BigInt(value & 0xff) << shift));
}
