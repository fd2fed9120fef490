/** Pseudo-instructions of more than one instruction, as GNU as expands them. One-word spellings are in isa/aliases.ts. */
import { addressAndMemoryMacros } from "./macros/addresses.ts";
import { arithmeticMacros } from "./macros/arithmetic.ts";
import { comparisonMacros } from "./macros/branches.ts";
import type { Macro } from "./macros/expansion.ts";

export const macros: readonly Macro[] = [...addressAndMemoryMacros, ...arithmeticMacros, ...comparisonMacros];
