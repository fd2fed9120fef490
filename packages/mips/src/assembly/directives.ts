/** Directives of GNU as. There is one section; directives about sections, types and debugging are taken and mean nothing. */
import type { Assembler } from "./assembler.ts";
import { AssemblerError } from "./error.ts";
import { constant, type Reader } from "./expression.ts";
import type { Token } from "./lexer.ts";
import { REGISTERS } from "./registers.ts";

type Directive = (a: Assembler, reader: Reader, head: Token) => void;

const data = (size: 1 | 2 | 4 | 8): Directive => (a, reader) => {
  do {
    const at = reader.at;
    a.data(size, reader.expression(), at);
  } while (reader.accept(","));
};

const text = (zero: boolean): Directive => (a, reader) => {
  do {
    const token = reader.peek();
    if (token?.kind !== "string") throw reader.unexpected("a string in double quotes");
    reader.next();
    a.bytes(new TextEncoder().encode(zero ? `${token.text}\0` : token.text));
  } while (reader.accept(","));
};

/** IEEE bits of decimal numbers; they go through the data path, big-endian as the rest. */
const floating = (size: 4 | 8): Directive => (a, reader) => {
  do {
    const at = reader.at, sign = reader.accept("-") ? -1 : 1, token = reader.next(), view = new DataView(new ArrayBuffer(8));
    if (token?.kind !== "number" && token?.kind !== "float") throw new AssemblerError("syntax", at, "a decimal number", `"${token?.text ?? "the end of the line"}"`);
    if (size === 4) view.setFloat32(0, sign * Number(token.text));
    else view.setFloat64(0, sign * Number(token.text));
    a.data(size, constant(size === 4 ? BigInt(view.getUint32(0)) : view.getBigInt64(0)), at);
  } while (reader.accept(","));
};

const fillOf = (a: Assembler, reader: Reader): number => (reader.accept(",") ? Number(BigInt.asUintN(8, a.constant(reader, "a fill byte", -128n, 255n))) : 0);

/** `.align n` and `.p2align n` align to 2^n bytes, `.balign n` to n. */
const align = (power: boolean): Directive => (a, reader) => {
  const at = reader.at, n = Number(a.constant(reader, "an alignment", 0n, power ? 16n : 65536n)), size = power ? 2 ** n : Math.max(n, 1);
  if ((size & (size - 1)) !== 0) throw new AssemblerError("range", at, "a power of two", `${size}`);
  a.align(size, fillOf(a, reader));
};

const space: Directive = (a, reader) => {
  const size = Number(a.constant(reader, "a size", 0n, 2n ** 26n));
  a.bytes(new Uint8Array(size).fill(fillOf(a, reader)));
};

/** `.org n`: on to n bytes from the start of the text, or to an address if the expression has a label; never back. */
const org: Directive = (a, reader) => {
  const at = reader.at, { value, relative } = a.value(reader, "an offset or an address"), offset = relative === 0 ? value : value - a.origin;
  if (offset < BigInt(a.offset) || offset > 2n ** 26n)
    throw new AssemblerError("range", at, `an offset from ${a.offset} (.org goes only forward)`, `${offset}`);
  a.bytes(new Uint8Array(Number(offset) - a.offset).fill(fillOf(a, reader)));
};

const modes: Readonly<Record<string, (a: Assembler) => void>> = {
  reorder: (a) => void (a.mode = { ...a.mode, reorder: true }),
  noreorder: (a) => void (a.mode = { ...a.mode, reorder: false }),
  at: (a) => void (a.mode = { ...a.mode, at: 1 }),
  noat: (a) => void (a.mode = { ...a.mode, at: undefined }),
  macro: (a) => void (a.mode = { ...a.mode, macros: true }),
  nomacro: (a) => void (a.mode = { ...a.mode, macros: false }),
  push: (a) => void a.modes.push(a.mode),
};

/** `.set reorder` and its like, `.set at=$k0`, or `.set symbol, value`. */
const set: Directive = (a, reader, head) => {
  const name = reader.next();
  if (name?.kind !== "name") throw new AssemblerError("directive", name?.at ?? head.at, "an option or a symbol after .set", `"${name?.text ?? "the end of the line"}"`);
  if (reader.accept(",")) return a.assign(name, reader);
  if (name.text === "at" && reader.accept("=")) {
    const token = reader.next(), register = REGISTERS[a.abi].get(token?.text.slice(1) ?? "");
    if (token?.kind !== "name" || !register || (register.kind !== "gpr" && register.kind !== "number")) throw new AssemblerError("directive", token?.at ?? name.at, "a general register", `"${token?.text ?? "the end of the line"}"`);
    a.mode = { ...a.mode, at: register.number };
    return;
  }
  if (name.text === "pop") {
    const mode = a.modes.pop();
    if (!mode) throw new AssemblerError("directive", name.at, "a .set push before", "`.set pop`");
    a.mode = mode;
    return;
  }
  const mode = modes[name.text];
  if (mode) return mode(a);
  if (/^mips[1-4]$/.test(name.text)) return; // all of MIPS IV is always there
  if (name.text === "arch" && reader.accept("=") && reader.next()?.text === "r10000") return;
  throw new AssemblerError("directive", name.at, `one of ${[...Object.keys(modes), "pop", "at=$register", "symbol, value"].join(", ")}`, `"${name.text}"`);
};

const equ: Directive = (a, reader, head) => {
  const name = reader.next();
  if (name?.kind !== "name") throw new AssemblerError("directive", name?.at ?? head.at, "a symbol", `"${name?.text ?? "the end of the line"}"`);
  reader.expect(",");
  a.assign(name, reader);
};

const ignore: Directive = (_, reader) => { while (!reader.done) reader.next(); };

export const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  [".byte", data(1)], [".half", data(2)], [".short", data(2)], [".word", data(4)], [".long", data(4)], [".int", data(4)],
  [".dword", data(8)], [".quad", data(8)], [".float", floating(4)], [".double", floating(8)],
  [".ascii", text(false)], [".asciiz", text(true)], [".asciz", text(true)], [".string", text(true)],
  [".align", align(true)], [".p2align", align(true)], [".balign", align(false)],
  [".space", space], [".skip", space], [".org", org],
  [".set", set], [".equ", equ],
  ...[".text", ".globl", ".global", ".type", ".size", ".ent", ".end", ".frame", ".mask", ".fmask", ".file", ".loc"]
    .map((name) => [name, ignore] as const),
]);
