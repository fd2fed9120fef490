/** Instructions on operands of the vectors, many at a time. */
import { assemble, CP0, FlatSystem, STATUS } from "../../src/index.ts";
import { E, expected, isFloat, isQuietMips, ROUNDINGS, toMips, type Line, type Rounding, type Type } from "./vectors.ts";

export interface Pass { readonly tier: 0 | 1; readonly fr: boolean; readonly fcsr: number }
const FLUSH = 1 << 24, ENABLED = 31 << 7;
/** Flags clear, which the slow path does; and inexact set already, where native operations may. */
export const PASSES: readonly Pass[] = [{ tier: 0, fr: true, fcsr: 0 }, { tier: 0, fr: false, fcsr: 4 }, { tier: 1, fr: true, fcsr: 4 }];
/** With tiny results flushed; with every trap enabled, which nothing is flushed under. */
const MORE: readonly Pass[] = [{ tier: 0, fr: true, fcsr: FLUSH }, { tier: 1, fr: false, fcsr: ENABLED | FLUSH }];

/** How much is tried, and where. */
export interface Depth {
  /** One line in so many. */
  readonly every: number;
  readonly passes: readonly Pass[];
  /** A system whose RAM has that many bytes, or more. */
  readonly system: (tier: 0 | 1, ramBytes: number) => FlatSystem;
}
const systems = new Map<number, FlatSystem>();
/** All there is, on one system for each tier: making one takes longer than most runs. */
export const EVERYTHING: Depth = {
  every: 1, passes: PASSES,
  system: (tier) => {
    const system = systems.get(tier) ?? FlatSystem.createSync({ tier, ramBytes: 1 << 24 });
    systems.set(tier, system);
    return system;
  },
};

const RECORD = 40;
/** Physical address of the records. */
const DATA = 0x10000;
/** What the result register holds before. */
const BEFORE = 0x0123456789abcdefn;

/** The operands as the program reads them. `$f2`, `$f4`, `$f8` are the operands, `$f6` the result. */
export function records(operands: readonly (readonly bigint[])[]): Uint8Array {
  const bytes = new Uint8Array(operands.length * RECORD), view = new DataView(bytes.buffer);
  operands.forEach((values, n) => {
    values.forEach((v, k) => view.setBigUint64(n * RECORD + 8 * k, v));
    view.setBigUint64(n * RECORD + 24, BEFORE);
  });
  return bytes;
}

export interface Outcomes { readonly results: BigUint64Array; readonly causes: Uint32Array; readonly flags: Uint32Array }

/** Runs the instruction on each record: result and FCSR after it. */
export function execute(instruction: string, data: Uint8Array, pass: Pass, depth: Depth): Outcomes {
  const system = depth.system(pass.tier, 2 ** Math.ceil(Math.log2(DATA + data.length))), { cpu } = system, count = data.length / RECORD;
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
  const start = 0xffffffff80000000n + BigInt(DATA);
  system.write(start, data);
  cpu.setCp0(CP0.status, (cpu.cp0(CP0.status) & ~BigInt(STATUS.fr)) | (pass.fr ? BigInt(STATUS.fr) : 0n));
  cpu.setGpr(4, start);
  cpu.setGpr(5, start + BigInt(data.length));
  cpu.setGpr(16, BigInt(pass.fcsr));
  system.run(0, 100 * count + 1000); // a dozen instructions each, two dozen with an exception
  const after = new DataView(system.read(start, data.length).buffer);
  const results = new BigUint64Array(count), causes = new Uint32Array(count), flags = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const fcsr = after.getUint32(n * RECORD + 36);
    results[n] = after.getBigUint64(n * RECORD + 24);
    causes[n] = (fcsr >>> 12) & 63;
    flags[n] = (fcsr >>> 2) & 31;
  }
  return { results, causes, flags };
}

export interface Case { readonly from: Type; readonly to: Type; readonly rounding: Rounding; /** The sign of the result is changed after it has been rounded and flushed. */ readonly negated?: boolean }

/** Throws unless all lines are right in all passes, while tiny results are flushed, and while every trap is enabled. */
export function check(instruction: string, cases: readonly Line[], { from, to, rounding, negated = false }: Case, depth: Depth): void {
  const data = records(cases.map((line) => line.operands.map((v) => toMips(from, v))));
  const bits = to === "f32" || to === "i32" ? 32 : 64;
  const wanted = [false, true].map((flush) => cases.map((line) => {
    const { result, cause } = expected(line, from, to, rounding, flush);
    return { cause, result: negated && result !== undefined ? result ^ (1n << BigInt(bits - 1)) : result };
  }));
  for (const pass of [...depth.passes, ...MORE]) {
    const enabled = (pass.fcsr & ENABLED) !== 0, flush = (pass.fcsr & FLUSH) !== 0 && !enabled, before = (pass.fcsr >> 2) & 31;
    const { results, causes, flags } = execute(instruction, data, { ...pass, fcsr: pass.fcsr | ROUNDINGS[rounding] }, depth);
    const wrong: string[] = [];
    cases.forEach((line, n) => {
      const want = wanted[Number(flush)]![n]!, cause = causes[n]!, result = BigInt.asUintN(bits, results[n]!); // as many as cases
      const trapped = (want.cause & E) !== 0 || (enabled && want.cause !== 0);
      const good = cause === want.cause && (trapped ? flags[n] === before && results[n] === BEFORE
        : flags[n] === (before | cause) && (want.result === undefined ? isFloat(to) && isQuietMips(to, result) : result === want.result));
      if (!good && wrong.length < 5)
        wrong.push(`${instruction} ${line.operands.map((v) => v.toString(16)).join(" ")}: expected ${want.result?.toString(16) ?? "NaN"} cause ${want.cause}, got ${result.toString(16)} cause ${cause}`);
    });
    if (wrong.length) throw new Error(`${rounding}, pass ${JSON.stringify(pass)}\n${wrong.join("\n")}`);
  }
}
