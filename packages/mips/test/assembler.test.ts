import { describe, expect, test } from "vitest";
import { asm } from "../src/assembly/asm.ts";
import { assemble, type AssembleOptions } from "../src/assembly/assembler.ts";
import { disassemble } from "../src/assembly/disassemble.ts";
import { AssemblerError } from "../src/assembly/error.ts";
import { loadConstant } from "../src/assembly/load-constant.ts";
import { randomWords } from "./random.ts";

/** The instructions of a text, disassembled. */
function list(text: string, options: AssembleOptions = {}): string[] {
  const { words, origin } = assemble(text, options);
  return words.map((word, n) => disassemble(word, origin + 4n * BigInt(n)).replace("\t", " "));
}
function failure(text: string, options: AssembleOptions = {}): AssemblerError {
  try {
    assemble(text, options);
  } catch (error) {
    if (error instanceof AssemblerError) return error;
    throw error;
  }
  throw new Error(`expected the assembler to refuse ${text}`);
}

describe("the asm template", () => {
  test("takes numbers, bigints and text, and options before it", () => {
    const reg = "$a0";
    expect(asm`addiu ${reg}, $zero, ${-5}`.words).toEqual([0x2404fffb]);
    const vector = asm({ origin: 0x80000180n, symbols: { HANDLER: 0xffffffff80001000n } })`
      la $k0, HANDLER      # a constant, so as short as may be
      dli $k1, ${0x9000000000000000n}
      jr $k0
    `;
    expect(vector.origin).toBe(0x80000180n);
    expect(vector.words).toEqual([0x3c1a8000, 0x375a1000, 0x341b9000, 0x001bdc3c, 0x03400008, 0]);
  });

  test("leaves escapes to the strings of the text", () => {
    expect([...asm`.asciiz "a\n\x41\101\"\\"`.bytes]).toEqual([...new TextEncoder().encode('a\nAA"\\\0\0')]);
  });

  test("gives bytes, words and symbols", () => {
    const { bytes, words, symbols } = asm({ origin: 0xbfc00000 })`
      SIZE = end - start
      start: .word 0x01020304
      .half 5
      end:
      1: .byte 6
    `;
    expect([...bytes]).toEqual([1, 2, 3, 4, 0, 5, 6, 0]);
    expect(words).toEqual([0x01020304, 0x00050600]);
    expect(Object.fromEntries(symbols)).toEqual({ start: 0xbfc00000n, end: 0xbfc00006n, SIZE: 6n });
  });
});

describe("registers", () => {
  test("have numbers, n64 names, or o32 names on request", () => {
    expect(assemble("addu $4, $8, $12").words).toEqual(assemble("addu $a0, $a4, $t0").words);
    expect(assemble("addu $4, $8, $12", { abi: "o32" }).words).toEqual(assemble("addu $a0, $t0, $t4", { abi: "o32" }).words);
    expect(assemble("addu $fp, $s8, $30").words).toEqual(assemble("addu $30, $30, $30").words);
    expect(failure("addu $a0, $t4, $t0")).toMatchObject({ code: "operand", found: '"$t4"' });
  });
  test("of the coprocessors have numbers and names", () => {
    expect(list("mfc0 $2, c0_status; mfc0 $2, $c0_status; mtc0 $2, $12; cfc1 $2, c1_fcsr; cfc1 $2, $31; mtc1 $2, $f4")).toEqual([
      "mfc0 v0,$12", "mfc0 v0,$12", "mtc0 v0,$12", "cfc1 v0,c1_fcsr", "cfc1 v0,c1_fcsr", "mtc1 v0,$f4",
    ]);
  });
});

describe("modes", () => {
  test("reorder, the default, puts a nop into each delay slot; noreorder leaves it to the writer", () => {
    expect(list("b .; addiu $2, $2, 1")).toEqual(["b 0x0", "nop", "addiu v0,v0,1"]);
    expect(list(".set noreorder; b .; addiu $2, $2, 1")).toEqual(["b 0x0", "addiu v0,v0,1"]);
    expect(list(".set push; .set noreorder; jr $31; .set pop; jr $31")).toEqual(["jr ra", "jr ra", "nop"]);
  });
  test("noat refuses what needs $at, and at=$k0 uses another", () => {
    expect(failure(".set noat\nsw $2, 0x12345($3)")).toMatchObject({ code: "no-at", at: { line: 2, column: 1 } });
    expect(list(".set at=$k0; sw $2, 0x12345($3)")).toEqual(["lui k0,0x1", "daddu k0,k0,v1", "sw v0,9029(k0)"]);
    expect(list(".set noat; lw $2, 0x12345($3)")[0]).toBe("lui v0,0x1");
  });
  test("nomacro refuses what is more than one instruction", () => {
    expect(failure(".set nomacro; li $2, 0x12345678")).toMatchObject({ code: "directive" });
    expect(list(".set nomacro; li $2, 5")).toEqual(["li v0,5"]);
  });
  test("a delay slot holds one instruction", () => {
    expect(failure(".set noreorder\nb .\nli $2, 0x12345678")).toMatchObject({ code: "delay-slot", at: { line: 3, column: 1 } });
  });
});

describe("labels", () => {
  test("local labels are the nearest before or after", () => {
    expect(list(".set noreorder; 1: b 1f; b 1b; 1: b 1b; b 2f; 2:")).toEqual(["b 0x8", "b 0x0", "b 0x8", "b 0x10"]);
  });
  test("several labels may share a line, and labels move with the data that is aligned", () => {
    const { symbols } = assemble(".byte 1; a: b: .word 2; c: .byte 3; d:\n.align 2; e:");
    expect(Object.fromEntries(symbols)).toEqual({ a: 4n, b: 4n, c: 8n, d: 12n, e: 12n });
  });
  test("a constant has the value of its moment, a label the one it gets", () => {
    expect(assemble("n = 1; .word n, last; n = 2; .word n; last:").words).toEqual([1, 12, 2]);
  });
});

describe("what is wrong is said with line, column, what was expected and what came", () => {
  test.each([
    ["addu $2, $3, $4, $5", "operand", 1, 18, "the end of the line (operand 4 of addu)", '"$5"'],
    ["nop\n  addui $2, $3, 4", "unknown-instruction", 2, 3, 'an instruction of the R10000 (did you mean "addi"?)', '"addui"'],
    ["add.d $f2, $3, 5", "operand", 1, 16, "a floating-point register (operand 3 of add.d)", '"5"'],
    ["lw $2, $3", "operand", 1, 8, "offset(base) (operand 2 of lw)", '"$3"'],
    ["lw $2", "operand", 1, 6, "offset(base) (operand 2 of lw)", "the end of the line"],
    ["andi $2, $3, 0x10000", "operand", 1, 14, "a constant from 0 to 65535 (operand 3 of andi)", '"0x10000"'],
    ["addiu $2, $3, 40000", "operand", 1, 15, "a constant from -32768 to 32767 (operand 3 of addiu)", '"40000"'],
    ["sll $2, $3, 32", "operand", 1, 13, "a constant from 0 to 31 (operand 3 of sll)", '"32"'],
    ["dsll $2, $3, 64", "range", 1, 14, "a shift amount from 0 to 63", '"64"'],
    ["li $2, 0x100000000", "range", 1, 8, "a constant of 32 bits", '"0x100000000"'],
    ["b nowhere", "undefined-symbol", 1, 3, "a symbol defined in this text or in the option `symbols`", '"nowhere"'],
    ["b 1b", "undefined-symbol", 1, 3, "a label 1: before this line", '"1b"'],
    ["b 1f", "undefined-symbol", 1, 3, "a symbol defined in this text or in the option `symbols`", '"1f"'],
    ["a: nop\na: nop", "duplicate-symbol", 2, 1, "a new symbol", '"a", defined in line 1'],
    ["b 2", "alignment", 1, 3, "a target that is a multiple of 4", "0x2"],
    ["b far\n.space 0x20000\nfar:", "range", 1, 3, "a target within 128 KB of the branch", "a distance of 131076 bytes"],
    ["j 0x10000000", "range", 1, 3, "a target in the 256 MB region of the delay slot", "0x10000000"],
    [".byte 1\nnop", "alignment", 2, 1, "a multiple of 4 as the address of an instruction", "0x1"],
    [".byte 256", "range", 1, 7, "a value of 8 bits", "256"],
    [".word 1 / 0", "range", 1, 9, "a divisor other than 0", "0"],
    [".word (1", "syntax", 1, 9, '")"', "the end of the line"],
    [".word 1 2", "syntax", 1, 9, "the end of the line", '"2"'],
    [".word 08", "syntax", 1, 7, "octal digits after a leading 0", "08"],
    ["nop @", "syntax", 1, 5, "an instruction, a directive or an operand", '"@"'],
    [".wrd 1", "directive", 1, 1, 'a directive (did you mean ".word"?)', '".wrd"'],
    [".set foo", "directive", 1, 6, expect.stringContaining("reorder, noreorder"), '"foo"'],
    [".org 8\n.org 4", "range", 2, 6, "an offset from 8 (.org goes only forward)", "4"],
    [".space n\nn = 4", "undefined-symbol", 1, 8, "a size known at this point", '"n"'],
    [".align 20", "range", 1, 8, "an alignment from 0 to 16", "20"],
    [".ascii 5", "syntax", 1, 8, "a string in double quotes", '"5"'],
    ["/* one\ntwo */ nop $2", "operand", 2, 12, "the end of the line (operand 1 of nop)", '"$2"'],
  ] as const)("%s", (source, code, line, column, expected, found) => {
    expect(failure(source)).toMatchObject({ code, at: { line, column }, expected, found });
  });
  test("the message is one sentence", () => {
    expect(failure("addu $2, $3, x").message).toBe('asm: line 1, column 14: expected a general register (operand 3 of addu), got "x"');
  });
});

test("a constant loads to its value, whatever its bits", () => {
  const next = randomWords(11), any = (): bigint => (BigInt(next()) << 32n) | BigInt(next());
  const interesting = Array.from({ length: 65 }, (_, n) => 1n << BigInt(n)).flatMap((v) => [v - 1n, v, v + 1n, -v, ~v + 2n]);
  const shaped = Array.from({ length: 3000 }, () => (any() & any()) >> BigInt(next() % 64) << BigInt(next() % 64));
  for (const value of [...interesting, ...shaped]) {
    const steps = loadConstant(value);
    expect(steps.length).toBeLessThanOrEqual(6);
    let register = 0xdeadbeefn; // what was there before does not matter
    for (const { name, from, immediate } of steps) {
      const source = from === "self" ? register : 0n;
      register = BigInt.asIntN(64, name === "addiu" ? BigInt.asIntN(32, source + immediate) : name === "ori" ? source | immediate
        : name === "lui" ? BigInt.asIntN(32, immediate << 16n) : name === "dsll" ? source << immediate : name === "dsll32" ? source << (immediate + 32n)
        : name === "dsrl" ? BigInt.asUintN(64, source) >> immediate : BigInt.asUintN(64, source) >> (immediate + 32n));
    }
    expect(register).toBe(BigInt.asIntN(64, value));
  }
});

test("everything the disassembler prints with numeric names and without aliases assembles to the same word", () => {
  const next = randomWords(5);
  for (let n = 0; n < 3000; n++) {
    const word = next(), text = disassemble(word, 0x80000000n, { names: "numeric", aliases: false });
    expect(assemble(`.set noreorder\n${text}`, { origin: 0x80000000n }).words[0], text).toBe(word);
  }
});

test("the disassembler names registers as it is told, and targets by their symbols", () => {
  const addu = 0x01ac5821; // rd 11, rs 13, rt 12
  expect(disassemble(addu)).toBe("addu\ta7,t1,t0");
  expect(disassemble(addu, 0, { names: "o32" })).toBe("addu\tt3,t5,t4");
  expect(disassemble(addu, 0, { names: "numeric" })).toBe("addu\t$11,$13,$12");
  expect(disassemble(0x1000ffff, 0x80000000n, { symbol: (a) => (a === 0x80000000n ? "<main>" : undefined) })).toBe("b\t0x80000000 <main>");
  expect(disassemble(0x42000000 | (9 << 6) | 63)).toBe("gate\t0x9");
});
