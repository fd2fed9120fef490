/** The instructions that put a 64-bit constant into a register: as short as GNU as makes them. */

/** An instruction of the sequence: its destination is the register, its source `from` (the register or $0), if it has one. */
export interface Step { readonly name: string; readonly from: "self" | "zero" | undefined; readonly immediate: bigint }

const bits = (v: bigint, low: number, width: number): bigint => BigInt.asUintN(width, v >> BigInt(low));

/** A shift left or right by 0 to 63; the instructions come in two halves. */
const shift = (name: "dsll" | "dsrl", n: number): Step =>
  ({ name: n < 32 ? name : `${name}32`, from: "self", immediate: BigInt(n < 32 ? n : n - 32) });

export function loadConstant(constant: bigint): Step[] {
  const value = BigInt.asIntN(64, constant), unsigned = BigInt.asUintN(64, constant);
  if (BigInt.asIntN(16, value) === value) return [{ name: "addiu", from: "zero", immediate: value }];
  if (unsigned < 0x10000n) return [{ name: "ori", from: "zero", immediate: unsigned }];
  if (BigInt.asIntN(32, value) === value) {
    const upper: Step = { name: "lui", from: undefined, immediate: bits(value, 16, 16) };
    return bits(value, 0, 16) === 0n ? [upper] : [upper, or(bits(value, 0, 16))];
  }
  return shifted16(unsigned) ?? runOfOnes(unsigned) ?? piecewise(value);
}

const or = (immediate: bigint, from: "self" | "zero" = "self"): Step => ({ name: "ori", from, immediate });

/** Sixteen bits anywhere, with the least shift that holds them. */
function shifted16(unsigned: bigint): Step[] | undefined {
  for (let n = 1; n <= 48; n++)
    if (BigInt.asUintN(16, unsigned >> BigInt(n)) << BigInt(n) === unsigned) return [or(bits(unsigned, n, 16), "zero"), shift("dsll", n)];
  return undefined;
}

/** One run of ones: from all ones by one shift, or by two. */
function runOfOnes(unsigned: bigint): Step[] | undefined {
  const text = unsigned.toString(2), run = /^(1+)(0*)$/.exec(text);
  if (!run) return undefined;
  const below = run[2]?.length ?? 0, above = 64 - text.length;
  if (above === 0) return undefined; // ones down from bit 63: the pieces are as short
  const steps: Step[] = [{ name: "addiu", from: "zero", immediate: -1n }];
  if (below > 0) steps.push(shift("dsll", below + above));
  return [...steps, shift("dsrl", above)];
}

/** The upper half as a 32-bit constant, then the lower half in pieces of 16 bits. */
function piecewise(value: bigint): Step[] {
  const steps = value >> 32n === 0n ? [] : loadConstant(value >> 32n), middle = bits(value, 16, 16), low = bits(value, 0, 16);
  if (middle === 0n) {
    if (steps.length > 0) steps.push(shift("dsll", 32));
  } else {
    if (steps.length > 0) steps.push(shift("dsll", 16));
    steps.push(or(middle, steps.length > 0 ? "self" : "zero"), shift("dsll", 16));
  }
  if (low !== 0n) steps.push(or(low, steps.length > 0 ? "self" : "zero"));
  return steps;
}
