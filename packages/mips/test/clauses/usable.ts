/**
 * Which instructions may be executed when: every row in every mode, with every coprocessor usable and not. The names of the
 * rows are sorted by hand after the manual's tables (r10000.md §5.1, §5.2, §5.4, and §5.5, "RI / CpU / E selection").
 */
import { encode, fieldsOf } from "../../src/isa/decode.ts";
import { mnemonics, type Mnemonic } from "../../src/isa/rows.ts";
import { CP0, STATUS } from "../../src/index.ts";
import { KSEG0, U, type Checks, type Sheet } from "./sheet.ts";

/** Instructions of 64 bits, raising RI where these are off; and the L format, which the FPU decodes: E. */
const WIDE = new Set<Mnemonic>([
  "daddi", "daddiu", "ldl", "ldr", "lwu", "sdl", "sdr", "lld", "ld", "scd", "sd", "dsllv", "dsrlv", "dsrav", "dmult", "dmultu", "ddiv", "ddivu",
  "dadd", "daddu", "dsub", "dsubu", "dsll", "dsrl", "dsra", "dsll32", "dsrl32", "dsra32", "dmfc0", "dmtc0", "dmfc1", "dmtc1",
]);
const LONG_FORMAT = /^(round|trunc|ceil|floor|cvt)\.(l\.[sd]|[sd]\.l)$/;
/** MIPS IV: of the integer unit and all of COP1X: RI; of the FPU: E. */
const FOURTH = new Set<Mnemonic>(["movz", "movn", "movf", "movt", "pref"]), COP1X = /^(n?m(add|sub)\.[sd]|[ls][wd]xc1|prefx)$/;
const FOURTH_FPU = /^(recip|rsqrt|mov[ftzn])\.[sd]$/, CONDITION = /^(bc1|c\.cond)/;
const UNITS = [/^(d?m[ft]c0|bc0|tlb|eret$|cache$|gate$)/, /\.[sdwl]$|[ft]c1$|^bc1|^mov[ft]$|^[ls][wd]x?c1$|^prefx$/, /^(cop2|[ls][wd]c2)$/];

interface Mode { readonly kernel: boolean; readonly user: boolean; readonly wide: boolean; readonly xx: boolean; readonly usable: readonly boolean[] }
type Denial = "RI" | "FPE" | "CpU 0" | "CpU 1" | "CpU 2" | undefined;
function denial(name: Mnemonic, cc: number, { kernel, user, wide, xx, usable }: Mode): Denial {
  const unit = UNITS.findIndex((names) => names.test(name));
  if (unit >= 0 && !usable[unit] && !(unit === 0 && kernel)) return `CpU ${unit as 0 | 1 | 2}`;
  if (!kernel && !wide) {
    if (WIDE.has(name)) return "RI";
    if (LONG_FORMAT.test(name)) return "FPE";
  }
  if (user && !xx) {
    if (FOURTH.has(name) || COP1X.test(name)) return "RI";
    if (FOURTH_FPU.test(name) || (CONDITION.test(name) && cc)) return "FPE";
  }
  return unit === 2 ? "RI" : undefined; // there is no coprocessor 2
}

const both = [false, true] as const;
const MODES = ([0, 1, 2] as const).flatMap((ksu) => both.flatMap((wide) => both.flatMap((xx) => both.flatMap((cu0) => both.flatMap((cu1) => both.map((cu2): [number, Mode] => {
  const x = wide ? STATUS.sx | STATUS.ux : 0;
  const status = (ksu << 3) | x | STATUS.kx | STATUS.fr | (xx ? 1 << 31 : 0) | (cu0 ? STATUS.cu0 : 0) | (cu1 ? STATUS.cu1 : 0) | (cu2 ? STATUS.cu2 : 0);
  return [status, { kernel: ksu === 0, user: ksu === 2, wide, xx, usable: [cu0, cu1, cu2] }];
}))))));

const CODE = 0x400000n, EXCEPTION = { 10: "RI", 11: "CpU", 15: "FPE" } as const;
const E = 0x20000;
/** An instruction that is executed may fail for other reasons, or elsewhere; a branch goes to a gate. */
const FIELDS: Readonly<Record<string, number>> = { rs: 4, rt: 5, fs: 2, ft: 4, fr: 8, fd: 6, shamt: 1, imm: 2, code: 9, cond: 3, hint: 1 };

function check(sheet: Sheet, name: Mnemonic): void {
  const { cpu } = sheet, fields = fieldsOf(name).map((f) => f.name);
  for (const cc of fields.includes("cc") ? [0, 3] : [0]) {
    const given = Object.fromEntries(fields.map((f) => [f, f === "cc" ? cc : name === "ctc1" && f === "rt" ? 0 : FIELDS[f] ?? 0]));
    const physical = Number(sheet.add(encode(name, given)) & 0xffffffn), place = CODE + BigInt(physical & 0x1fff);
    for (const [status, mode] of MODES) {
      cpu.setCp0(CP0.wired, 40n);
      cpu.setCp0(CP0.index, 20n);
      cpu.setCp0(CP0.entryHi, 0x7f0000n); // not the code's
      cpu.setCp0(CP0.epc, place + 4n);
      sheet.map(CODE, physical & ~0x1fff, 33);
      const exception = sheet.run(place, { status, gpr: { 4: KSEG0, 5: KSEG0 + 8n } }), code = Number((cpu.cp0(CP0.cause) >> 2n) & 31n);
      const here = exception !== undefined && cpu.cp0(CP0.epc) === U(place), known = here ? EXCEPTION[code as 10] : undefined; // or none of them
      const got = (known as string) === "CpU" ? `CpU ${(cpu.cp0(CP0.cause) >> 28n) & 3n}` : known, want = denial(name, cc, mode);
      if (got !== want) throw new Error(`${name}, cc ${cc}, Status 0x${(status >>> 0).toString(16)}: ${got ?? "executed"}, not ${want ?? "executed"}`);
      if (want === "FPE" && (cpu.fcsr & E) === 0) throw new Error(`${name}: Cause.E is not set`);
    }
  }
}

export const USABLE: Checks = Object.fromEntries(mnemonics.map((name) => [name, (sheet: Sheet) => check(sheet, name)]));
