import { disassemble } from "../assembly/disassemble.ts";
import type { Core } from "../core.ts";
import type { Cpu } from "../cpu.ts";
import { EXIT } from "../engine/cells.ts";
import { EXCEPTION_CODES, type ExceptionName } from "../semantics.ts";

const NAMES = new Map<number, string>(Object.entries(EXCEPTION_CODES).map(([name, code]) => [code, name]));

/** One step of a trace. */
export class Traced {
  constructor(
    /** Virtual address of the instruction. */
    readonly pc: bigint,
    /** The instruction; undefined where none could be read. */
    readonly word: number | undefined,
    /** Whether it is the delay slot of the branch before it. */
    readonly inDelaySlot: boolean,
    /** The CPU's clock when the step began. */
    readonly cycle: number,
    /** What the step took. */
    readonly cycles: number,
    /** Whether the instruction has retired: it has not if it faulted, or if an interrupt came first. */
    readonly retired: boolean,
    /** The exception that was taken: instead of the instruction if it has not retired, else after it. `Int` is an interrupt. */
    readonly exception: ExceptionName | undefined,
  ) {}

  /** The instruction as `disassemble` writes it. */
  get text(): string {
    return this.word === undefined ? "(cannot be read)" : disassemble(this.word, this.pc);
  }
}

/** Called after each step, when the CPU has the registers that the step left; "stop" ends the trace. */
export type TraceCallback = (step: Traced, cpu: Cpu) => "stop" | void;

/** What is traced, and how far. */
export interface TraceOptions {
  /** Number of the CPU (0). */
  readonly cpu?: number;
  /** Ends the trace when the CPU's clock has come there; no limit unless given. */
  readonly until?: number;
  /** The word at a virtual address, as the CPU would fetch it now; without it a trace shows none. */
  readonly word?: (cpu: Cpu, address: bigint) => number | undefined;
}

/**
 * Steps a CPU, telling the callback of each instruction, until something else than that ends it: an EXIT value, LIMIT
 * for "stop" and `until`, BREAKPOINT before an instruction that has one. State and cycles are those of a run.
 */
export function trace(core: Core, callback: TraceCallback, options: TraceOptions = {}): number {
  const number = options.cpu ?? 0, cpu = core.cpus[number];
  if (!cpu) throw new RangeError(`trace: expected a CPU from 0 to ${core.cpus.length - 1}, got ${number}`);
  const until = options.until ?? Infinity;
  while (cpu.cycle < until) {
    const { pc, inDelaySlot, cycle, instructions } = cpu, word = options.word?.(cpu, pc), interrupts = cpu.exceptions(EXCEPTION_CODES.Int);
    const exit = core.step(number);
    if (exit !== EXIT.LIMIT && exit !== EXIT.GATE) return exit;
    const retired = cpu.instructions > instructions, interrupted = cpu.exceptions(EXCEPTION_CODES.Int) > interrupts;
    const exception = retired && !interrupted ? undefined : exceptionOf(cpu);
    const said = callback(new Traced(pc, word, inDelaySlot, cycle, cpu.cycle - cycle, retired, exception), cpu);
    if (exit === EXIT.GATE) return exit;
    if (said === "stop") break;
    if (core.breakpoints.has(cpu.pc)) return EXIT.BREAKPOINT;
  }
  return EXIT.LIMIT;
}

function exceptionOf(cpu: Cpu): ExceptionName | undefined {
  return NAMES.get(Number((cpu.cp0(13) >> 2n) & 31n)) as ExceptionName | undefined; // NAMES has these names
}
