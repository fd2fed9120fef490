import { encode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { EXCEPTION_CODES, type ExceptionName } from "../../src/semantics.ts";
import { CP0, EXIT, FlatSystem, type Cpu, type FlatSystemOptions } from "../../src/index.ts";

export const KSEG0 = 0xffffffff80000000n;
/** Physical addresses: single instructions from here on, and 64 bytes for them to load and store. */
const CODE = 0x90000;
export const DATA = 0x3000;
/** Kernel mode, coprocessors 0 and 1 usable, 64-bit addressing everywhere, 32 floating-point registers; and 16. */
export const STATUS_FR1 = 0x340000e0, STATUS_FR0 = 0x300000e0;

export const S = (v: bigint): bigint => BigInt.asIntN(64, v), U = (v: bigint): bigint => BigInt.asUintN(64, v);

/** Registers by number. */
export type Registers = Readonly<Record<number, bigint>>;
export interface State {
  readonly gpr?: Registers;
  readonly fpr?: Registers;
  readonly hi?: bigint;
  readonly lo?: bigint;
}
/** What is given: registers that are not hold a value that tells their number. */
export interface Given extends State {
  readonly status?: number;
  readonly fcsr?: number;
}
/** What must be: what is not named must be as it was. */
export interface Wanted extends State {
  /** How it ended: the exception, or the gate that was reached (0: what follows; 2: after that; 1 is that of exceptions). */
  readonly exception?: ExceptionName;
  readonly gate?: number;
  /** Whether the exception was in the delay slot of the instruction at the place. */
  readonly inSlot?: boolean;
  readonly fcsr?: number;
  /** The 64 bytes at DATA. */
  readonly memory?: Uint8Array;
}

const NAMES = Object.fromEntries(Object.entries(EXCEPTION_CODES).map(([name, code]) => [code, name]));
const gate = (code: number): number => encode("gate", { code });
const general = (n: number): bigint => BigInt(n) * 0x0101010101010101n, floating = (n: number): bigint => 0x4100_0000_4100_0000n + BigInt(n) * 0x1_0000_0001n;
const hex = (v: bigint): string => `0x${U(v).toString(16)}`;

/**
 * Single instructions, each at a place of its own, followed by `gate 0`, the next by `gate 2`; exceptions reach `gate 1`.
 * Every run begins with the same registers and data, and everything that it does not change is compared.
 */
export class Sheet {
  readonly system: FlatSystem;
  private places = 0;
  readonly data = Uint8Array.from({ length: 64 }, (_, n) => 0xd1 + 23 * n);

  /** With RAM for the checks of one row, or of all. */
  constructor(size: "small" | "large", options: FlatSystemOptions = {}) {
    this.system = FlatSystem.createSync({ ramBytes: size === "small" ? 0xc0000 : 0x400000, ...options });
    this.put(0x180, gate(1));
  }
  get cpu(): Cpu {
    return this.system.cpu;
  }
  /** A page of memory where nothing has run yet. */
  fresh(): this {
    this.places = Math.ceil(this.places / 256) * 256;
    return this;
  }
  /** Words at a physical address. */
  put(at: number, ...words: readonly number[]): void {
    const view = new DataView(new ArrayBuffer(4 * words.length));
    words.forEach((w, n) => view.setUint32(4 * n, w));
    this.system.write(BigInt(at), new Uint8Array(view.buffer));
  }
  /** Where the next instruction will be. */
  get here(): bigint {
    return KSEG0 + BigInt(CODE + 16 * this.places);
  }
  add(word: number, next = 0): bigint {
    const place = this.here;
    this.put(CODE + 16 * this.places++, word, next, gate(0), gate(2));
    return place;
  }
  /** Maps two pages of physical memory, one to one, at a virtual address. */
  map(va: bigint, pa: number, index = 0): void {
    const lo = (page: number): bigint => (BigInt(page) << 6n) | 0x1fn; // cacheable, dirty, valid, global
    this.cpu.writeTlb(index, { entryHi: va & ~0x1fffn, entryLo0: lo(pa >> 12), entryLo1: lo((pa >> 12) + 1), pageMask: 0n });
  }

  private start(place: bigint, given: Given): void {
    const { cpu } = this;
    this.system.write(BigInt(DATA), this.data);
    for (let n = 0; n < 32; n++) {
      cpu.setGpr(n, U(given.gpr?.[n] ?? general(n)));
      cpu.setFpr(n, U(given.fpr?.[n] ?? floating(n)));
    }
    cpu.hi = U(given.hi ?? 0x48n);
    cpu.lo = U(given.lo ?? 0x4cn);
    cpu.fcsr = given.fcsr ?? 0;
    cpu.setCp0(CP0.status, BigInt(given.status ?? STATUS_FR1));
    cpu.pc = place;
  }
  /** Runs what is there to a gate: its code. */
  private go(): number {
    const exit = this.system.core.run(0, this.cpu.cycle + 2000);
    if (exit !== EXIT.GATE) throw new Error(`no gate was reached, exit ${exit} at ${hex(this.cpu.pc)}`);
    return this.cpu.gateCode;
  }
  /** Runs what is there and gives the exception it ended with, if it did. */
  run(place: bigint, given: Given): ExceptionName | undefined {
    this.start(place, given);
    return this.go() === 1 ? (NAMES[Number((this.cpu.cp0(CP0.cause) >> 2n) & 31n)] as ExceptionName) : undefined; // by code
  }
  get gateCode(): number {
    return this.cpu.gateCode;
  }

  /** Runs what is there, and throws unless it ends as wanted. */
  check(what: () => string, place: bigint, given: Given, wanted: Wanted): void {
    const exception = this.run(place, given), { cpu } = this, wrong: string[] = [];
    const compare = (name: string, got: unknown, want: unknown): void => {
      if (got !== want) wrong.push(`${name} is ${typeof got === "bigint" ? hex(got) : String(got)}, not ${typeof want === "bigint" ? hex(want) : String(want)}`);
    };
    compare("exception", exception, wanted.exception);
    if (wanted.exception) {
      compare("EPC", cpu.cp0(CP0.epc), U(place));
      compare("Cause.BD", (cpu.cp0(CP0.cause) >> 31n) & 1n, wanted.inSlot ? 1n : 0n);
    } else compare("gate", cpu.gateCode, wanted.gate ?? 0);
    for (let n = 0; n < 32; n++) {
      compare(`$${n}`, cpu.gpr(n), n ? U(wanted.gpr?.[n] ?? given.gpr?.[n] ?? general(n)) : 0n);
      compare(`$f${n}`, cpu.fpr(n), U(wanted.fpr?.[n] ?? given.fpr?.[n] ?? floating(n)));
    }
    compare("HI", cpu.hi, U(wanted.hi ?? given.hi ?? 0x48n));
    compare("LO", cpu.lo, U(wanted.lo ?? given.lo ?? 0x4cn));
    compare("FCSR", cpu.fcsr, wanted.fcsr ?? given.fcsr ?? 0);
    compare("memory", String(this.system.read(BigInt(DATA), 64)), String(wanted.memory ?? this.data));
    if (wrong.length) throw new Error(`${what()}: ${wrong.slice(0, 3).join("; ")}`);
  }
}

/** Each row's checks, which throw. */
export type Checks = Partial<Record<Mnemonic, (sheet: Sheet) => void>>;
/** The mnemonics that are the keys of a table. */
export const names = (table: object): Mnemonic[] => Object.keys(table) as Mnemonic[]; // the tables' keys are mnemonics
/** One check for each key of a table. */
export const checksOf = <T>(table: Partial<Record<Mnemonic, T>>, check: (sheet: Sheet, name: Mnemonic, entry: T) => void): Checks =>
  Object.fromEntries(names(table).map((name) => [name, (sheet: Sheet) => check(sheet, name, table[name]!)])); // it has its keys
