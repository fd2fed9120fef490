// Instruction table and its tools.
export { rows, reservedRows, mnemonics, type Mnemonic } from "./isa/rows.ts";
export { decode, encode, type Decoded } from "./isa/decode.ts";
export { FIELD_LETTERS, type FieldName, type Fields, type Gate, type IsaLevel, type Row } from "./row.ts";
export { disassemble, type DisassembleOptions } from "./assembly/disassemble.ts";
