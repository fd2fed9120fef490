/** What the TestFloat vectors leave out: results that round up to the smallest normal number, and MADD's two roundings. */
import { expect, test } from "vitest";
import { assemble, CP0, FlatSystem, STATUS } from "../src/index.ts";
import { randomWords } from "./random.ts";

const I = 1, U = 2, E = 32, INEXACT_FLAG = 4, FLUSH = 1 << 24, UNWRITTEN = 0x1234n;
const ORIGIN = 0xffffffff80001000n;

/** A function that runs `instruction` on $f2, $f4 and $f8: what is in $f6, and FCSR.Cause. */
function runner(instruction: string, tier: 0 | 1): (operands: readonly bigint[], fcsr: number) => { result: bigint; cause: number } {
  const system = FlatSystem.createSync({ tier, ramBytes: 1 << 20 }), { cpu } = system;
  system.load(assemble("mfc0 $k0, $14\n daddiu $k0, $k0, 4\n dmtc0 $k0, $14\n eret", { origin: 0xffffffff80000180n }));
  const program = assemble(`
        .set noreorder
        ctc1    $16, $31
        dmtc1   $4, $f2
        dmtc1   $5, $f4
        dmtc1   $6, $f8
        dmtc1   $7, $f6
        ${instruction}
        cfc1    $8, $31
        dmfc1   $9, $f6
        gate    0
  `, { origin: ORIGIN });
  return (operands, fcsr) => {
    system.load(program);
    cpu.setCp0(CP0.status, cpu.cp0(CP0.status) | BigInt(STATUS.fr));
    for (let n = 0; n < 3; n++) cpu.setGpr(4 + n, operands[n] ?? 0n);
    cpu.setGpr(7, UNWRITTEN);
    cpu.setGpr(16, BigInt(fcsr));
    system.run();
    return { result: BigInt.asUintN(64, cpu.gpr(9)), cause: Number((cpu.gpr(8) >> 12n) & 63n) };
  };
}

// Each is (1 - 2^-p) times the smallest normal number: p bits hold it, so it is tiny after rounding, although a denormal
// result, which has a bit less, rounds to the smallest normal.
test.each([
  ["mul.s $f6, $f2, $f4", [0x3f7fffffn, 0x00800000n]],
  ["div.s $f6, $f2, $f4", [0x00ffffffn, 0x40000000n]],
  ["mul.d $f6, $f2, $f4", [0x3fefffffffffffffn, 0x0010000000000000n]],
  ["div.d $f6, $f2, $f4", [0x001fffffffffffffn, 0x4000000000000000n]],
  ["cvt.s.d $f6, $f2", [0x380fffffe0000000n]],
] as const)("a result just below the smallest normal is tiny: %s", (instruction, operands) => {
  for (const tier of [0, 1] as const) {
    const run = runner(instruction, tier);
    for (const flag of [0, INEXACT_FLAG]) {
      expect(run(operands, flag)).toEqual({ result: UNWRITTEN, cause: E });
      expect(run(operands, flag | FLUSH)).toEqual({ result: 0n, cause: U | I });
    }
  }
});
test("a tiny product ends MADD", () => {
  for (const flag of [0, INEXACT_FLAG])
    expect(runner("madd.s $f6, $f8, $f2, $f4", 0)([0x3f7fffffn, 0x00800000n, 0x01000000n], flag)).toEqual({ result: UNWRITTEN, cause: E });
});

// JavaScript rounds a product and a sum each, to nearest. Of singles, the product is exact in a double, and rounding the
// sum first to a double makes no difference (53 >= 2 * 24 + 2).
const cell = new DataView(new ArrayBuffer(8));
const setFloat = { s: (v: number) => cell.setFloat32(4, v), d: (v: number) => cell.setFloat64(0, v) } as const;
function bitsOf(format: "s" | "d", v: number): bigint {
  cell.setBigUint64(0, 0n);
  setFloat[format](v);
  return cell.getBigUint64(0);
}
const exact = (v: number, scale: number): bigint => BigInt(v * 2 ** scale);
test.each([["madd", 1, 1], ["msub", -1, 1], ["nmadd", 1, -1], ["nmsub", -1, -1]] as const)("%s rounds twice", (op, plus, sign) => {
  for (const format of ["s", "d"] as const) {
    const round = (v: number): number => (format === "s" ? Math.fround(v) : v);
    const word = randomWords(7), oneToTwo = (): number => round(1 + word() / 2 ** 32 + word() / 2 ** 64);
    const run = runner(`${op}.${format} $f6, $f8, $f2, $f4`, 0);
    let distinguishing = 0;
    for (let n = 0; n < 100; n++) {
      const a = oneToTwo(), b = oneToTwo(), product = round(a * b);
      // Every other sum cancels: one rounding alone would leave what the product's lost.
      const c = round(-plus * product * (n % 2 ? 1 : 0.75));
      if (n % 2 && exact(a, 52) * exact(b, 52) !== exact(product, 104)) distinguishing++;
      const operands = [a, b, c].map((v) => bitsOf(format, v)), want = bitsOf(format, sign * round(product + plus * c));
      for (const flag of [0, INEXACT_FLAG]) expect(run(operands, flag).result).toBe(want);
    }
    expect(distinguishing).toBeGreaterThan(40);
  }
});
