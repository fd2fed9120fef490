/** Writes docs/instructions.md from the table: `pnpm --filter @disco-vm/mips reference`. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { branchRows } from "../src/isa/branches.ts";
import { describe } from "../src/isa/describe.ts";
import { fpuRows } from "../src/isa/fpu.ts";
import { integerRows } from "../src/isa/integer.ts";
import { memoryRows } from "../src/isa/memory.ts";
import { multiplyDivideRows } from "../src/isa/multiply-divide.ts";
import type { Mnemonic } from "../src/isa/rows.ts";
import { systemRows } from "../src/isa/system.ts";
import { trapRows } from "../src/isa/traps.ts";
import { LATENCY } from "../src/engine/timing.ts";
import { FIELD_LETTERS } from "../src/row.ts";

export const PAGE = fileURLToPath(new URL("../docs/instructions.md", import.meta.url));

const GROUPS: Readonly<Record<string, object>> = {
  "Integer arithmetic, logic and shifts": integerRows,
  "Multiplication and division": multiplyDivideRows,
  "Branches and jumps": branchRows,
  "Loads and stores": memoryRows,
  "Traps, system call, breakpoint": trapRows,
  "System coprocessor, and coprocessor 2": systemRows,
  "Floating point": fpuRows,
};

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

/** The page's text. */
export function page(): string {
  const letters = Object.entries(FIELD_LETTERS).map(([name, letter]) => `${code(letter)} ${name}`).join(", ");
  return [
    "# Instructions",
    "",
    "<!-- Generated from the table: pnpm --filter @disco-vm/mips reference -->",
    "",
    "What `rows` has, as `describe(name)` puts it. Each line of an operation is a step; reads come before writes.",
    "",
    `- **Encoding**: bits 31 to 0; letters are operand fields: ${letters}.`,
    "- **Level**: the MIPS architecture that has it first. Levels 3 and 4 can be off: 3 in user and supervisor mode without Status.UX or SX, 4 in",
    "  user mode without Status.XX; then it raises RI, or FPE with Cause.E where FPE stands in its place.",
    "- **Operation**: values have 64 bits. `sext(x)` and `zext(x)` extend from x's own width, `sext32` and `zext32` from bits 31:0; `>>` is",
    "  arithmetic and `>>>` logical, by amounts modulo 64; operators with `u` take their operands as unsigned; `memory[a, n]` is n bytes at a, which must",
    "  be a multiple of n; `around[a, n]` is the aligned block of n bytes around a, in which a's low bits count from the other end while Status.RE reverses user mode's byte order; `FPR[f].s` and so on is a register's content in a format.",
    "- **Exceptions**: besides those of the fetch (AdEL, TLBL, IBE) and interrupts. TLBL and TLBS stand for refill and invalid.",
    "- **Cycles**: in the timed flavour, memory apart.",
    "",
    ...Object.entries(GROUPS).flatMap(([title, group]) => [
      `## ${title}`,
      "",
      "| Instruction | Encoding | Level | Operation | Exceptions | Cycles |",
      "| --- | --- | --- | --- | --- | --- |",
      ...(Object.keys(group) as Mnemonic[]).map(line), // a group's keys are names of rows
      "",
    ]),
  ].join("\n");
}

function line(name: Mnemonic): string {
  const { encoding, syntax, level, operation, exceptions } = describe(name);
  const steps = operation.map((step) => code(step.trimStart()).replace(/^/, step.startsWith(" ") ? "&emsp;" : ""));
  return `| ${[code(`${name} ${syntax}`.trim()), code(encoding), level, steps.join("<br>"), exceptions.join(", "), LATENCY[name] ?? 1].join(" | ")} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, page());
