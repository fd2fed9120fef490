/** By row: its checks against the vectors, which throw. */
import { mnemonics, type Mnemonic } from "../../src/isa/rows.ts";
import { check, execute, records, type Depth } from "./execute.ts";
import { E, FLOAT, isDenormal, isNan, lines, ROUNDINGS, toMips, U, type Float, type Line, type Rounding } from "./vectors.ts";

type Check = (depth: Depth) => void;
const TYPES = { s: "f32", d: "f64", w: "i32", l: "i64" } as const;
type Letter = keyof typeof TYPES;
const ALL = Object.keys(ROUNDINGS) as Rounding[]; // Object.keys forgets them
const ONE = { f32: 0x3f800000n, f64: 0x3ff0000000000000n } as const;
const signOf = (t: Float): bigint => 1n << FLOAT[t].sign;

function arithmetic(op: string, s: "s" | "d", operands: string): Check {
  const t = TYPES[s];
  return (depth) => {
    for (const rounding of ALL) check(`${op}.${s} $f6, ${operands}`, lines(`${t}_${op}.${rounding}`, depth.every), { from: t, to: t, rounding }, depth);
  };
}

/** Either step of the MADD family is one of the vectors' operations, when the other is exact. */
function multiplyAdd(op: string, s: "s" | "d"): Check {
  const t = TYPES[s], sign = signOf(t), negated = op.startsWith("n"), second = op.endsWith("add") ? "add" : "sub", instruction = `${op}.${s} $f6, $f8, $f2, $f4`;
  return (depth) => {
    for (const rounding of ALL) {
      const kind = { from: t, to: t, rounding, negated }, some = (file: string): readonly Line[] => lines(`${t}_${file}.${rounding}`, 4 * depth.every);
      check(instruction, some(second).map((line) => ({ ...line, operands: [ONE[t], ...line.operands] })), kind, depth);
      // Plus or minus the zero that leaves a product as it is; tiny products are E before they are added.
      const products = some("mul").filter((line) => !(line.flags & U) && !isDenormal(t, line.result));
      const zero = (line: Line): bigint => (isNan(t, line.result) ? 0n : (line.result & sign) ^ (second === "sub" ? sign : 0n));
      check(instruction, products.map((line) => ({ ...line, operands: [...line.operands, zero(line)] })), kind, depth);
    }
  };
}

/** RECIP is DIV's unit, RSQRT SQRT's and then DIV's: what those give, which the vectors hold. */
function reciprocal(op: "recip" | "rsqrt", s: "s" | "d"): Check {
  const t = TYPES[s];
  return (depth) => {
    const values = lines(`${t}_sqrt.near_even`, depth.every).map((line) => toMips(t, line.operands[0]!)), alone = records(values.map((v) => [v])); // a root has one
    for (const rounding of ALL) for (const pass of depth.passes) {
      const p = { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] };
      const got = execute(`${op}.${s} $f6, $f2`, alone, p, depth);
      const root = op === "recip" ? { results: values, causes: values.map(() => 0) } : execute(`sqrt.${s} $f6, $f2`, alone, p, depth);
      const quotient = execute(`div.${s} $f6, $f2, $f4`, records(Array.from(root.results, (v) => [ONE[t], v])), p, depth);
      values.forEach((v, n) => {
        const unimplemented = (root.causes[n]! & E) !== 0, cause = unimplemented ? E : root.causes[n]! | quotient.causes[n]!; // as many as values
        const flags = op === "rsqrt" || got.flags[n] === quotient.flags[n];
        if (got.causes[n] !== cause || !flags || (!unimplemented && got.results[n] !== quotient.results[n]))
          throw new Error(`${op}.${s} of ${v.toString(16)}: ${got.results[n]!.toString(16)}, cause ${got.causes[n]}; the division gave ${quotient.results[n]!.toString(16)}, cause ${cause}`);
      });
    }
  };
}

/** By FCSR, or by the instruction's name: another mode is set then. */
const NAMED = { round: "near_even", trunc: "minMag", ceil: "max", floor: "min" } as const;
function conversion(op: string, to: Letter, from: Letter): Check {
  const file = `${TYPES[from]}_to_${TYPES[to]}`, named = NAMED[op as keyof typeof NAMED]; // undefined for CVT
  const convert = (rounding: Rounding, set: Rounding, depth: Depth): void =>
    check(`${op}.${to}.${from} $f6, $f2`, lines(`${file}.${rounding}`, depth.every), { from: TYPES[from], to: TYPES[to], rounding: set }, depth);
  return (depth) => {
    if (named) convert(named, ALL[(ALL.indexOf(named) + 1) % ALL.length]!, depth); // one of them
    else for (const rounding of ALL) convert(rounding, rounding, depth);
  };
}

const CONDITIONS = ["f", "un", "eq", "ueq", "olt", "ult", "ole", "ule", "sf", "ngle", "seq", "ngl", "lt", "nge", "le", "ngt"];
function compare(s: "s" | "d"): Check {
  const t = TYPES[s];
  return (depth) => {
    const [lt, eq, eqSignaling] = ["lt", "eq", "eq_signaling"].map((name) => lines(`${t}_${name}`, depth.every)) as [readonly Line[], readonly Line[], readonly Line[]]; // three
    const operands = lt.map((line) => line.operands), data = records(operands.map((o) => o.map((v) => toMips(t, v))));
    CONDITIONS.forEach((name, bits) => {
      for (const pass of depth.passes) {
        const { results, causes } = execute(`c.${name}.${s} $f2, $f4\n li $t1, 0\n bc1f 1f\n nop\n li $t1, 1\n 1: dmtc1 $t1, $f6`, data, pass, depth);
        const wrong = operands.filter((o, n) => {
          const unordered = o.some((v) => isNan(t, v)), holds = (lt[n]!.result === 1n && bits & 4) || (eq[n]!.result === 1n && bits & 2) || (unordered && bits & 1); // as many as operands
          return results[n] !== (holds ? 1n : 0n) || causes[n] !== (bits & 8 ? eqSignaling : eq)[n]!.flags;
        });
        if (wrong.length) throw new Error(`c.${name}.${s}, ${JSON.stringify(pass)}: ${wrong.slice(0, 3).map((o) => o.map((v) => v.toString(16))).join("; ")}`);
      }
    });
  };
}

function checkOf(name: Mnemonic): Check | undefined {
  const [op, a, b] = name.split(".") as [string, Letter?, Letter?];
  const s = (a === "s" || a === "d") && !b ? a : undefined;
  if (s && ["add", "sub", "mul", "div"].includes(op)) return arithmetic(op, s, "$f2, $f4");
  if (s && op === "sqrt") return arithmetic(op, s, "$f2");
  if (s && /^n?m(add|sub)$/.test(op)) return multiplyAdd(op, s);
  if (s && (op === "recip" || op === "rsqrt")) return reciprocal(op, s);
  if (/^(round|trunc|ceil|floor|cvt)$/.test(op) && `${a}.${b}` !== "d.s") return conversion(op, a!, b!); // two formats
  if (op === "cvt") return (depth) => check("cvt.d.s $f6, $f2", lines("f32_to_f64", depth.every), { from: "f32", to: "f64", rounding: "near_even" }, depth);
  if (op === "c") return compare(b as "s" | "d"); // c.cond.fmt
  return undefined;
}
/** The rows that the vectors speak of. */
export const TESTFLOAT: Partial<Record<Mnemonic, Check>> = Object.fromEntries(mnemonics.flatMap((name) => {
  const found = checkOf(name);
  return found ? [[name, found]] : [];
}));
