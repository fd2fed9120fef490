import { CP0_NAMES, disassemble, GPR_NAMES, type Cpu } from "@disco-vm/mips";
import type { Image } from "../image.ts";
import { wordAt } from "../segments.ts";

const COLUMNS = 4;
const hex = (value: bigint): string => value.toString(16).padStart(16, "0");

/** The registers of a CPU as a block of lines. */
export function registers(cpu: Cpu, image: Image): string {
  const { pc } = cpu, { symbols } = image.elf;
  const word = wordAt(image.elf, pc);
  const symbol = (a: bigint): string | undefined => symbols.describe(a);
  const next = word === undefined ? "not in the image" : disassemble(word, pc, { symbol }).replaceAll("\t", " ");
  return [
    `CPU ${cpu.number} at cycle ${cpu.cycle}, ${cpu.instructions} instructions retired`,
    `  pc ${hex(pc)} ${symbols.describe(pc) ?? ""}${cpu.inDelaySlot ? " in a delay slot" : ""}: ${next}`,
    ...table(GPR_NAMES.n64.map((name, n) => [name, cpu.gpr(n)])),
    ...table([["hi", cpu.hi], ["lo", cpu.lo], ["fcsr", BigInt(cpu.fcsr)]]),
    ...table(Object.entries(CP0_NAMES).map(([n, name]) => [name.replace("c0_", ""), cpu.cp0(Number(n))])),
    ...table(Array.from({ length: 32 }, (_, n) => [`f${n}`, cpu.fpr(n)])),
  ].join("\n");
}

function table(named: readonly (readonly [string, bigint])[]): string[] {
  const cells = named.map(([name, value]) => `${name.padStart(9)} ${hex(value)}`);
  return Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) => ` ${cells.slice(row * COLUMNS, (row + 1) * COLUMNS).join(" ")}`);
}
