/** The system coprocessor, and the coprocessor 2 that is not there (r10000.md §1, §2.4, §4, §5.4, §5.6). */
import { i32, i64, type ModuleBuilder } from "@disco-vm/wasm";
import { encode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { CP0, FlatMemory, STATUS, type FlatMemoryOptions, type LineHooks, type MemoryCode } from "../../src/index.ts";
import { checkWays } from "./control.ts";
import { checkAddress, UNMAPPED, XKPHYS } from "./memory.ts";
import { DATA, KSEG0, STATUS_FR1, U, Sheet, type Checks } from "./sheet.ts";
import { REGISTERS } from "./values.ts";

const LONG = 0x7899aabb_9cddeeffn;
function equal(what: string, got: bigint, want: bigint): void {
  if (got !== U(want)) throw new Error(`${what} is 0x${got.toString(16)}, not 0x${U(want).toString(16)}`);
}

/** Performance controls (even) keep 9 bits, counters (odd) 32; register 25 alone looks at the low bits. None counts in kernel mode. */
const PERFORMANCE = [0x18n, 0x11111111n, 0x13cn, 0x22222222n];
/** What MTC0 or DMTC0 writes, MFC0 and DMFC0 read: 32 bits, sign-extended, or all. */
function cp0(sheet: Sheet, name: "mfc0" | "dmfc0" | "mtc0" | "dmtc0"): void {
  const { cpu } = sheet, part = (v: bigint): bigint => (name.startsWith("d") ? v : BigInt.asIntN(32, v));
  for (const { rt } of REGISTERS) for (const [rd, other] of [[CP0.epc, CP0.errorEpc], [CP0.errorEpc, CP0.epc]] as const) {
    const place = sheet.add(encode(name, { rt, rd })), reads = name.includes("mf");
    cpu.setCp0(rd, LONG);
    cpu.setCp0(other, 77n);
    if (reads) sheet.check(() => `${name} ${rd}`, place, {}, { gpr: { [rt]: part(LONG) } });
    else sheet.check(() => `${name} ${rd}`, place, { gpr: { [rt]: -LONG } }, {});
    equal(`register ${rd} after ${name}`, cpu.cp0(rd), reads ? LONG : part(-LONG));
    equal(`register ${other} after ${name}`, cpu.cp0(other), 77n);
  }
  // Each of the four is written, in order and then another time, and read after that.
  const [to, from] = name.startsWith("d") ? (["dmtc0", "dmfc0"] as const) : (["mtc0", "mfc0"] as const);
  for (const flip of [0n, 1n]) {
    PERFORMANCE.forEach((v, sub) => sheet.check(() => `${to} 25, ${sub}`, sheet.add(encode(to, { rt: 5, rd: CP0.performance, sub })), { gpr: { 5: v ^ flip } }, {}));
    PERFORMANCE.forEach((v, sub) => sheet.check(() => `${from} 25, ${sub}`, sheet.add(encode(from, { rt: 5, rd: CP0.performance, sub })), {}, { gpr: { 5: v ^ flip } }));
  }
}

const CH = STATUS_FR1 | STATUS.ch;
function branch(sheet: Sheet, name: "bc0f" | "bc0t" | "bc0fl" | "bc0tl"): void {
  checkWays(sheet, name, { word: (imm) => encode(name, { imm }), given: (taken) => ({ status: taken === name.startsWith("bc0t") ? CH : STATUS_FR1 }), likely: name.endsWith("l"), link: false });
}

const ENTRY = { entryHi: 0x4000000000abe042n, entryLo0: 0x1fn << 6n | 0x1en, entryLo1: 0x2fn << 6n | 0x1an, pageMask: 0n };
const OTHER = { ...ENTRY, entryHi: 0x7f2042n, entryLo0: 2n };
const INDEX = 37, LAST = 63;
/** CP0 registers hold ENTRY, TLB entry INDEX holds OTHER; Random can only be LAST. */
function tlb(sheet: Sheet, name: Mnemonic): void {
  const { cpu } = sheet, none = { ...OTHER, entryHi: 0x123000000n };
  cpu.writeTlb(INDEX, OTHER);
  cpu.writeTlb(LAST, none);
  cpu.setCp0(CP0.wired, BigInt(LAST));
  cpu.setCp0(CP0.index, BigInt(name === "tlbp" ? 3 : INDEX));
  cpu.setCp0(CP0.entryHi, name === "tlbp" ? OTHER.entryHi : ENTRY.entryHi);
  cpu.setCp0(CP0.entryLo0, ENTRY.entryLo0);
  cpu.setCp0(CP0.entryLo1, ENTRY.entryLo1);
  cpu.setCp0(CP0.pageMask, ENTRY.pageMask);
  sheet.check(() => name, sheet.add(encode(name)), {}, {});
  const want = { tlbr: [OTHER, OTHER, none], tlbp: [{ ...ENTRY, entryHi: OTHER.entryHi }, OTHER, none], tlbwi: [ENTRY, ENTRY, none], tlbwr: [ENTRY, OTHER, ENTRY] }[name as "tlbr"]!; // it is one of them
  equal(`${name}: EntryHi`, cpu.cp0(CP0.entryHi), want[0]!.entryHi); // three each
  equal(`${name}: EntryLo0`, cpu.cp0(CP0.entryLo0), want[0]!.entryLo0);
  equal(`${name}: Index`, cpu.cp0(CP0.index), BigInt(INDEX));
  [INDEX, LAST].forEach((n, k) => {
    equal(`${name}: EntryHi of entry ${n}`, cpu.tlb(n).entryHi, want[k + 1]!.entryHi);
    equal(`${name}: EntryLo0 of entry ${n}`, cpu.tlb(n).entryLo0, want[k + 1]!.entryLo0);
  });
  if (name !== "tlbp") return;
  cpu.setCp0(CP0.entryHi, 0x555000n);
  sheet.check(() => "tlbp of nothing", sheet.add(encode("tlbp")), {}, {});
  equal("Index after tlbp of nothing", cpu.cp0(CP0.index), -0x80000000n); // P
}

function eret(sheet: Sheet): void {
  for (const [bit, at] of [[STATUS.exl, CP0.epc], [STATUS.erl, CP0.errorEpc]] as const) {
    const place = sheet.add(encode("eret")), { cpu } = sheet;
    for (const register of [CP0.epc, CP0.errorEpc]) cpu.setCp0(register, KSEG0 + 0x180n);
    cpu.setCp0(at, place + 12n);
    sheet.check(() => "eret", place, { status: STATUS_FR1 | bit }, { gate: 2 });
    equal("Status after eret", cpu.cp0(CP0.status) & BigInt(bit), 0n);
  }
}

/** RAM that notes in linear memory, below what a FlatSystem uses, what operation it is asked for. */
const NOTED = { op: 16, va: 24, pa: 32 } as const;
class NotingMemory extends FlatMemory {
  override emit(b: ModuleBuilder, hooks: LineHooks): MemoryCode {
    const cacheOp = b.func("noteCacheOp", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => {
      const [, op, va, pa] = f.params, at = i32.const(0);
      f.add(i32.store(at, op, NOTED.op));
      f.add(i64.store(at, va, NOTED.va));
      f.add(i64.store(at, pa, NOTED.pa));
      f.return(i32.const(0));
    });
    return { ...super.emit(b, hooks), cacheOp };
  }
}
/** Every operation, and where it goes; where nothing is mapped, a TLB miss. */
function cache(sheet: Sheet): void {
  const memory = { geometry: new FlatMemory({ ramBase: 0, ramBytes: 0, cpus: [], linkedPages: 0 }).geometry, create: (places: FlatMemoryOptions) => new NotingMemory(places) };
  const noting = new Sheet("small", { memory }), view = new DataView(noting.system.memory.buffer);
  for (let op = 0; op < 32; op++) {
    noting.check(() => `cache ${op}`, noting.add(encode("cache", { rs: 4, op, imm: 0x40 })), { gpr: { 4: XKPHYS } }, {});
    equal(`operation ${op}`, BigInt(view.getInt32(NOTED.op, true)), BigInt(op));
    equal(`operation ${op}'s address`, view.getBigUint64(NOTED.va, true), XKPHYS + 0x40n);
    equal(`operation ${op}'s physical address`, view.getBigUint64(NOTED.pa, true), BigInt(DATA + 0x40));
  }
  for (const { rs } of REGISTERS) for (const imm of [0, 4, -8, 0x4000, -0x8000]) for (const high of [0n, 1n << 40n]) {
    const at = UNMAPPED + high, what = (): string => `cache at offset ${imm}`, wanted = { exception: "TLBL" } as const;
    sheet.check(what, sheet.add(encode("cache", { rs, imm, op: 0x15 })), { gpr: { [rs]: at - BigInt(imm) } }, wanted);
    checkAddress(sheet, what, wanted, at);
  }
}

const CU2 = STATUS_FR1 | STATUS.cu2;
const nothing = (name: Mnemonic) => (sheet: Sheet): void =>
  sheet.check(() => name, sheet.add(encode(name, name === "cop2" ? { code: 0x1234 } : { rs: 4, rt: 5, imm: 8 })), { status: CU2 }, { exception: "RI" });

export const SYSTEM: Checks = {
  mfc0: (sheet) => cp0(sheet, "mfc0"), dmfc0: (sheet) => cp0(sheet, "dmfc0"), mtc0: (sheet) => cp0(sheet, "mtc0"), dmtc0: (sheet) => cp0(sheet, "dmtc0"),
  bc0f: (sheet) => branch(sheet, "bc0f"), bc0t: (sheet) => branch(sheet, "bc0t"), bc0fl: (sheet) => branch(sheet, "bc0fl"), bc0tl: (sheet) => branch(sheet, "bc0tl"),
  tlbr: (sheet) => tlb(sheet, "tlbr"), tlbwi: (sheet) => tlb(sheet, "tlbwi"), tlbwr: (sheet) => tlb(sheet, "tlbwr"), tlbp: (sheet) => tlb(sheet, "tlbp"),
  eret, cache,
  gate: (sheet) => { for (const code of [5, 0x40000, 0x7ffff]) sheet.check(() => `gate ${code}`, sheet.add(encode("gate", { code })), {}, { gate: code }); },
  cop2: nothing("cop2"), lwc2: nothing("lwc2"), ldc2: nothing("ldc2"), swc2: nothing("swc2"), sdc2: nothing("sdc2"),
};
