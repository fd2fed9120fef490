/** Instructions on operands of the vectors, many at a time. */
import { assemble, CP0, FlatSystem, STATUS } from "../../src/index.ts";
import { E, expected, isFloat, isQuietMips, ROUNDINGS, toMips, type Line, type Rounding, type Type } from "./vectors.ts";

export interface Pass { readonly tier: 0 | 1; readonly fr: boolean; readonly fcsr: number }
/** Flags clear, which the slow path does; and inexact set already, where native operations may. */
export const PASSES: readonly Pass[] = [{ tier: 0, fr: true, fcsr: 0 }, { tier: 0, fr: false, fcsr: 4 }, { tier: 1, fr: true, fcsr: 4 }];
export const FLUSH = 1 << 24;
const RECORD = 40;
/** Physical address of the records. */
const DATA = 0x10000;

/** Runs the instruction on each set of operands: result and FCSR after it. `$f2`, `$f4`, `$f8` are the operands, `$f6` the result. */
export function execute(instruction: string, operands: readonly (readonly bigint[])[], pass: Pass): { results: BigUint64Array; causes: Uint32Array; flags: Uint32Array } {
  const most = 200_000, ramBytes = 2 ** Math.ceil(Math.log2(DATA + RECORD * Math.min(most, operands.length)));
  const system = FlatSystem.createSync({ tier: pass.tier, ramBytes });
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
  for (let first = 0; first < operands.length; first += most) {
    const some = operands.slice(first, first + most);
    const bytes = new Uint8Array(some.length * RECORD), view = new DataView(bytes.buffer);
    some.forEach((values, n) => values.forEach((v, k) => view.setBigUint64(n * RECORD + 8 * k, v)));
    const data = 0xffffffff80000000n + BigInt(DATA);
    system.write(data, bytes);
    system.load(program);
    const { cpu } = system;
    cpu.setCp0(CP0.status, (cpu.cp0(CP0.status) & ~BigInt(STATUS.fr)) | (pass.fr ? BigInt(STATUS.fr) : 0n));
    cpu.setGpr(4, data);
    cpu.setGpr(5, data + BigInt(bytes.length));
    cpu.setGpr(16, BigInt(pass.fcsr));
    system.run(0, 100 * some.length + 1000); // a dozen instructions each, two dozen with an exception
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

/** Throws unless all lines are right in all passes, and while FCSR.FS is set. */
export function check(instruction: string, cases: readonly Line[], from: Type, to: Type, rounding: Rounding, passes: readonly Pass[]): void {
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
    if (wrong.length) throw new Error(`${rounding}, pass ${JSON.stringify(pass)}\n${wrong.join("\n")}`);
  }
}
