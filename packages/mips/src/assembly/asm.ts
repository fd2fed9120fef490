/** Assembly in a template. */
import { assemble, type AssembleOptions, type Assembled } from "./assembler.ts";

/** Numbers are written in decimal; a string is text. */
export type AsmValue = number | bigint | string;
/** A template tag that has its options. */
export type AsmTemplate = (strings: TemplateStringsArray, ...values: AsmValue[]) => Assembled;

/**
 * asm`addiu $v0, $v0, ${n}`, or with options: asm({ origin: 0x80000000n })`...`. The text is taken raw, so that "\n" in a
 * string of the text is the assembler's business; lines in errors count from the start of the template.
 */
export function asm(strings: TemplateStringsArray, ...values: AsmValue[]): Assembled;
export function asm(options: AssembleOptions): AsmTemplate;
export function asm(first: TemplateStringsArray | AssembleOptions, ...values: AsmValue[]): Assembled | AsmTemplate {
  if ("raw" in first) return assemble(String.raw(first, ...values));
  return (strings, ...inner) => assemble(String.raw(strings, ...inner), first);
}
