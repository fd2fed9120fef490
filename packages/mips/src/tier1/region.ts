/**
 * What is translated as one function: the instructions of one page that control reaches from an entry without leaving
 * the page; through computed jumps (returns, above all) as far as their targets are known. Only where they lie within the page matters, so that the same words on another page,
 * at another address, are the same region.
 */
import type { Decoded } from "../isa/decode.ts";
import { LATENCY } from "../engine/timing.ts";
import { VARIANT } from "../engine/exceptions.ts";
import { look, type Insight } from "./probe.ts";

export const PAGE_WORDS = 1024;
/** Instructions of a region: what V8 compiles well as one function. */
const LARGEST = 320;

export interface Instruction {
  /** Index within the page. */
  readonly index: number;
  readonly word: number;
  readonly insight: Insight;
  readonly cycles: number;
}

/** An instruction of the page, or how far from the page's start (bytes) one of another page lies. */
export type Target = { readonly index: number } | { readonly distance: bigint };

export type End =
  | { readonly kind: "fall"; readonly to: Target }
  /** The last instruction leaves by itself. */
  | { readonly kind: "leaves" }
  /** With a delay slot; `slot` comes after the block's instructions. Without `taken` the target is computed. */
  | { readonly kind: "branch" | "likely"; readonly slot: Instruction; readonly taken: Target; readonly fall: Target | undefined }
  /** Computed targets of the page that have been seen are tried first. */
  | { readonly kind: "jump"; readonly slot: Instruction; readonly taken: Target | undefined; readonly seen: readonly number[] };

export interface Block {
  readonly start: number;
  readonly instructions: readonly Instruction[];
  readonly end: End;
  /** Of all instructions and the slot. */
  readonly cycles: number;
}

/** What the CPU allows, as a region depends on it. */
export interface Mode {
  /** VARIANT bits. */
  readonly variant: number;
  /** Status.FR. */
  readonly fr: boolean;
}

export interface Region {
  readonly entry: number;
  readonly blocks: ReadonlyMap<number, Block>;
  /** VARIANT bits that must be set. */
  readonly needs: number;
  /** Status.FR, where it matters. */
  readonly fr: boolean | undefined;
  /** Bits 27:12 of the page's virtual address, where a J or JAL within the page makes them matter. */
  readonly segment: number | undefined;
  /** Words that were looked at, by index. */
  readonly words: ReadonlyMap<number, number>;
}

export interface Surroundings {
  readonly word: (index: number) => number;
  /** Targets, in the page, of the computed jump there. */
  readonly targets: (index: number) => readonly number[];
  readonly pageVa: bigint;
  readonly mode: Mode;
  /** Bytes of a fetch line: control crosses into another one with a check. */
  readonly fetchLine: number;
  readonly timed: boolean;
}

/** The region from `entry`, or undefined if not one instruction can be translated. */
export function regionAt(entry: number, around: Surroundings): Region | undefined {
  return new Discovery(around).region(entry);
}

class Discovery {
  private readonly seen = new Map<number, Instruction>();
  private readonly leaders = new Set<number>();
  private readonly words = new Map<number, number>();
  private needs = 0;
  private usesFpr = false;
  private segment: number | undefined;

  constructor(private readonly around: Surroundings) {}

  region(entry: number): Region | undefined {
    const queue = [entry];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) this.walk(at, queue);
    const blocks = new Map<number, Block>();
    for (const start of [...this.leaders].sort((a, b) => a - b)) {
      const block = this.seen.has(start) ? this.block(start) : undefined;
      if (block) blocks.set(start, block);
    }
    if (!blocks.has(entry)) return undefined;
    const { needs, segment, words } = this;
    return { entry, blocks, needs, segment, words, fr: this.usesFpr ? this.around.mode.fr : undefined };
  }

  /** Collects what control reaches in a straight line from `start`. */
  private walk(start: number, queue: number[]): void {
    this.leaders.add(start);
    for (let index = start; index < PAGE_WORDS; index++) {
      if (this.seen.has(index)) {
        this.leaders.add(index);
        return;
      }
      if (this.seen.size >= LARGEST) return;
      const here = this.instruction(index);
      if (!here) return;
      const { insight } = here;
      if (insight.control !== "none" && !this.slot(index)) return;
      this.seen.set(index, here);
      if (index * 4 % this.around.fetchLine === 0) this.leaders.add(index);
      if (insight.control !== "none") {
        const { taken, fall, seen } = this.ways(here);
        for (const way of [fall, taken]) if (way && "index" in way) queue.push(way.index);
        queue.push(...seen);
        return;
      }
      if (insight.leaves) return;
    }
  }

  private instruction(index: number): Instruction | undefined {
    const { word, pageVa, mode, timed } = this.around;
    const bits = word(index), insight = look(bits, pageVa + BigInt(4 * index));
    const needs = insight && needsOf(insight.decoded);
    if (!insight || needs === undefined || (mode.variant & needs) !== needs) return undefined;
    this.words.set(index, bits);
    this.needs |= needs;
    this.usesFpr ||= insight.usesFpr;
    return { index, word: bits, insight, cycles: timed ? (LATENCY[insight.decoded.name] ?? 1) : 1 };
  }

  private slot(branch: number): Instruction | undefined {
    const slot = branch + 1 < PAGE_WORDS ? this.instruction(branch + 1) : undefined;
    return slot?.insight.control === "none" ? slot : undefined;
  }

  private ways({ index, insight }: Instruction): { taken: Target | undefined; fall: Target | undefined; seen: readonly number[] } {
    const fall = insight.always ? undefined : target(BigInt(4 * (index + 2)));
    if (insight.target === undefined) return { taken: undefined, fall, seen: this.around.targets(index) };
    const taken = target(BigInt.asIntN(64, insight.target - this.around.pageVa));
    if (insight.control !== "jump") return { taken, fall, seen: [] };
    // J and JAL to another page compute where it is.
    if (!("index" in taken)) return { taken: undefined, fall, seen: [] };
    this.segment = Number((this.around.pageVa >> 12n) & 0xffffn);
    return { taken, fall, seen: [] };
  }

  private block(start: number): Block {
    const instructions: Instruction[] = [];
    const finish = (end: End): Block => {
      const slot = "slot" in end ? end.slot.cycles : 0;
      return { start, instructions, end, cycles: instructions.reduce((sum, i) => sum + i.cycles, slot) };
    };
    for (let index = start; ; index++) {
      const here = this.seen.get(index);
      if (!here || (index !== start && this.leaders.has(index))) return finish({ kind: "fall", to: target(BigInt(4 * index)) });
      instructions.push(here);
      const { control, leaves } = here.insight;
      if (control !== "none") {
        const slot = this.slot(index)!, { taken, fall, seen } = this.ways(here); // walk has seen the slot
        if (control === "jump") return finish({ kind: "jump", slot, taken, seen: seen.filter((to) => this.seen.has(to)) });
        return finish({ kind: control, slot, taken: taken!, fall }); // a branch's offset is in its word
      }
      if (leaves) return finish({ kind: "leaves" });
    }
  }
}

function target(distance: bigint): Target {
  return distance >= 0n && distance < 4096n ? { index: Number(distance >> 2n) } : { distance };
}

/** VARIANT bits without which the instruction raises an exception; undefined if it always does. */
function needsOf({ row, fields }: Decoded): number | undefined {
  let needs = row.unit === undefined ? 0 : [VARIANT.cop0, VARIANT.cop1, VARIANT.cop2][row.unit]!; // 0 to 2
  if (row.isa === 3) needs |= VARIANT.ops64;
  if (row.isa === 4 || (row.unit === 1 && fields.cc !== 0)) needs |= VARIANT.mips4;
  return needs;
}
