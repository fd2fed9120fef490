import { describe, expect, test } from "vitest";
import { EXIT } from "../src/index.ts";
import { Bench, hex } from "./harness.ts";

const gpr = (text: string, n = 2): bigint => {
  const b = new Bench().load(`.set noreorder\n.set noat\n${text}\n gate 0\n nop\n`);
  b.run();
  return b.cpu.gpr(n);
};

describe("integer results", () => {
  // Expected values from the definitions in the MIPS IV manual, worked by hand.
  test.each([
    ["32-bit sums are sign-extended", "lui $4, 0x7fff\n ori $4, $4, 0xffff\n addiu $2, $4, 1", "ffffffff80000000"],
    ["slt compares signed", "addiu $4, $0, -1\n slt $2, $4, $0", "1"],
    ["sltu compares unsigned", "addiu $4, $0, -1\n sltu $2, $4, $0", "0"],
    ["sltiu sign-extends its immediate first", "addiu $4, $0, 5\n sltiu $2, $4, -1", "1"],
    ["$0 stays 0", "addiu $0, $0, 7\n move $2, $0", "0"],
    ["sra keeps the sign", "lui $4, 0x8000\n sra $2, $4, 4", "fffffffff8000000"],
    ["srl clears it and sign-extends from bit 31", "lui $4, 0x8000\n srl $2, $4, 4", "8000000"],
    ["dsll32", "addiu $4, $0, 3\n dsll32 $2, $4, 4", "3000000000"],
    ["dsra32", "addiu $4, $0, -1\n dsll32 $4, $4, 31\n dsra32 $2, $4, 31", "ffffffffffffffff"],
    ["dsrlv takes 6 bits", "addiu $4, $0, -1\n addiu $5, $0, 60\n dsrlv $2, $4, $5", "f"],
    ["movz", "addiu $2, $0, 1\n addiu $4, $0, 9\n movz $2, $4, $0", "9"],
    ["movn not taken", "addiu $2, $0, 1\n addiu $4, $0, 9\n movn $2, $4, $0", "1"],
    ["mult high", "lui $4, 0x4000\n mult $4, $4\n mfhi $2", "10000000"],
    ["multu halves are sign-extended", "addiu $4, $0, -1\n multu $4, $4\n mfhi $2", "fffffffffffffffe"],
    ["dmult high of -1 * 1", "addiu $4, $0, -1\n addiu $5, $0, 1\n dmult $4, $5\n mfhi $2", "ffffffffffffffff"],
    ["dmultu high of (2^64-1)^2", "addiu $4, $0, -1\n dmultu $4, $4\n mfhi $2", "fffffffffffffffe"],
    ["div rounds towards zero", "addiu $4, $0, -7\n addiu $5, $0, 2\n div $0, $4, $5\n mflo $2", "fffffffffffffffd"],
    ["div's remainder has the dividend's sign", "addiu $4, $0, -7\n addiu $5, $0, 2\n div $0, $4, $5\n mfhi $2", "ffffffffffffffff"],
    ["ddiv of min by -1", "addiu $4, $0, 1\n dsll32 $4, $4, 31\n addiu $5, $0, -1\n ddiv $0, $4, $5\n mflo $2", "8000000000000000"],
    ["lui sign-extends", "lui $2, 0x8000", "ffffffff80000000"],
    ["nor", "nor $2, $0, $0", "ffffffffffffffff"],
  ])("%s", (_, text, want) => expect(hex(gpr(text))).toBe(want));
});

describe("memory", () => {
  const data = "lui $8, 0x8000\n ori $8, $8, 0x3000\n";
  const store = `${data} li $9, 0x01020304\n sw $9, 0($8)\n li $9, 0x85868788\n sw $9, 4($8)\n`;
  test.each([
    ["big-endian bytes", `${store} lb $2, 4($8)`, "ffffffffffffff85"],
    ["lbu", `${store} lbu $2, 7($8)`, "88"],
    ["lhu", `${store} lhu $2, 2($8)`, "304"],
    ["lh", `${store} lh $2, 4($8)`, "ffffffffffff8586"],
    ["lwu", `${store} lwu $2, 4($8)`, "85868788"],
    ["lw", `${store} lw $2, 4($8)`, "ffffffff85868788"],
    ["ld", `${store} ld $2, 0($8)`, "102030485868788"],
    ["lwl and lwr", `${store} lwl $2, 1($8)\n lwr $2, 4($8)`, "2030485"],
    ["ldl and ldr", `${store} sd $0, 8($8)\n ldl $2, 3($8)\n ldr $2, 10($8)`, "485868788000000"],
    ["swl", `${store} li $9, 0x11223344\n swl $9, 1($8)\n lw $2, 0($8)`, "1112233"],
    ["swr", `${store} li $9, 0x11223344\n swr $9, 1($8)\n lw $2, 0($8)`, "33440304"],
    ["sdl", `${store} ldl $9, 0($8)\n ldr $9, 7($8)\n sdl $9, 6($8)\n ld $2, 0($8)`, "102030485860102"],
    ["sb and sh", `${store} sb $9, 0($8)\n sh $9, 2($8)\n lwu $2, 0($8)`, "88028788"],
  ])("%s", (_, text, want) => expect(hex(gpr(text))).toBe(want));
});

describe("branches and their slots", () => {
  test.each([
    ["a taken branch executes its slot", "beq $0, $0, 1f\n addiu $2, $2, 1\n addiu $2, $2, 16\n1: addiu $2, $2, 256", "101"],
    ["a branch not taken does too", "bne $0, $0, 1f\n addiu $2, $2, 1\n addiu $2, $2, 16\n1: addiu $2, $2, 256", "111"],
    ["likely nullifies the slot when not taken", "bnel $0, $0, 1f\n addiu $2, $2, 1\n addiu $2, $2, 16\n1: addiu $2, $2, 256", "110"],
    ["likely executes it when taken", "beql $0, $0, 1f\n addiu $2, $2, 1\n addiu $2, $2, 16\n1: addiu $2, $2, 256", "101"],
    ["jal links past the slot", "jal 1f\n nop\n2: b 3f\n nop\n1: dsubu $2, $31, $0\n jr $31\n nop\n3: andi $2, $2, 0xfff", "8"],
    ["bltzal links when not taken", "bltzal $0, 1f\n nop\n1: sltu $2, $0, $31", "1"],
    ["a loop", "addiu $4, $0, 10\n1: addiu $4, $4, -1\n bgtz $4, 1b\n addiu $2, $2, 3", "1e"],
  ])("%s", (_, text, want) => expect(hex(gpr(text))).toBe(want));

  test("slots and branches fall right across every fetch line boundary", () => {
    for (let pad = 0; pad < 20; pad++) {
      const text = `.set noreorder\n${"nop\n".repeat(1010 + pad)} addiu $4, $0, 3\n1: addiu $4, $4, -1\n bne $4, $0, 1b\n addiu $2, $2, 1\n gate 1\n nop`;
      const b = new Bench().load(text);
      b.run();
      expect(b.cpu.gpr(2)).toBe(3n);
      expect(b.cpu.instructions).toBe(1010 + pad + 1 + 9 + 1);
    }
  });

  test("a run stops at exactly the cycle asked for, in slots too, and goes on the same", () => {
    const text = ".set noreorder\n addiu $4, $0, 50\n1: addiu $4, $4, -1\n bne $4, $0, 1b\n addiu $2, $2, 1\n gate 1\n nop";
    for (const step of [1, 2, 3, 5, 7]) {
      const b = new Bench().load(text);
      let exit: number, time = 0;
      while ((exit = b.core.run(0, (time += step))) === EXIT.LIMIT) expect(b.cpu.cycle).toBe(time);
      expect(exit).toBe(EXIT.GATE);
      expect([b.cpu.gpr(2), b.cpu.instructions, b.cpu.cycle]).toEqual([50n, 152, 152]);
    }
  });
});

/** A general exception handler at KSEG0 + 0x180 that enters the gate with code 9. */
const withHandler = (body: string): Bench => {
  const b = new Bench();
  b.load(".set noreorder\n gate 9\n nop", 0xffffffff80000180n);
  b.load(".set noreorder\n gate 8\n nop", 0xffffffff80000080n);
  b.load(".set noreorder\n gate 7\n nop", 0xffffffff80000000n);
  return b.load(`.set noreorder\n.set noat\n${body}\n gate 0\n nop`);
};
const excCode = (b: Bench): number => Number((b.cpu.cp0(13) >> 2n) & 31n);

describe("exceptions", () => {
  test.each([
    ["syscall", "nop\n syscall", 8, 0x1004n, false],
    ["break", "break", 9, 0x1000n, false],
    ["overflow", "lui $4, 0x7fff\n ori $4, $4, 0xffff\n addi $2, $4, 1", 12, 0x1008n, false],
    ["trap", "teq $0, $0", 13, 0x1000n, false],
    ["reserved", ".word 0x7c000000", 10, 0x1000n, false],
    ["in a delay slot, EPC is the branch", "b 1f\n syscall\n1: nop", 8, 0x1000n, true],
    ["in the slot of a branch not taken too", "bne $0, $0, 1f\n syscall\n1: nop", 8, 0x1000n, true],
    ["misaligned load", "lui $4, 0x8000\n lw $2, 2($4)", 4, 0x1004n, false],
    ["misaligned store", "lui $4, 0x8000\n sh $2, 1($4)", 5, 0x1004n, false],
    ["misaligned fetch", "lui $4, 0x8000\n ori $4, $4, 0x1002\n jr $4\n nop", 4, 0x1002n, false],
    ["fields that must be 0", ".word 0x00000821 | 1 << 6", 10, 0x1000n, false],
  ])("%s", (_, text, code, epc, slot) => {
    const b = withHandler(text);
    expect(b.run()).toBe(9);
    expect(excCode(b)).toBe(code);
    expect(b.cpu.cp0(14) & 0xffffn).toBe(epc);
    expect((b.cpu.cp0(13) >> 31n) & 1n).toBe(slot ? 1n : 0n);
    expect(b.cpu.cp0(12) & 2n).toBe(2n);
    expect(b.cpu.exceptions(code)).toBe(1);
  });

  test("user mode may not touch the system coprocessor or kernel space, and needs UX for 64-bit operations", () => {
    const cases: [string, bigint, number][] = [
      ["mfc0 $2, $12", 0xe0n, 11], ["lui $4, 0x8000\n lw $2, 0($4)", 0xe0n, 4], ["daddu $2, $2, $2", 0xc0n, 10],
      ["movz $2, $2, $2", 0xe0n, 10], ["gate 3", 0xe0n, 11], ["add.d $f0, $f0, $f0", 0xe0n, 11],
    ];
    for (const [text, x, code] of cases) {
      const b = withHandler(text);
      // The program runs at virtual 0x1000 in user mode, mapped one to one.
      b.cpu.writeTlb(3, { entryHi: 0n, entryLo0: 0x1fn, entryLo1: 0x5fn, pageMask: 0n });
      b.cpu.setCp0(12, x | 0x10n);
      b.cpu.pc = 0x1000n;
      expect(b.run(), text).toBe(9);
      expect(excCode(b), text).toBe(code);
    }
  });

  test("eret returns, clears EXL and the link", () => {
    const b = withHandler("dla $4, 1f\n mtc0 $4, $14\n mfc0 $5, $12\n ori $5, $5, 2\n mtc0 $5, $12\n eret\n addiu $2, $0, 1\n1: mfc0 $3, $12");
    expect(b.run()).toBe(0);
    expect(b.cpu.gpr(2)).toBe(0n);
    expect(b.cpu.gpr(3) & 2n).toBe(0n);
  });
});

describe("TLB", () => {
  test("a miss goes to the vector of its address space, and loads BadVAddr, Context, XContext, EntryHi", () => {
    for (const [x, gate] of [[0xe0n, 8], [0n, 7]] as const) {
      const b = withHandler("lui $4, 0x1234\n ori $4, $4, 0x5678\n lw $2, 0($4)");
      b.cpu.setCp0(12, 0x34000000n | x);
      b.cpu.setCp0(10, 0x77n);
      expect(b.run()).toBe(gate);
      expect(excCode(b)).toBe(2);
      expect(b.cpu.cp0(8)).toBe(0x12345678n);
      expect(b.cpu.cp0(10)).toBe(0x12344077n);
      expect(b.cpu.cp0(4)).toBe((0x12345678n >> 13n) << 4n);
      expect(b.cpu.cp0(20)).toBe((0x12345678n >> 13n) << 4n);
    }
  });

  test.each(["lwl", "lwr", "swl", "swr", "ldl", "sdr"])("%s that misses reports its own address, also modulo 2^32", (name) => {
    for (const [x, base] of [[0xe0n, 0x12345675n], [0n, 0x12345675n], [0n, 0x1_1234_5675n]] as const) {
      const b = withHandler(`${name} $2, 2($4)`);
      b.cpu.setCp0(12, 0x34000000n | x);
      b.cpu.setGpr(4, base);
      b.run();
      expect(b.cpu.cp0(8)).toBe(0x12345677n);
    }
  });

  const map = (b: Bench, lo0: bigint, lo1: bigint, hi = 0x400000n): void =>
    b.cpu.writeTlb(5, { entryHi: hi, entryLo0: lo0, entryLo1: lo1, pageMask: 0n });

  test("even and odd pages, dirty, valid, global and ASID", () => {
    const text = "lui $4, 0x40\n ori $4, $4, 0x1008\n sd $5, 0($4)\n lui $6, 0x8000\n ori $6, $6, 0x6008\n ld $2, 0($6)";
    const b = withHandler(text);
    b.cpu.setGpr(5, 0x1122334455667788n);
    map(b, 0n, 6n << 6n | 0x1en);
    expect(b.run()).toBe(0);
    expect(hex(b.cpu.gpr(2))).toBe("1122334455667788");

    const clean = withHandler(text);
    map(clean, 0n, 6n << 6n | 0x1an);
    expect(clean.run()).toBe(9);
    expect(excCode(clean)).toBe(1);

    const invalid = withHandler(text);
    map(invalid, 0x1en, 6n << 6n | 0x1cn);
    expect(invalid.run()).toBe(9);
    expect(excCode(invalid)).toBe(3);

    const other = withHandler(text);
    map(other, 0n, 6n << 6n | 0x1en, 0x400033n);
    expect(other.run()).toBe(8);

    const global = withHandler(text);
    map(global, 1n, 6n << 6n | 0x1fn, 0x400033n);
    expect(global.run()).toBe(0);
  });

  test("a page that was hot is gone at once when its entry is displaced or clashes", () => {
    for (const index of [5, 9]) {
      const b = withHandler("lui $4, 0x40\n lw $2, 0($4)\n gate 1\n lw $2, 0($4)");
      map(b, 0x1en | 3n << 6n, 0x1en);
      expect(b.run()).toBe(1);
      b.cpu.writeTlb(index, { entryHi: index === 5 ? 0x800000n : 0x400000n, entryLo0: 0n, entryLo1: 0n, pageMask: 0n });
      expect(b.cpu.cp0(12) & 0x200000n).toBe(index === 5 ? 0n : 0x200000n); // TS after a clash
      expect(b.run()).toBe(index === 5 ? 8 : 9);
    }
  });

  test("large pages", () => {
    const b = withHandler("lui $4, 0x41\n lw $2, 0x234($4)");
    b.write(0x10234n, Uint8Array.of(0, 0, 0x12, 0x34));
    b.cpu.writeTlb(0, { entryHi: 0x400000n, entryLo0: 0x1en, entryLo1: 0x1en, pageMask: 0x1e000n }); // 64 KB
    b.cpu.writeTlb(1, { entryHi: 0x420000n, entryLo0: 0x1en, entryLo1: 0x1en, pageMask: 0x1e000n });
    b.load(".set noreorder\n lui $4, 0x42\n lw $2, 0x234($4)\n lui $4, 0x43\n lw $3, 0x234($4)\n gate 0\n nop");
    b.cpu.writeTlb(1, { entryHi: 0x420000n, entryLo0: 0x40n << 0n | 0x1en, entryLo1: 0x10n << 6n | 0x1en, pageMask: 0x1e000n });
    expect(b.run()).toBe(0);
    expect(b.cpu.gpr(3)).toBe(0x1234n);
  });

  test("tlbp, tlbr and tlbwr", () => {
    const b = withHandler("tlbp\n mfc0 $2, $0\n mtc0 $2, $0\n tlbr\n dmfc0 $3, $2\n dmtc0 $6, $10\n tlbp\n mfc0 $4, $0");
    map(b, 0x1en, 0x5en);
    b.cpu.setCp0(10, 0x400000n);
    b.cpu.setGpr(6, 0x7f0000n);
    expect(b.run()).toBe(0);
    expect([b.cpu.gpr(2), b.cpu.gpr(3)]).toEqual([5n, 0x1en]);
    expect(hex(b.cpu.gpr(4))).toBe("ffffffff80000000");
  });

  test("Random stays within Wired..63 and moves", () => {
    const b = withHandler("addiu $4, $0, 60\n mtc0 $4, $6\n" + Array.from({ length: 6 }, (_, n) => ` mfc0 $${8 + n}, $1\n`).join("nop\n"));
    b.run();
    const seen = Array.from({ length: 6 }, (_, n) => Number(b.cpu.gpr(8 + n)));
    expect(seen.every((n) => n >= 60 && n <= 63)).toBe(true);
    expect(new Set(seen).size).toBeGreaterThan(1);
  });
});

describe("time and interrupts", () => {
  test("Count advances every second cycle; Compare raises IP7 at its cycle", () => {
    const b = withHandler("mfc0 $4, $9\n nop\n nop\n nop\n mfc0 $5, $9\n1: b 1b\n nop");
    b.cpu.setCp0(11, 100n);
    b.cpu.setCp0(12, 0x340080e1n);
    expect(b.run()).toBe(9);
    expect(excCode(b)).toBe(0);
    expect(b.cpu.gpr(5) - b.cpu.gpr(4)).toBe(2n);
    expect(b.cpu.cycle).toBeGreaterThanOrEqual(200);
    expect(b.cpu.cycle).toBeLessThan(205);
  });

  test("an external line interrupts, masked and global enables hold it back", () => {
    const b = withHandler("1: b 1b\n addiu $2, $2, 1");
    b.cpu.setInterruptLine(2, true);
    expect(b.core.run(0, 50)).toBe(EXIT.LIMIT);
    b.cpu.setCp0(12, 0x340004e0n);
    expect(b.core.run(0, 100)).toBe(EXIT.LIMIT);
    b.cpu.setCp0(12, 0x340004e1n);
    expect(b.run()).toBe(9);
    expect(b.cpu.pendingInterrupts).toBe(4);
  });

  test("Status bit 27 halts until a line is pending, masked or not, and clears", () => {
    const b = withHandler("mfc0 $4, $12\n lui $5, 0x0800\n or $4, $4, $5\n mtc0 $4, $12\n addiu $2, $0, 1");
    expect(b.core.run(0, 1000)).toBe(EXIT.IDLE);
    expect(b.cpu.gpr(2)).toBe(0n);
    b.cpu.idle(500);
    b.cpu.setInterruptLine(4, true);
    expect(b.run()).toBe(0);
    expect(b.cpu.cp0(12) & 0x8000000n).toBe(0n);
    expect([b.cpu.idleCycles, b.cpu.gpr(2)]).toEqual([496, 1n]);
  });

  test("every cycle is counted once", () => {
    const b = withHandler("addiu $4, $0, 100\n1: addiu $4, $4, -1\n bnez $4, 1b\n nop\n syscall");
    b.run();
    const total = [0, 1, 2].flatMap((c) => [0, 1, 2].map((k) => b.cpu.cycles(c, k))).reduce((x, y) => x + y, b.cpu.idleCycles);
    expect(total).toBe(b.cpu.cycle);
    expect([0, 1, 2].map((c) => b.cpu.instructionsOf(c)).reduce((x, y) => x + y)).toBe(b.cpu.instructions);
  });
});

describe("LL and SC", () => {
  const program = ".set noreorder\n lui $8, 0x8000\n ori $8, $8, 0x3000\n";
  test("sc succeeds after ll, and returns 0 without one or after an exception return", () => {
    const b = withHandler(`${program} addiu $4, $0, 7\n ll $2, 0($8)\n sc $4, 0($8)\n lw $5, 0($8)\n addiu $6, $0, 9\n sc $6, 0($8)`);
    b.run();
    expect([b.cpu.gpr(4), b.cpu.gpr(5), b.cpu.gpr(6)]).toEqual([1n, 7n, 0n]);
  });
  test("a store of another CPU to the block breaks the link, one to another block does not", () => {
    for (const [at, want] of [[0x40, 0n], [0x80, 1n]] as const) {
      const b = new Bench({ cpus: 2 }).load(`${program} ll $2, 0($8)\n gate 1\n sc $2, 0($8)\n gate 2\n nop`);
      b.run();
      const other = b.core.cpus[1]!;
      // The other CPU stores twice: its first store must not have opened the page for the second.
      b.load(`${program} sw $0, 0x100($8)\n sw $0, ${at}($8)\n gate 1\n nop`, 0xffffffff80005000n);
      expect(b.core.run(1, 1000)).toBe(EXIT.GATE);
      expect(other.gateCode).toBe(1);
      b.cpu.pc = 0xffffffff80001010n;
      b.run();
      expect(b.cpu.gpr(2)).toBe(want);
    }
  });
  test("two CPUs count together", () => {
    const b = new Bench({ cpus: 2 }).load(`${program} addiu $9, $0, 1000
1: ll $2, 0($8)
 addiu $2, $2, 1
 sc $2, 0($8)
 beqz $2, 1b
 nop
 addiu $9, $9, -1
 bnez $9, 1b
 nop
 gate 1
 nop`);
    const done = [false, false];
    for (let t = 7; !done.every(Boolean); t += 7) for (const n of [0, 1]) if (!done[n]) done[n] = b.core.run(n, t) === EXIT.GATE;
    expect(b.read64(0x3000) >> 32n).toBe(2000n);
  });
});

describe("floating point", () => {
  const bits = (x: number): bigint => new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const f = (text: string, a = 0, c = 0): Bench => {
    const b = withHandler(text);
    b.cpu.setFpr(2, bits(a));
    b.cpu.setFpr(4, bits(c));
    b.run();
    return b;
  };
  test("doubles, with the inexact flag exactly when the result was rounded", () => {
    for (const [op, a, c, want, inexact] of [
      ["add.d", 1, 2, 3, false], ["add.d", 1, 2 ** -60, 1, true], ["sub.d", 3, 3, 0, false], ["mul.d", 3, 5, 15, false],
      ["mul.d", 0.1, 0.1, 0.1 * 0.1, true], ["div.d", 1, 4, 0.25, false], ["div.d", 1, 3, 1 / 3, true],
    ] as const) {
      const b = f(`${op} $f0, $f2, $f4`, a, c);
      expect(b.cpu.fpr(0), op).toBe(bits(want));
      expect(b.cpu.fcsr, op).toBe(inexact ? 0x1004 : 0);
    }
    expect(f("sqrt.d $f0, $f2", 9).cpu.fpr(0)).toBe(bits(3));
    expect(f("sqrt.d $f0, $f2", 2).cpu.fcsr).toBe(0x1004);
  });
  test("invalid, division by zero and overflow", () => {
    const invalid = f("sub.d $f0, $f2, $f4", Infinity, Infinity);
    expect([hex(invalid.cpu.fpr(0)), invalid.cpu.fcsr]).toEqual(["7ff7ffffffffffff", 0x10040]);
    const zero = f("div.d $f0, $f2, $f4", -1, 0);
    expect([zero.cpu.fpr(0), zero.cpu.fcsr]).toEqual([bits(-Infinity), 0x8020]);
    const over = f("mul.d $f0, $f2, $f4", 1e300, 1e300);
    expect([over.cpu.fpr(0), over.cpu.fcsr]).toEqual([bits(Infinity), 0x5014]);
  });
  test("an enabled cause traps and leaves the register", () => {
    const b = f("li $4, 0x400\n ctc1 $4, $31\n div.d $f0, $f2, $f4", 1, 0);
    expect(b.cpu.gateCode).toBe(9);
    expect(excCode(b)).toBe(15);
    expect([b.cpu.fpr(0), b.cpu.fcsr]).toEqual([0n, 0x8400]);
  });
  test("compare, branch, convert and move", () => {
    const b = f("c.olt.d $f2, $f4\n bc1t 1f\n nop\n li $2, 1\n1: trunc.w.d $f6, $f2\n mfc1 $3, $f6\n mtc1 $3, $f8\n cvt.d.w $f8, $f8", -2.75, 1);
    expect([b.cpu.gpr(2), b.cpu.gpr(3)]).toEqual([0n, BigInt.asUintN(64, -2n)]);
    expect(b.cpu.fpr(8)).toBe(bits(-2));
  });
});

test("clearing every derived table at any moment changes no state and no cycle", () => {
  const text = `.set noreorder
 lui $8, 0x40
 addiu $9, $0, 200
1: lw $2, 0($8)
 addu $2, $2, $9
 sw $2, 4($8)
 ll $3, 8($8)
 addiu $3, $3, 1
 sc $3, 8($8)
 jal 2f
 addiu $9, $9, -1
 bnez $9, 1b
 mfc0 $10, $1
 gate 1
 nop
2: jr $31
 nop`;
  const run = (clear: (cycle: number) => boolean): unknown => {
    const b = new Bench().load(text);
    b.cpu.writeTlb(5, { entryHi: 0x400000n, entryLo0: 0x1en | 3n << 6n, entryLo1: 0x1en, pageMask: 0n });
    let time = 0;
    while (b.core.run(0, (time += 3)) === EXIT.LIMIT) if (clear(time)) b.cpu.clearTables();
    return [b.cpu.cycle, b.cpu.instructions, b.read64(0x3000), ...Array.from({ length: 32 }, (_, n) => b.cpu.gpr(n))];
  };
  const plain = run(() => false);
  expect(run(() => true)).toEqual(plain);
  expect(run((t) => (t * 2654435761) % 5 === 0)).toEqual(plain);
});
