/** The random code: units of a few instructions, entered only at their beginnings. */
import { encode } from "../../src/isa/decode.ts";
import { rows, type Mnemonic } from "../../src/isa/rows.ts";
import { ARITHMETIC, BRANCHES, choose, FLOATS, LOADS, randomInstruction, STORES, type RandomFields } from "../random-instruction.ts";
import { DATA, FCSRS, FREE, JUMPS, LAST, MIDDLE, POINTERS, REG, TUPLES, WIRED } from "./layout.ts";
import type { Profile } from "./program.ts";
import { ASIDS } from "./tables.ts";

/** A word, or one that depends on where units begin: index of the unit and of the word itself among the words. */
type Piece = number | ((at: number, begin: (unit: number) => number) => number);

/** Coprocessor 2 is never usable here; its operations QEMU reserves. */
const UNUSABLE: Mnemonic[] = ["lwc2", "ldc2", "swc2", "sdc2"];
const TRAPS: Mnemonic[] = ["teq", "tne", "tge", "tgeu", "tlt", "tltu", "teqi", "tnei", "tgei", "tgeiu", "tlti", "tltiu"];
/** Undefined for operands that are not words, and QEMU takes another view then. */
const WORD_TRAPPING: Mnemonic[] = ["add", "addi", "sub"];
const OTHERS = ARITHMETIC.filter((n) => !WORD_TRAPPING.includes(n));
const MULTIPLY: Mnemonic[] = ["mult", "multu", "div", "divu", "dmult", "dmultu", "ddiv", "ddivu", "mfhi", "mflo", "mthi", "mtlo"];
/** Write-backs and index operations, which change no memory. */
const CACHE_OPS = [0, 1, 3, 0x10, 0x14, 0x15, 0x17];
const INDEXED: Mnemonic[] = ["lwxc1", "ldxc1", "swxc1", "sdxc1"], FP_MEMORY: Mnemonic[] = ["lwc1", "ldc1", "swc1", "sdc1"];
const ARITHMETIC_FP = FLOATS.filter((n) => !INDEXED.includes(n) && n !== "prefx" && n !== "cfc1");
/** CP0 registers that both have: Index, EntryLo, Context, PageMask, Wired, BadVAddr, EntryHi, Status, Cause, EPC, XContext, ErrorEPC. */
const READABLE = [0, 2, 3, 4, 5, 6, 8, 10, 12, 13, 14, 20, 30];
/** Those that keep any value without effect: Context, EPC, ErrorEPC. */
const WRITABLE = [4, 14, 30];
/** Reserved by both: holes of SPECIAL, of REGIMM, of COP0. */
const RESERVED = [0x0000000e, 0x00000015, 0x00000028, 0x00000039, 0x0000003d, 0x040d0000, 0x04150000, 0x40600000, 0x40400000];

/** Backward branches taken in one pass through the code, at most. */
const LOOPS = 40;

export class Code {
  private readonly units: Piece[][] = [];

  constructor(private readonly next: () => number, private readonly profile: Profile, private readonly capacity: number) {}

  /** Fills the room with units; the last begins again, and stops the program when the fuel is spent. */
  words(): number[] {
    const { units } = this;
    let length = 0;
    for (const stop: Piece[] = [...this.spend(REG.fuel, 2), this.jump("j", 0), encode("addiu", { rt: REG.loops, imm: LOOPS }), encode("addiu", { rt: REG.fuel }), encode("syscall")]; ;) {
      const unit = this.unit();
      if (length + unit.length + stop.length > this.capacity) {
        units.push(stop);
        break;
      }
      units.push(unit);
      length += unit.length;
    }
    const begins: number[] = [];
    units.reduce((at, unit) => {
      begins.push(at);
      return at + unit.length;
    }, 0);
    const begin = (unit: number): number => begins[Math.max(0, Math.min(units.length - 1, unit))]!; // within the list
    return units.flat().map((piece, at) => typeof piece === "number" ? piece : piece(at, begin));
  }

  /** Whether 64-bit instructions are there in all modes that the program is in. */
  private get has64(): boolean {
    const { wide, mode, modes } = this.profile;
    return wide || (mode === 0 && !modes);
  }
  private get kernel(): boolean {
    return this.profile.mode === 0 || this.profile.modes || this.profile.cu0;
  }
  private random(name: Mnemonic, given: RandomFields = {}): number {
    return randomInstruction(this.next, name, FREE, given);
  }
  private free(): number {
    return choose(this.next, FREE);
  }

  private unit(): Piece[] {
    const { next, profile } = this, kind = next() % 100;
    if (kind < 14) return this.forward();
    if (kind < 18) return this.backward();
    if (kind < 20) return this.call();
    if (kind < 21) return this.computed();
    if (kind < 22) return this.back();
    if (kind < 28) return [this.tableLoad(POINTERS, REG.wild)];
    if (kind < 29) return this.linked();
    if (kind < 30) return next() % 4 ? this.wildJump() : [this.refused()];
    if (kind < 31) return [this.random(choose(next, ["syscall", "syscall", "break", choose(next, TRAPS)]))];
    if (kind < 36 && this.kernel) return this.privileged();
    if (kind < 38 && profile.fpu) return [this.tableLoad(FCSRS, REG.temp), encode("ctc1", { rt: REG.temp, fs: 31 })];
    if (kind < 41 && profile.fpu) return this.floatBranch();
    if (kind < 44) return this.wordTrapping();
    return [this.simple()];
  }

  private refused(): number {
    return this.next() % 2 ? choose(this.next, RESERVED) : this.random(choose(this.next, UNUSABLE), { rs: REG.data });
  }
  private wordTrapping(): Piece[] {
    const rs = this.free(), rt = this.free(), word = (r: number): number => encode("sll", { rd: r, rt: r }), name = choose(this.next, WORD_TRAPPING);
    return [word(rs), word(rt), this.random(name, name === "addi" ? { rs } : { rs, rt })];
  }

  /** One instruction that may stand in a delay slot. */
  private simple(): number {
    const { next, profile } = this, kind = next() % 100;
    if (kind < 1) return this.random(choose(next, TRAPS));
    if (kind < 10) return this.random(choose(next, MULTIPLY));
    if (kind < 22) return this.memory(choose(next, LOADS));
    if (kind < 33) return this.memory(choose(next, STORES));
    if (kind === 33) return this.random("cache", { rs: REG.data, op: choose(next, CACHE_OPS), imm: next() % 512 });
    if (kind < 35) return next() % 2 ? this.random("lui") : this.random(choose(next, ["pref", "sync"]), { rs: REG.wild });
    if (kind < 70 && profile.fpu) return this.float();
    const name = choose(next, OTHERS);
    // Where 64-bit instructions are reserved, one now and then.
    return !profile.wide && rows[name].isa === 3 && next() % 16 ? this.random("addu") : this.random(name);
  }

  private memory(name: Mnemonic, given: RandomFields = {}): number {
    const { next } = this, partial = /[lr]$/.test(name);
    const imm = (next() % 2048 - 1024) & (next() % (partial ? 2 : 40) ? ~7 : ~0), { wide, wideKernel } = this.profile;
    return this.random(name, { rs: choose(next, [REG.data, REG.data, REG.data, REG.other, REG.wild]), imm: imm || wide || !wideKernel ? imm : 8, ...given });
  }

  private float(): number {
    const { next, profile } = this, kind = next() % 10;
    if (kind < 2) {
      const name = choose(next, FP_MEMORY);
      return this.memory(name, this.registers(name.endsWith("wc1")));
    }
    if (kind === 2) {
      const name = choose(next, INDEXED), base = choose(next, [REG.data, REG.data, REG.other, REG.wild]);
      return this.random(name, { rs: base, rt: REG.index, ...this.registers() });
    }
    if (kind === 3 && next() % 8 === 0) return this.random("prefx", { rs: REG.data, rt: REG.index });
    if (kind === 3) {
      const name = choose(next, ["mfc1", "mtc1", "dmfc1", "dmtc1", "cfc1"] as const);
      return this.random(name, name === "cfc1" ? { fs: 31 } : this.registers(!name.startsWith("d")));
    }
    let name = choose(next, ARITHMETIC_FP);
    // With Status.FR clear QEMU reserves the L format, RECIP and RSQRT.
    while (!profile.fr && /\.l|cvt\..\.l|^r(ecip|sqrt)/.test(name)) name = choose(next, ARITHMETIC_FP);
    return this.random(name, this.registers());
  }
  /** Few registers, so that results meet; even ones while Status.FR is clear, unless a word is half of one. */
  private registers(half = false): RandomFields {
    const one = (): number => (this.next() % 12) * (this.profile.fr || half ? 1 : 2);
    return { fs: one(), ft: one(), fd: one(), fr: one() };
  }

  private tableLoad(table: { at: number; count: number }, register: number): number {
    return encode("ld", { rt: register, rs: REG.tables, imm: (table.at + 8 * (this.next() % table.count) - MIDDLE) & 0xffff });
  }
  private to(unit: number, name: Mnemonic, fields: Record<string, number>): Piece {
    return (at, begin) => encode(name, { ...fields, imm: (begin(unit) - at - 1) & 0xffff });
  }
  private branchFields(name: Mnemonic): Record<string, number> {
    const operand = (): number => (this.next() % 6 ? this.free() : 0);
    return /^b(eq|ne)/.test(name) ? { rs: operand(), rt: operand() } : { rs: operand() };
  }

  private forward(): Piece[] {
    const name = choose(this.next, BRANCHES);
    return [this.to(this.units.length + 1 + (this.next() % 6), name, this.branchFields(name)), this.simple()];
  }
  /** Spends fuel, or loops of this pass, and goes on behind the rest of the unit when there is none. */
  private spend(register: number, rest: number): number[] {
    return [encode("addiu", { rs: register, rt: register, imm: -1 }), encode("blez", { rs: register, imm: rest + 1 }), encode("sll")];
  }
  private backward(): Piece[] {
    const name = choose(this.next, BRANCHES), target = this.units.length - (this.next() % 12);
    return [...this.spend(REG.loops, 2), this.to(target, name, this.branchFields(name)), this.simple()];
  }
  private call(): Piece[] {
    return [this.jump(this.next() % 2 ? "jal" : "j", this.units.length + 1 + (this.next() % 12)), this.simple()];
  }
  private jump(name: "j" | "jal", unit: number): Piece {
    const address = this.profile.mapped ? 0x402000 : 0x2000; // J keeps bits 63:28
    return (_, begin) => encode(name, { target: (address >> 2) + begin(unit) });
  }
  /** $31 = the address behind it. */
  private here(): number[] {
    return [encode("bgezal", { imm: 1 }), encode("sll")];
  }
  private computed(): Piece[] {
    const unit = this.units.length + 1 + (this.next() % 12), link = choose(this.next, [REG.link, this.free()]);
    const jump = this.next() % 2 ? encode("jr", { rs: REG.temp2 }) : encode("jalr", { rs: REG.temp2, rd: link });
    const distance: Piece = (at, begin) => encode("daddiu", { rs: REG.link, rt: REG.temp2, imm: 4 * (begin(unit) - at) });
    return this.has64 ? [...this.here(), distance, jump, this.simple()] : [this.simple()];
  }
  /** Return to behind the last call. */
  private back(): Piece[] {
    return [...this.spend(REG.loops, 2), encode("jr", { rs: REG.link }), this.simple()];
  }
  private wildJump(): Piece[] {
    // In 32-bit user mode LD is reserved. The handler goes on behind the unit, which $31 tells it.
    const load = this.has64 ? this.tableLoad(JUMPS, REG.temp) : encode("lui", { rt: REG.temp, imm: 0x7f00 });
    return [...this.here(), load, encode("jr", { rs: REG.temp }), encode("addu", { rd: this.free(), rs: this.free(), rt: this.free() })];
  }
  private linked(): Piece[] {
    const [ll, sc] = this.next() % 2 ? ["ll", "sc"] as const : ["lld", "scd"] as const, imm = this.next() % 512 & 0x1f8;
    const rt = this.free(), base = REG.data;
    return [
      ...(this.next() % 4 ? [encode(ll, { rs: base, rt: this.free(), imm })] : []), this.random("addu", { rd: rt }),
      ...(this.next() % 4 ? [] : [encode("syscall")]), encode(sc, { rs: base, rt, imm }),
    ];
  }
  private floatBranch(): Piece[] {
    const name = choose(this.next, ["bc1f", "bc1t", "bc1fl", "bc1tl"] as const);
    return [this.to(this.units.length + 1 + (this.next() % 6), name, { cc: this.next() % 8 }), this.simple()];
  }

  private privileged(): Piece[] {
    const { next } = this, kind = next() % 15, t = REG.temp;
    const c0 = (name: "mfc0" | "mtc0" | "dmfc0" | "dmtc0", rd: number, rt: number = t): number => encode(name, { rt, rd });
    if (kind === 0) return [c0("dmtc0", choose(next, WRITABLE), this.free())];
    if (kind < 3) return [c0(next() % 2 ? "mfc0" : "dmfc0", choose(next, READABLE), this.free())];
    if (kind < 6) {
      const tuple = TUPLES.at + TUPLES.bytes * (next() % TUPLES.count) - MIDDLE;
      return [...this.tlbValues(tuple), encode("tlbwi"), ...this.anAsid()];
    }
    if (kind === 6) return this.anAsid();
    if (kind === 7) {
      const tuple = TUPLES.at + TUPLES.bytes * (next() % TUPLES.count) - MIDDLE;
      return [encode("ld", { rs: REG.tables, rt: t, imm: (tuple + 8) & 0xffff }), c0("dmtc0", 10), encode("tlbp"), c0("mfc0", 0, this.free()), ...this.anAsid()];
    }
    if (kind === 8) return [
      encode("addiu", { rt: t, imm: next() % 64 }), c0("mtc0", 0), encode("tlbr"), c0("dmfc0", 10, this.free()), c0("dmfc0", 2, this.free()), c0("mfc0", 3, this.free()), c0("mfc0", 5, this.free()),
      ...this.anAsid(),
    ];
    if (kind === 9) {
      const branch: Piece[] = next() % 2 ? [this.to(this.units.length + 1 + (next() % 3), choose(next, BRANCHES), this.branchFields("bltz"))] : [];
      return [encode("addiu", { rt: t, imm: choose(next, [0x100, 0x200, 0x300]) }), ...branch, c0("mtc0", 13)];
    }
    if (kind === 10) return this.changeStatus(encode("xori", { rs: t, rt: t, imm: choose(next, [1, 0x100, 0x200, 1]) }));
    if (kind < 12) return this.tlbWriteRandom();
    if (kind < 14 && this.atKseg0) return next() % 2 ? this.errorLevel() : this.swap();
    return this.viaEret();
  }
  /** In kernel mode at KSEG0 all the time. */
  private get atKseg0(): boolean {
    return !this.profile.mapped;
  }
  private anAsid(): number[] {
    return [encode("addiu", { rt: REG.temp, imm: choose(this.next, ASIDS) }), encode("mtc0", { rt: REG.temp, rd: 10 })];
  }
  /** Index, EntryHi, EntryLo and PageMask from a tuple of the tables. */
  private tlbValues(tuple: number): number[] {
    const part = (k: number, name: "mtc0" | "dmtc0", rd: number): number[] =>
      [encode("ld", { rs: REG.tables, rt: REG.temp, imm: (tuple + 8 * k) & 0xffff }), encode(name, { rt: REG.temp, rd })];
    return [...part(0, "mtc0", 0), ...part(1, "dmtc0", 10), ...part(2, this.next() % 2 ? "mtc0" : "dmtc0", 2), ...part(3, "dmtc0", 3), ...part(4, "mtc0", 5)];
  }
  /** With all entries but one wired, Random can only be that one. TLBR makes QEMU forget what was there. */
  private tlbWriteRandom(): number[] {
    const count = TUPLES.count / LAST.every, tuple = TUPLES.at + TUPLES.bytes * LAST.every * (4 + (this.next() % (count - 4))) - MIDDLE;
    const wired = (n: number): number[] => [encode("addiu", { rt: REG.temp, imm: n }), encode("mtc0", { rt: REG.temp, rd: 6 })];
    return [...this.tlbValues(tuple), ...wired(63), encode("tlbwr"), encode("tlbr"), ...wired(WIRED), ...this.anAsid()];
  }
  /** ERL: the low addresses are physical and uncached. */
  private errorLevel(): number[] {
    const imm = this.next() % 0x7000 & ~7, access = (name: Mnemonic): number => encode(name, { rs: REG.temp2, rt: this.free(), imm });
    return [
      ...this.changeStatus(encode("ori", { rs: REG.temp, rt: REG.temp, imm: 4 })), encode("lui", { rt: REG.temp2, imm: DATA >> 16 }),
      access(choose(this.next, LOADS)), access(choose(this.next, ["sb", "sh", "sw", "sd"])),
      ...this.changeStatus(encode("xori", { rs: REG.temp, rt: REG.temp, imm: 4 })),
    ];
  }
  /** Code that changes: two of its instructions change places. */
  private swap(): number[] {
    const word = (name: "lw" | "sw", rt: number, n: number): number => encode(name, { rs: REG.link, rt, imm: 4 * n });
    return [
      ...this.here(), word("lw", REG.temp, 4), word("lw", REG.temp2, 5), word("sw", REG.temp, 5), word("sw", REG.temp2, 4),
      this.random(choose(this.next, OTHERS)), this.random(choose(this.next, OTHERS)),
    ];
  }
  /** With XX, which QEMU does not keep, set again. */
  private changeStatus(change: number): number[] {
    const t = REG.temp;
    return [
      encode("mfc0", { rt: t, rd: 12 }), change, encode("lui", { rt: REG.temp2, imm: 0x8000 }), encode("or", { rd: t, rs: t, rt: REG.temp2 }),
      encode("mtc0", { rt: t, rd: 12 }),
    ];
  }
  /** ERET to a unit further on. */
  private viaEret(): Piece[] {
    const { next } = this, t = REG.temp, unit = this.units.length + 1 + (next() % 6);
    if (this.profile.mode !== 0 || this.profile.modes) return [this.simple()];
    return [
      ...this.changeStatus(encode("ori", { rs: t, rt: t, imm: 2 })),
      ...this.here(), (at, begin) => encode("daddiu", { rs: REG.link, rt: REG.temp2, imm: 4 * (begin(unit) - at) }),
      encode("dmtc0", { rt: REG.temp2, rd: 14 }), encode("eret"),
    ];
  }
}
