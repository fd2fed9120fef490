export { ElfError, type ElfErrorCode } from "./error.ts";
export { elfSection, parseElf, type ElfImage, type ElfSegment } from "./parse.ts";
export { SymbolTable, type ElfSymbol } from "./symbols.ts";
