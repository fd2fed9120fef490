/** The monitor's MIPS code: assembled once for a shape of the second-level TLB, copied to every node. */
import { SEGMENTS, VECTORS } from "@disco-vm/abi";
import { asm } from "@disco-vm/mips";
import { invariant } from "../errors.ts";
import { CPU_AREA, CPU_AREA_DISPLACEMENT, GATE_CODE, SPECIAL_DISPLACEMENT } from "../layout.ts";
import type { SecondShape } from "../plan.ts";
import { CP0 } from "../structures/cp0.ts";
import { generalVector, saveAndRestore } from "./general.ts";
import { privilegedDispatch, privilegedRest } from "./privileged.ts";
import { refillRest, refillVector } from "./refill.ts";
import { workCode } from "./work.ts";

export interface VectorCode {
  /** Code by vector offset, as the machine installs it. */
  readonly blocks: ReadonlyMap<number, Uint32Array>;
  /** Addresses (kseg0): where a CPU with a virtual CPU starts, where one without does, and behind the CTC1 that may trap. */
  readonly restore: bigint;
  readonly idle: bigint;
  readonly afterCtc1: bigint;
  readonly emulationTable: bigint;
  readonly symbols: ReadonlyMap<string, bigint>;
}

const cell = (offset: number): number => CPU_AREA_DISPLACEMENT + offset;
const SYMBOLS = {
  K0: cell(CPU_AREA.k0), K1: cell(CPU_AREA.k1), AT: cell(CPU_AREA.at),
  SECOND_GLOBAL: cell(CPU_AREA.secondGlobal), SECOND_ASID: cell(CPU_AREA.secondAsid),
  FRAME: cell(CPU_AREA.frame), EMULATION: cell(CPU_AREA.emulation), STATUS_USER: cell(CPU_AREA.statusUser),
  LINES: cell(CPU_AREA.lines), COUNT_OFFSET: cell(CPU_AREA.countOffset), INSTRUCTION: cell(CPU_AREA.instruction),
  WORK: cell(CPU_AREA.work), WORK_TO: cell(CPU_AREA.workTo), WORK_FROM: cell(CPU_AREA.workFrom),
  FP_SAVE: cell(CPU_AREA.fpSave), FP_LOAD: cell(CPU_AREA.fpLoad), SCRATCH: cell(CPU_AREA.scratchGpr), MASKS: cell(CPU_AREA.masks),
  SPECIAL_ENTRY_HI: SPECIAL_DISPLACEMENT + 8 * CP0.entryHi,
  GATE_EXCEPTION: GATE_CODE.exception, GATE_AGAIN: GATE_CODE.again, GATE_IDLE: GATE_CODE.idle, GATE_CACHE_ERROR: GATE_CODE.cacheError,
};
const VECTOR_BYTES = 0x80;

export function vectorCode(shape: SecondShape): VectorCode {
  const text = `
        .set    noreorder
        .set    noat
${refillVector(shape, "refill")}
        .org    ${VECTORS.xtlbRefill.offset}
${refillVector(shape, "xtlb_refill")}
        .org    ${VECTORS.cacheError.offset}
        j       cache_error
        nop
        .org    ${VECTORS.general.offset}
${generalVector}
${privilegedDispatch}
${saveAndRestore}
${refillRest(shape)}
${privilegedRest(shape)}
${workCode}
`;
  const { words, symbols } = asm({ origin: SEGMENTS.kseg0.base, symbols: SYMBOLS })`${text}`;
  const address = (name: string): bigint => {
    const value = symbols.get(name);
    invariant(value !== undefined, () => `the vector code has no label ${name}`);
    return value;
  };
  const part = (from: number, to?: number): Uint32Array => Uint32Array.from(words.slice(from / 4, to === undefined ? undefined : to / 4));
  const blocks = new Map(Object.values(VECTORS).map(({ offset }) =>
    [offset, part(offset, offset === VECTORS.general.offset ? undefined : offset + VECTOR_BYTES)]));
  return {
    blocks, symbols, restore: address("leave"), idle: address("idle"), afterCtc1: address("after_ctc1"),
    emulationTable: address("tables"),
  };
}
