/** Words as text, in the syntax of `objdump -d -m mips:10000`. */
import { aliases, type Alias } from "../isa/aliases.ts";
import { decode, fieldsOf, type Decoded } from "../isa/decode.ts";
import type { Mnemonic } from "../isa/rows.ts";
import type { FieldName, Fields } from "../row.ts";
import { CONDITIONS, OPERANDS, slotsOf, type OperandName, type Slot } from "./operands.ts";
import { FCR_NAMES, GPR_NAMES, type GprNames } from "./registers.ts";

/** How `disassemble` writes. */
export interface DisassembleOptions {
  /** Names of registers, as objdump's `gpr-names=`: n64 is the default; with `numeric` the text can be assembled again. */
  readonly names?: GprNames;
  /** Pseudo-instructions such as `nop`, `move`, `b` (default), or the rows' own names, as objdump's `no-aliases`. */
  readonly aliases?: boolean;
  /** What to print after the address of a branch or jump, for instance `<main+0x10>`. */
  readonly symbol?: (address: bigint) => string | undefined;
}

interface Spelling { readonly name: string; readonly slots: readonly Slot[] }
const printed = new Map<Mnemonic, (Alias & Spelling)[]>();
for (const alias of aliases) {
  if (alias.print === "never") continue;
  const list = printed.get(alias.row) ?? [];
  list.push({ ...alias, slots: slotsOf(alias.syntax) });
  printed.set(alias.row, list);
}

/** One instruction; `pc` is its address, from which branches and jumps are counted. Reserved encodings become `.word`. */
export function disassemble(word: number, pc: bigint | number = 0n, options: DisassembleOptions = {}): string {
  const decoded = decode(word);
  if (!decoded) return `.word\t0x${(word >>> 0).toString(16)}`;
  const { name, slots } = spelling(decoded, options.aliases ?? true);
  const operands = slots
    .filter((slot) => !slot.optional || decoded.fields[OPERANDS[slot.name as OperandName].field] !== 0) // tested: slots name operands
    .map((slot) => operandText(slot, decoded, BigInt(pc), options));
  return operands.length === 0 ? name : `${name}\t${operands.join(",")}`;
}

function spelling({ name, row, fields }: Decoded, withAliases: boolean): Spelling {
  const matches = (fixed: Partial<Fields<number>>): boolean =>
    (Object.keys(fixed) as FieldName[]).every((f) => fixed[f] === fields[f]); // Object.keys forgets the key type
  const alias = printed.get(name)?.find((a) => (withAliases || a.print === "always") && matches(a.fixed));
  return alias ?? { name: name.replace("cond", CONDITIONS[fields.cond] ?? ""), slots: slotsOf(row.syntax) };
}

function operandText(slot: Slot, decoded: Decoded, pc: bigint, options: DisassembleOptions): string {
  const text = oneOperand(slot.name, decoded, pc, options);
  return slot.base === undefined ? text : `${text}(${oneOperand(slot.base, decoded, pc, options)})`;
}

function oneOperand(name: string, { name: row, fields }: Decoded, pc: bigint, options: DisassembleOptions): string {
  if (!(name in OPERANDS)) return name; // a literal of an alias
  const { field, form } = OPERANDS[name as OperandName]; // just tested
  const value = fields[field];
  const gpr = (n: number): string => GPR_NAMES[options.names ?? "n64"][n] ?? "";
  const address = (a: bigint): string => {
    const text = `0x${BigInt.asUintN(64, a).toString(16)}`, symbol = options.symbol?.(BigInt.asUintN(64, a));
    return symbol === undefined ? text : `${text} ${symbol}`;
  };
  switch (form) {
    case "gpr": return gpr(value);
    case "zero": return gpr(0);
    case "fpr": return `$f${value}`;
    case "fcc": return `$fcc${value}`;
    case "cp0": case "cp2": return `$${value}`;
    case "fcr": return options.names === "numeric" ? `$${value}` : (FCR_NAMES[value] ?? `$${value}`);
    case "decimal": return `${value}`;
    case "hex": return `0x${value.toString(16)}`;
    case "signed": return `${signed(row, field, value)}`;
    case "codes": return `0x${(value >>> 10).toString(16)}` + (value & 1023 ? `,0x${(value & 1023).toString(16)}` : "");
    case "branch": return address(pc + 4n + BigInt(signed(row, field, value)) * 4n);
    case "jump": return address(((pc + 4n) & ~0xfffffffn) | (BigInt(value) << 2n));
  }
}

function signed(row: Mnemonic, field: FieldName, value: number): number {
  const width = fieldsOf(row).find((f) => f.name === field)?.width ?? 32;
  return value >= 2 ** (width - 1) ? value - 2 ** width : value;
}
