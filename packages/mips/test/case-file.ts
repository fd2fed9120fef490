/**
 * A case is an assembly program whose comments say what must be true when it has stopped:
 *
 *   #? stop == general           where it stopped: `done` (gate 0) unless said, or the vector that stops, see `prelude`
 *   #? $v0 == data + 4           registers, `c0_epc`, `hi`, `exc` (Cause.ExcCode), `w(address)` and more: see `valueOf`
 *   #? c0_status & EXL == EXL    with a mask
 *   #? cpus 4                    that many start at once, with $a0 their number; `cpu2.$v0` is a register of one
 *   #? memory caches             only on memory with caches; `flat`: only without
 *   #? at 100 raise 3            an external interrupt line, IP3, goes up at cycle 100
 *
 * Expressions are the assembler's, and may use the program's labels.
 */
import { assemble, type Assembled } from "../src/assembly/assembler.ts";
import { EXCEPTION_CODES } from "../src/semantics.ts";

export interface Expectation {
  readonly text: string;
  readonly cpu: number;
  /** What is looked at, and for memory where. */
  readonly what: string;
  readonly address: bigint;
  readonly mask: bigint;
  readonly operator: "==" | "!=" | ">=" | "<=" | ">" | "<";
  readonly want: bigint;
}
export interface CaseFile {
  readonly program: Assembled;
  readonly boot: Assembled;
  readonly start: bigint;
  readonly cpus: number;
  readonly memory: "any" | "caches" | "flat";
  readonly lines: readonly { readonly cycle: number; readonly ip: number }[];
  readonly expectations: readonly Expectation[];
}

const KSEG0 = 0xffffffff80000000n, BOOT = 0xffffffffbfc00000n;
/** Where a program stops, by gate code. */
export const STOPS = ["done", "refill", "xtlb", "cacheError", "general", "bootRefill", "bootXtlb", "bootCacheError", "bootGeneral", "reset"] as const;

/** Bits of Status by the manual's names (14.10), START among them: what a case starts with (CU1, FR, KX, SX, UX). */
const STATUS = {
  IE: 1, EXL: 2, ERL: 4, SUPERVISOR: 8, USER: 16, UX: 0x20, SX: 0x40, KX: 0x80, IM0: 0x100, IM1: 0x200, IM2: 0x400, IM3: 0x800,
  IM7: 0x8000, CH: 1 << 18, NMI: 1 << 19, SR: 1 << 20, TS: 1 << 21, BEV: 1 << 22, RE: 1 << 25, FR: 1 << 26, IDLE: 1 << 27,
  CU0: 1 << 28, CU1: 1 << 29, CU2: 1 << 30, XX: 0x80000000, START: 0x240000e0,
} as const;
export const SYMBOLS: Readonly<Record<string, bigint | number>> = {
  ...STATUS, ...EXCEPTION_CODES, ...Object.fromEntries(STOPS.map((name, n) => [name, n])),
};

/** Vectors, each of which stops or goes to the case's `on_refill`, `on_xtlb` or `on_general`; and the way out of kernel mode. */
function prelude(text: string): string {
  const vector = (offset: number, name: string, stop: number): string =>
    `.org ${offset}\n${new RegExp(`^on_${name}:`, "m").test(text) ? `j on_${name}` : `gate ${stop}`}\nnop\n`;
  return `.set noreorder
K0:
${vector(0, "refill", 1)}${vector(0x80, "xtlb", 2)}${vector(0x100, "cacheError", 3)}${vector(0x180, "general", 4)}
.org 0x200
# enter: to the mode of Status $a0, at the physical address of $a1, with virtual 0 to 0x1ffff mapped one to one.
enter:  mtc0 $zero, $0
        li   $k0, 0x1e000
        mtc0 $k0, $5
        dmtc0 $zero, $10
        li   $k0, 0x1f
        dmtc0 $k0, $2
        li   $k0, 0x41f
        dmtc0 $k0, $3
        tlbwi
        mtc0 $zero, $5
        li   $k0, 0x1fffffff
        and  $k0, $k0, $a1
        dmtc0 $k0, $14
        ori  $k0, $a0, 2
        mtc0 $k0, $12
        eret
# reversed: the words from $a1 to $a2 change places within their doublewords, as a fetch with Status.RE finds them; then as enter.
reversed:
        move $k0, $a1
1:      ld   $k1, 0($k0)
        dsll32 $v0, $k1, 0
        dsrl32 $k1, $k1, 0
        or   $k1, $k1, $v0
        sd   $k1, 0($k0)
        daddiu $k0, $k0, 8
        bne  $k0, $a2, 1b
        move $v0, $zero
        j    enter
        nop
# log: a handler that adds ExcCode to $s0 as a byte and goes on behind the instruction; coprocessor unusable ends the case.
log:    mfc0 $k0, $13
        srl  $k0, $k0, 2
        andi $k0, $k0, 31
        xori $k1, $k0, CpU
        beqz $k1, 1f
        dsll $k1, $s0, 8
        or   $s0, $k1, $k0
# skip: a handler that does nothing else.
skip:   dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
1:      gate 0
begin:  j    start
        nop
.org 0x1000
${/^start:/m.test(text) ? "" : "start:"}
`;
}
const BOOT_TEXT = `.set noreorder\n gate 9\n.org 0x200\n gate 5\n.org 0x280\n gate 6\n.org 0x300\n gate 7\n.org 0x380\n gate 8\n`;

const EXPECTATION = /^(?:cpu(\d+)\.)?(\$?[\w.]+)(?:\((.+?)\))?(?:\s*&\s*(.+?))?\s*(==|!=|>=|<=|>|<)\s*(.+)$/;

export function readCase(text: string): CaseFile {
  const notes = [...text.matchAll(/#\?[ \t]*(.+)$/gm)].map((m) => m[1]!.trim()); // the group is not optional
  let cpus = 1, memory: CaseFile["memory"] = "any";
  const lines: { cycle: number; ip: number }[] = [], found: RegExpExecArray[] = [];
  for (const note of notes) {
    let m: RegExpExecArray | null;
    if ((m = /^cpus (\d+)$/.exec(note))) cpus = Number(m[1]);
    else if ((m = /^memory (caches|flat)$/.exec(note))) memory = m[1] as "caches" | "flat"; // as matched
    else if ((m = /^at (\d+) raise (\d)$/.exec(note))) lines.push({ cycle: Number(m[1]), ip: Number(m[2]) });
    else if ((m = EXPECTATION.exec(note))) found.push(m);
    else throw new Error(`readCase: expected an expectation, got ${JSON.stringify(note)}`);
  }
  if (!found.length) throw new Error("readCase: expected at least one expectation, got none");
  // The assembler evaluates what the expectations say: address, mask and value of each, after the program.
  const values = found.flatMap((m) => [m[3] ?? "0", m[4] ?? "-1", m[6]!]); // the last group is not optional
  const source = `${prelude(text)}${text}\n.align 3\nexpected_values:\n${values.map((v) => `.dword ${v}\n`).join("")}`;
  const program = assemble(source, { origin: KSEG0, symbols: SYMBOLS });
  const table = new DataView(program.bytes.buffer, program.bytes.byteOffset), from = Number(program.symbols.get("expected_values")! - KSEG0); // defined just above
  const value = (n: number): bigint => table.getBigUint64(from + 8 * n);
  const expectations = found.map((m, n): Expectation => ({
    text: m[0], cpu: Number(m[1] ?? 0), what: m[2]!, address: value(3 * n), mask: value(3 * n + 1),
    operator: m[5] as Expectation["operator"], want: value(3 * n + 2), // as matched
  }));
  if (!expectations.some((e) => e.what === "stop"))
    expectations.push(...Array.from({ length: cpus }, (_, cpu): Expectation => ({ text: "stop == done", cpu, what: "stop", address: 0n, mask: ~0n, operator: "==", want: 0n })));
  return { program, boot: assemble(BOOT_TEXT, { origin: BOOT }), start: program.symbols.get("begin") ?? KSEG0, cpus, memory, lines, expectations };
}
