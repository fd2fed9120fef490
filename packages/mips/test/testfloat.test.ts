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
const FLUSH = 1 << 24, ENABLED = 31 << 7;
/** Flags clear, which the slow path does; and inexact set already, where native operations may. */
const PASSES: readonly Pass[] = [{ tier: 0, fr: true, fcsr: 0 }, { tier: 0, fr: false, fcsr: 4 }, { tier: 1, fr: true, fcsr: 4 }];
/** With tiny results flushed; with every trap enabled, which nothing is flushed under. */
const MORE: readonly Pass[] = [{ tier: 0, fr: true, fcsr: FLUSH }, { tier: 1, fr: false, fcsr: ENABLED | FLUSH }];

const RECORD = 40, DATA = 0xffffffff80010000n;
/** What the result register holds before. */
const BEFORE = 0x0123456789abcdefn;

const systems = new Map<number, FlatSystem>();
/** One for each tier: making one takes longer than most runs. */
function systemOf(tier: 0 | 1): FlatSystem {
  const system = systems.get(tier) ?? FlatSystem.createSync({ tier, ramBytes: 1 << 24 });
  systems.set(tier, system);
  return system;
}

/** The operands as the program reads them. `$f2`, `$f4`, `$f8` are the operands, `$f6` the result. */
function records(operands: readonly (readonly bigint[])[]): Uint8Array {
  const bytes = new Uint8Array(operands.length * RECORD), view = new DataView(bytes.buffer);
  operands.forEach((values, n) => {
    values.forEach((v, k) => view.setBigUint64(n * RECORD + 8 * k, v));
    view.setBigUint64(n * RECORD + 24, BEFORE);
  });
  return bytes;
}

interface Outcomes { readonly results: BigUint64Array; readonly causes: Uint32Array; readonly flags: Uint32Array }

/** Runs the instruction on each record: result and FCSR after it. */
function execute(instruction: string, data: Uint8Array, pass: Pass): Outcomes {
  const system = systemOf(pass.tier), { cpu } = system, count = data.length / RECORD;
  system.load(assemble("mfc0 $k0, $14\n daddiu $k0, $k0, 4\n dmtc0 $k0, $14\n eret", { origin: 0xffffffff80000180n }));
  system.load(assemble(`
        .set noreorder
  loop: ctc1    $s0, $31
        ldc1    $f2, 0($a0)
        ldc1    $f4, 8($a0)
        ldc1    $f8, 16($a0)
        ldc1    $f6, 24($a0)
        ${instruction}
        cfc1    $t0, $31
        sdc1    $f6, 24($a0)
        sd      $t0, 32($a0)
        daddiu  $a0, $a0, ${RECORD}
        bne     $a0, $a1, loop
        nop
        gate    0
  `, { origin: 0xffffffff80001000n }));
  system.write(DATA, data);
  cpu.setCp0(CP0.status, (cpu.cp0(CP0.status) & ~BigInt(STATUS.fr)) | (pass.fr ? BigInt(STATUS.fr) : 0n));
  cpu.setGpr(4, DATA);
  cpu.setGpr(5, DATA + BigInt(data.length));
  cpu.setGpr(16, BigInt(pass.fcsr));
  system.run();
  const after = new DataView(system.read(DATA, data.length).buffer);
  const results = new BigUint64Array(count), causes = new Uint32Array(count), flags = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const fcsr = after.getUint32(n * RECORD + 36);
    results[n] = after.getBigUint64(n * RECORD + 24);
    causes[n] = (fcsr >>> 12) & 63;
    flags[n] = (fcsr >>> 2) & 31;
  }
  return { results, causes, flags };
}

/** Checks all lines in all passes. `negated`: the sign of the result is changed after it has been rounded and flushed. */
function check(instruction: string, cases: readonly Line[], from: Type, to: Type, rounding: Rounding, negated = false): void {
  const data = records(cases.map((line) => line.operands.map((v) => toMips(from, v))));
  const bits = to === "f32" || to === "i32" ? 32 : 64;
  const wanted = [false, true].map((flush) => cases.map((line) => {
    const { result, cause } = expected(line, from, to, rounding, flush);
    return { cause, result: negated && result !== undefined ? result ^ (1n << BigInt(bits - 1)) : result };
  }));
  for (const pass of [...PASSES, ...MORE]) {
    const enabled = (pass.fcsr & ENABLED) !== 0, flush = (pass.fcsr & FLUSH) !== 0 && !enabled, before = (pass.fcsr >> 2) & 31;
    const { results, causes, flags } = execute(instruction, data, { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] });
    const wrong: string[] = [];
    cases.forEach((line, n) => {
      const want = wanted[Number(flush)]![n]!, cause = causes[n]!, result = BigInt.asUintN(bits, results[n]!); // as many as cases
      const trapped = (want.cause & E) !== 0 || (enabled && want.cause !== 0);
      const good = cause === want.cause && (trapped ? flags[n] === before && results[n] === BEFORE
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
    for (const rounding of all) {
      const some = (file: string): Line[] => lines(file).filter((_, n) => n % 4 === 0);
      const sums = some(`${t}_${second}.${rounding}`);
      check(`${op}.${s} $f6, $f8, $f2, $f4`, sums.map((line) => ({ ...line, operands: [one, ...line.operands] })), t, t, rounding, negated);
      // Plus or minus the zero that leaves a product as it is; tiny products are E before they are added.
      const products = some(`${t}_mul.${rounding}`).filter((line) => !(line.flags & U) && !isDenormal(t, line.result));
      const zero = (line: Line): bigint => (isNan(t, line.result) ? 0n : (line.result & sign) ^ (second === "sub" ? sign : 0n));
      check(`${op}.${s} $f6, $f8, $f2, $f4`, products.map((line) => ({ ...line, operands: [...line.operands, zero(line)] })), t, t, rounding, negated);
    }
  });

  // RECIP is DIV's unit, RSQRT SQRT's and then DIV's: what those give, which the vectors hold.
  test("recip and rsqrt are the divisions they stand for", () => {
    const values = lines(`${t}_sqrt.near_even`).map((line) => toMips(t, line.operands[0]!)); // a root has one
    const alone = records(values.map((v) => [v, one]));
    for (const rounding of all) for (const pass of PASSES) {
      const p = { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] };
      const recip = execute(`recip.${s} $f6, $f2`, alone, p), quotient = execute(`div.${s} $f6, $f4, $f2`, alone, p);
      expect(recip).toEqual(quotient);
      const rsqrt = execute(`rsqrt.${s} $f6, $f2`, alone, p), root = execute(`sqrt.${s} $f6, $f2`, alone, p);
      const inverse = execute(`div.${s} $f6, $f4, $f2`, records([...root.results].map((v) => [v, one])), p);
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
    const operands = lt.map((line) => line.operands), data = records(operands.map((o) => o.map((v) => toMips(t, v))));
    for (const other of [eq, ltQuiet, eqSignaling, le]) expect(other.map((line) => line.operands)).toEqual(operands);
    lt.forEach((line, n) => expect(BigInt(le[n]!.result)).toBe(line.result | eq[n]!.result)); // le has as many lines
    conditions.forEach((name, bits) => {
      for (const pass of PASSES) {
        const { results, causes } = execute(`c.${name}.${s} $f2, $f4\n li $t1, 0\n bc1f 1f\n nop\n li $t1, 1\n 1: dmtc1 $t1, $f6`, data, pass);
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
