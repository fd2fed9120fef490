// Instruction table and its tools.
export { rows, reservedRows, mnemonics, type Mnemonic } from "./isa/rows.ts";
export { decode, encode, type Decoded } from "./isa/decode.ts";
export { describe, type Description } from "./isa/describe.ts";
export { FIELD_LETTERS, type FieldName, type Fields, type Gate, type IsaLevel, type Row } from "./row.ts";
export { disassemble, type DisassembleOptions } from "./assembly/disassemble.ts";
export { CP0_NAMES, GPR_NAMES } from "./assembly/registers.ts";
export { asm, type AsmTemplate, type AsmValue } from "./assembly/asm.ts";
export { assemble, type AssembleOptions, type Assembled } from "./assembly/assembler.ts";
export { ElfError, elfSection, parseElf, SymbolTable, type ElfErrorCode, type ElfImage, type ElfSegment, type ElfSymbol } from "./elf/index.ts";
export { AssemblerError, type AssemblerErrorCode } from "./assembly/error.ts";
// Looking inside.
export { type Breakpoints } from "./debug/breakpoints.ts";
export { type Probe, type Probes } from "./debug/probes.ts";
export { changedRegisters, registers, type GeneralRegister, type RegisterGroups, type SystemRegister } from "./debug/registers.ts";
export { trace, type Traced, type TraceCallback, type TraceOptions } from "./debug/trace.ts";
export { listing, type Listed, type ListingOptions } from "./debug/listing.ts";
// The engine.
export { Core, coreTableBytes, cpuStateBytes, type CoreHost, type CoreOptions, type Flavour } from "./core.ts";
export { Cpu, type PerformanceCounter, type Physical, type TlbEntry } from "./cpu.ts";
export { EXIT, R as CP0, STATUS } from "./engine/cells.ts";
export { CP0_WRITES, ENTRY_HI_WRITABLE, STATUS_WRITABLE, type Cp0Write } from "./engine/cp0-writes.ts";
export { FlatSystem, type FlatSystemOptions, type MemoryOption, type Stop } from "./flat-system.ts";
export type { Device } from "./devices.ts";
export { FlatMemory, flatMemoryMapBytes, type FlatMemoryOptions } from "./flat-memory.ts";
export { BLOCKED, BUS_ERROR, type LineGeometry, type LineHooks, type MemoryCode, type MemorySystem } from "./memory-system.ts";
export { EXCEPTION_CODES, type ExceptionName, type Semantics } from "./semantics.ts";
