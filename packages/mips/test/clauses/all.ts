/** Every row's checks against a second statement of what the manuals say. */
import { mnemonics } from "../../src/isa/rows.ts";
import { CONTROL } from "./control.ts";
import { FLOATING } from "./fpu.ts";
import { INTEGER } from "./integer.ts";
import { MEMORY } from "./memory.ts";
import { SYSTEM } from "./system.ts";
import type { Checks } from "./sheet.ts";

export const CLAUSES: Checks = { ...INTEGER, ...CONTROL, ...MEMORY, ...FLOATING, ...SYSTEM };
/** Rows that have none. */
export const UNCHECKED = mnemonics.filter((name) => !CLAUSES[name]);
