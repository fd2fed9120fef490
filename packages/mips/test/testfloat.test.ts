/**
 * Every line of the TestFloat vectors, through the instruction: result and FCSR. What an R10000 does differently
 * (r10000.md section 6): NaNs have the other polarity; an operand that is denormal, and a result that is tiny while
 * Status.FS is clear, raise unimplemented operation; integers that do not fit are the largest one.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { assemble, CP0, FlatSystem, STATUS } from "../src/index.ts";

const ROUNDINGS = { near_even: 0, minMag: 1, max: 2, min: 3 } as const;
type Rounding = keyof typeof ROUNDINGS;
type Type = "f32" | "f64" | "i32" | "i64";
interface Line { readonly operands: readonly bigint[]; readonly result: bigint; readonly flags: number }

const FLOAT = { f32: { fraction: 23n, top: 0xffn, sign: 31n }, f64: { fraction: 52n, top: 0x7ffn, sign: 63n } } as const;
type Float = keyof typeof FLOAT;
const isFloat = (t: Type): t is Float => t in FLOAT;
const I = 1, U = 2, V = 16, E = 32;

const files = new Map<string, Line[]>();
function lines(file: string): Line[] {
  let found = files.get(file);
  if (!found) {
    const text = gunzipSync(readFileSync(new URL(`testfloat/${file}.txt.gz`, import.meta.url))).toString();
    found = text.trimEnd().split("\n").map((line) => {
      const words = line.split(" ").map((w) => BigInt(`0x${w}`));
      return { operands: words.slice(0, -2), result: words.at(-2)!, flags: Number(words.at(-1)) }; // a line has all of them
    });
    files.set(file, found);
  }
  return found;
}
const fractionOf = (t: Float, v: bigint): bigint => v & ((1n << FLOAT[t].fraction) - 1n);
const exponentOf = (t: Float, v: bigint): bigint => (v >> FLOAT[t].fraction) & FLOAT[t].top;
const isNan = (t: Float, v: bigint): boolean => exponentOf(t, v) === FLOAT[t].top && fractionOf(t, v) !== 0n;
const isDenormal = (t: Float, v: bigint): boolean => exponentOf(t, v) === 0n && fractionOf(t, v) !== 0n;
/** The same kind of NaN in MIPS polarity. */
function toMips(t: Type, v: bigint): bigint {
  if (!isFloat(t) || !isNan(t, v)) return v;
  const flipped = v ^ (1n << (FLOAT[t].fraction - 1n));
  return fractionOf(t, flipped) === 0n ? flipped | 1n : flipped;
}
const isQuietMips = (t: Float, v: bigint): boolean => isNan(t, v) && (v & (1n << (FLOAT[t].fraction - 1n))) === 0n;

/** What the instruction must do: the result (undefined: any quiet NaN) and Cause. */
interface Expected { readonly result: bigint | undefined; readonly cause: number }
function expected(line: Line, from: Type, to: Type, rounding: Rounding, flush: boolean): Expected {
  if (isFloat(from) && line.operands.some((v) => isDenormal(from, v))) return { result: undefined, cause: E };
  if (!isFloat(to)) return line.flags & V ? { result: to === "i32" ? 0x7fffffffn : 0x7fffffffffffffffn, cause: V } : { result: line.result, cause: line.flags };
  if (isNan(to, line.result)) return { result: undefined, cause: line.flags };
  if (!isDenormal(to, line.result) && !(line.flags & U)) return { result: line.result, cause: line.flags };
  if (!flush) return { result: undefined, cause: E };
  const negative = line.result >> FLOAT[to].sign === 1n;
  const away = negative ? rounding === "min" : rounding === "max";
  return { result: (negative ? 1n << FLOAT[to].sign : 0n) | (away ? 1n << FLOAT[to].fraction : 0n), cause: U | I };
}

interface Pass { readonly tier: 0 | 1; readonly fr: boolean; readonly fcsr: number }
/** Flags clear, which the slow path does; and inexact set already, where native operations may. */
const PASSES: readonly Pass[] = [{ tier: 0, fr: true, fcsr: 0 }, { tier: 0, fr: false, fcsr: 4 }, { tier: 1, fr: true, fcsr: 4 }];
const FLUSH = 1 << 24;
const RECORD = 40;

/** Runs the instruction on each set of operands: result and FCSR after it. `$f2`, `$f4`, `$f8` are the operands, `$f6` the result. */
function execute(instruction: string, operands: readonly (readonly bigint[])[], pass: Pass): { results: BigUint64Array; causes: Uint32Array; flags: Uint32Array } {
  const system = FlatSystem.createSync({ tier: pass.tier, ramBytes: 1 << 24 });
  const handler = assemble("mfc0 $k0, $14\n daddiu $k0, $k0, 4\n dmtc0 $k0, $14\n eret", { origin: 0xffffffff80000180n });
  const program = assemble(`
        .set noreorder
  loop: ctc1    $s0, $31
        ldc1    $f2, 0($a0)
        ldc1    $f4, 8($a0)
        ldc1    $f8, 16($a0)
        ${instruction}
        cfc1    $t0, $31
        sdc1    $f6, 24($a0)
        sd      $t0, 32($a0)
        daddiu  $a0, $a0, ${RECORD}
        bne     $a0, $a1, loop
        nop
        gate    0
  `, { origin: 0xffffffff80001000n });
  system.load(handler);
  const results = new BigUint64Array(operands.length), causes = new Uint32Array(operands.length), flags = new Uint32Array(operands.length);
  const most = 200_000;
  for (let first = 0; first < operands.length; first += most) {
    const some = operands.slice(first, first + most);
    const bytes = new Uint8Array(some.length * RECORD), view = new DataView(bytes.buffer);
    some.forEach((values, n) => values.forEach((v, k) => view.setBigUint64(n * RECORD + 8 * k, v)));
    const data = 0xffffffff80010000n;
    system.write(data, bytes);
    system.load(program);
    const { cpu } = system;
    cpu.setCp0(CP0.status, (cpu.cp0(CP0.status) & ~BigInt(STATUS.fr)) | (pass.fr ? BigInt(STATUS.fr) : 0n));
    cpu.setGpr(4, data);
    cpu.setGpr(5, data + BigInt(bytes.length));
    cpu.setGpr(16, BigInt(pass.fcsr));
    system.run();
    const after = new DataView(system.read(data, bytes.length).buffer);
    some.forEach((_, n) => {
      results[first + n] = after.getBigUint64(n * RECORD + 24);
      const fcsr = Number(after.getBigUint64(n * RECORD + 32) & 0xffffffffn);
      causes[first + n] = (fcsr >>> 12) & 63;
      flags[first + n] = (fcsr >>> 2) & 31;
    });
  }
  return { results, causes, flags };
}

/** Checks all lines in all passes; returns how many there were. */
function check(instruction: string, cases: readonly Line[], from: Type, to: Type, rounding: Rounding, passes: readonly Pass[] = PASSES): void {
  const operands = cases.map((line) => line.operands.map((v) => toMips(from, v)));
  for (const pass of [...passes, { tier: 0, fr: true, fcsr: FLUSH } as const]) {
    const flush = (pass.fcsr & FLUSH) !== 0, before = (pass.fcsr >> 2) & 31;
    const { results, causes, flags } = execute(instruction, operands, { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] });
    const wrong: string[] = [];
    cases.forEach((line, n) => {
      const want = expected(line, from, to, rounding, flush), cause = causes[n]!, result = BigInt.asUintN(to === "f32" || to === "i32" ? 32 : 64, results[n]!); // as many as cases
      const good = cause === want.cause && (cause & E ? flags[n] === before
        : flags[n] === (before | cause) && (want.result === undefined ? isFloat(to) && isQuietMips(to, result) : result === want.result));
      if (!good && wrong.length < 5)
        wrong.push(`${instruction} ${line.operands.map((v) => v.toString(16)).join(" ")}: expected ${want.result?.toString(16) ?? "NaN"} cause ${want.cause}, got ${result.toString(16)} cause ${cause}`);
    });
    expect(wrong, `${rounding}, pass ${JSON.stringify(pass)}`).toEqual([]);
  }
}

const letter = { f32: "s", f64: "d", i32: "w", i64: "l" } as const;
const all = Object.keys(ROUNDINGS) as Rounding[]; // Object.keys forgets them

describe.each(["f32", "f64"] as const)("%s", (t) => {
  const s = letter[t], one = t === "f32" ? 0x3f800000n : 0x3ff0000000000000n, sign = 1n << FLOAT[t].sign;
  test.each(["add", "sub", "mul", "div"])("%s", (op) => {
    for (const rounding of all) check(`${op}.${s} $f6, $f2, $f4`, lines(`${t}_${op}.${rounding}`), t, t, rounding);
  });
  test("sqrt", () => {
    for (const rounding of all) check(`sqrt.${s} $f6, $f2`, lines(`${t}_sqrt.${rounding}`), t, t, rounding);
  });

  // Either step of the MADD family is one of the vectors' operations, when the other is exact.
  test.each([["madd", "add", false], ["msub", "sub", false], ["nmadd", "add", true], ["nmsub", "sub", true]] as const)("%s", (op, second, negated) => {
    const turn = (line: Line): Line => (negated && !isNan(t, line.result) ? { ...line, result: line.result ^ sign } : line);
    for (const rounding of all) {
      // The negated ones round, and flush, before they change the sign: tiny results are for the others.
      const sums = lines(`${t}_${second}.${rounding}`).filter((line, n) => n % 4 === 0 && !(negated && (line.flags & U || isDenormal(t, line.result))));
      check(`${op}.${s} $f6, $f8, $f2, $f4`, sums.map((line) => turn({ ...line, operands: [one, line.operands[0]!, line.operands[1]!] })), t, t, rounding);
      // Plus or minus the zero that leaves a product as it is; tiny products are E before they are added.
      const products = lines(`${t}_mul.${rounding}`).filter((line, n) => n % 4 === 0 && !(line.flags & U) && !isDenormal(t, line.result));
      const zero = (line: Line): bigint => (line.result & sign) ^ (second === "sub" ? sign : 0n);
      check(`${op}.${s} $f6, $f8, $f2, $f4`, products.map((line) => turn({ ...line, operands: [...line.operands, isNan(t, line.result) ? 0n : zero(line)] })), t, t, rounding);
    }
  });

  // RECIP is DIV's unit, RSQRT SQRT's and then DIV's: what those give, which the vectors hold.
  test("recip and rsqrt are the divisions they stand for", () => {
    const values = lines(`${t}_sqrt.near_even`).map((line) => toMips(t, line.operands[0]!));
    for (const rounding of all) for (const pass of PASSES) {
      const p = { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] };
      const recip = execute(`recip.${s} $f6, $f2`, values.map((v) => [v]), p), quotient = execute(`div.${s} $f6, $f2, $f4`, values.map((v) => [one, v]), p);
      expect(recip).toEqual(quotient);
      const rsqrt = execute(`rsqrt.${s} $f6, $f2`, values.map((v) => [v]), p), root = execute(`sqrt.${s} $f6, $f2`, values.map((v) => [v]), p);
      const inverse = execute(`div.${s} $f6, $f2, $f4`, [...root.results].map((v) => [one, v]), p);
      values.forEach((_, n) => {
        if (root.causes[n]! & E) expect(rsqrt.causes[n]).toBe(E);
        else expect([rsqrt.results[n], rsqrt.causes[n]]).toEqual([inverse.results[n], root.causes[n]! | inverse.causes[n]!]);
      });
    }
  });

  test("conversions to integers, by FCSR and by name", () => {
    const names = { near_even: "round", minMag: "trunc", max: "ceil", min: "floor" } as const;
    for (const to of ["i32", "i64"] as const) for (const rounding of all) {
      const cases = lines(`${t}_to_${to}.${rounding}`);
      check(`cvt.${letter[to]}.${s} $f6, $f2`, cases, t, to, rounding);
      // The name decides, not FCSR.RM: another mode is set.
      const other = all[(all.indexOf(rounding) + 1) % 4]!; // four modes
      check(`${names[rounding]}.${letter[to]}.${s} $f6, $f2`, cases, t, to, other);
    }
  });
  test("conversions from integers", () => {
    for (const from of ["i32", "i64"] as const) for (const rounding of all)
      check(`cvt.${s}.${letter[from]} $f6, $f2`, lines(`${from}_to_${t}.${rounding}`), from, t, rounding);
  });

  test("the sixteen compares", () => {
    const file = (name: string): Line[] => lines(`${t}_${name}`);
    const [lt, eq, ltQuiet, eqSignaling, le] = [file("lt"), file("eq"), file("lt_quiet"), file("eq_signaling"), file("le")];
    const conditions = ["f", "un", "eq", "ueq", "olt", "ult", "ole", "ule", "sf", "ngle", "seq", "ngl", "lt", "nge", "le", "ngt"];
    const operands = lt.map((line) => line.operands);
    for (const other of [eq, ltQuiet, eqSignaling, le]) expect(other.map((line) => line.operands)).toEqual(operands);
    lt.forEach((line, n) => expect(BigInt(le[n]!.result)).toBe(line.result | eq[n]!.result)); // le has as many lines
    conditions.forEach((name, bits) => {
      for (const pass of PASSES) {
        const { results, causes } = execute(`c.${name}.${s} $f2, $f4\n li $t1, 0\n bc1f 1f\n nop\n li $t1, 1\n 1: dmtc1 $t1, $f6`, operands.map((o) => o.map((v) => toMips(t, v))), pass);
        const wrong = operands.filter((o, n) => {
          const unordered = o.some((v) => isNan(t, v)), holds = (lt[n]!.result === 1n && bits & 4) || (eq[n]!.result === 1n && bits & 2) || (unordered && bits & 1);
          const cause = (bits & 8 ? eqSignaling : eq)[n]!.flags;
          return results[n] !== (holds ? 1n : 0n) || causes[n] !== cause;
        });
        expect(wrong.slice(0, 3).map((o) => o.map((v) => v.toString(16))), `c.${name}.${s}, ${JSON.stringify(pass)}`).toEqual([]);
      }
    });
  });
});

test("from one format to the other", () => {
  check("cvt.d.s $f6, $f2", lines("f32_to_f64"), "f32", "f64", "near_even");
  for (const rounding of all) check("cvt.s.d $f6, $f2", lines(`f64_to_f32.${rounding}`), "f64", "f32", rounding);
});
