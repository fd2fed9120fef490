import { InvalidArgumentError } from "commander";

/** Parses a whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const n = /^\d+$/.test(text) ? Number(text) : NaN;
    if (n >= least && n <= most) return n;
    const near = Number.isNaN(n) ? "" : ` The nearest is ${Math.min(Math.max(n, least), most)}.`;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.${near}`);
  };
}

const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Parses bytes: `64M`, `65536`, `1G`; K, M and G are powers of 1024. */
export function size(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMG]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Number(digits) * (SIZE_UNITS[unit?.toUpperCase() ?? ""] ?? NaN);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new InvalidArgumentError("Expected bytes, as in 64M, 512K or 1G.");
}

const COUNT_UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9 };

/** Parses a count: `200000000`, `200M`, `2e8`; K, M and G are powers of 1000. */
export function count(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?(?:e\d+)?)([KMG]?)$/i.exec(text.replaceAll("_", "")) ?? [];
  const n = Number(digits) * (COUNT_UNITS[unit?.toUpperCase() ?? ""] ?? NaN);
  if (Number.isSafeInteger(n) && n > 0) return n;
  throw new InvalidArgumentError("Expected a count above 0, as in 200M or 2e8.");
}

/** Parses a virtual address; one of 32 bits is sign-extended, as the CPU does. Undefined if it is none. */
export function address(text: string): bigint | undefined {
  if (!/^(0x[\da-f]+|\d+)$/i.test(text)) return undefined;
  const value = BigInt(text);
  if (value >= 2n ** 64n) return undefined;
  return BigInt.asUintN(64, value < 2n ** 32n ? BigInt.asIntN(32, value) : value);
}
