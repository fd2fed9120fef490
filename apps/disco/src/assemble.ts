/** `disco asm`. */
import { LINK_ADDRESSES } from "@disco-vm/abi";
import { assemble, AssemblerError, disassemble, type Assembled } from "@disco-vm/mips";
import { writeElf } from "./elf-file.ts";
import { CliError } from "./exit-codes.ts";
import { read } from "./image.ts";
import { address } from "./options/numbers.ts";
import { didYouMean } from "./options/choice.ts";
import { writeFile } from "./write-file.ts";

export const FORMATS = ["elf", "bin", "hex"] as const;
export type Format = (typeof FORMATS)[number];

export interface AssembleOptions {
  readonly output?: string;
  readonly format: Format;
  readonly origin: string;
  readonly entry?: string;
}

export const ORIGINS = { bare: LINK_ADDRESSES.bare, guest: LINK_ADDRESSES.guest } as const;
const ENTRIES = ["_start", "start"] as const;

/** Assembles a file; returns a listing for stdout, or writes `output` and returns nothing. */
export function assembleFile(file: string, o: AssembleOptions): string | undefined {
  const origin = originOf(o.origin);
  const program = assembled(file, new TextDecoder().decode(read(file)), origin);
  if (o.output === undefined) return listing(program);
  if (o.format === "hex") writeFile(o.output, program.words.map((w) => `${hex(w, 8)}\n`).join(""));
  else if (o.format === "bin") writeFile(o.output, program.bytes);
  else writeFile(o.output, writeElf({ address: program.origin, entry: entryOf(program, o.entry), bytes: program.bytes, symbols: program.symbols }));
  return undefined;
}

function assembled(file: string, text: string, origin: bigint): Assembled {
  try {
    return assemble(text, { origin });
  } catch (error) {
    if (error instanceof AssemblerError) throw new CliError("badAssembly", `${file}:${error.at.line}:${error.at.column}: expected ${error.expected}, got ${error.found}`);
    throw error;
  }
}

function originOf(text: string): bigint {
  const origin = text in ORIGINS ? ORIGINS[text as keyof typeof ORIGINS] : address(text); // just tested
  if (origin === undefined) throw new CliError("badOption", `--origin: expected bare, guest or an address, got "${text}".${didYouMean(text, Object.keys(ORIGINS))}`);
  return origin;
}

function entryOf(program: Assembled, name: string | undefined): bigint {
  if (name === undefined) {
    const found = ENTRIES.find((n) => program.symbols.has(n));
    return found === undefined ? program.origin : program.symbols.get(found)!; // just found
  }
  const at = program.symbols.get(name);
  if (at === undefined) throw new CliError("unknownSymbol", `--entry: there is no label "${name}".${didYouMean(name, [...program.symbols.keys()])}`);
  return at;
}

const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, "0");

function listing({ origin, words, symbols }: Assembled): string {
  const labels = new Map([...symbols].map(([name, at]) => [at, name]));
  const symbol = (a: bigint): string | undefined => (labels.has(a) ? `<${labels.get(a)}>` : undefined);
  return words.map((word, n) => {
    const at = BigInt.asUintN(64, origin + BigInt(4 * n)), label = labels.get(at);
    return `${label === undefined ? "" : `${hex(at, 16)} <${label}>:\n`}${hex(at, 8)}:\t${hex(word, 8)}\t${disassemble(word, at, { symbol })}\n`;
  }).join("");
}
