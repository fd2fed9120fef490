import { FLAG, KIND_MASK, KIND_SHIFT, REQUESTER, VERSION_SHIFT } from "../protocol/messages.ts";

/** At most so many messages in a lane. */
const ROOM = 32;

/**
 * A message as one word: message, a, which line, requester, flag, kind, and whether the version that it carries is the latest.
 * Agents are below 16, as `explore` sees to.
 */
const A = 5, LINE = 9, WHO = 10, FLAGGED = 14, KIND = 15, FRESH = 20;
export const messageOf = (word: number): number => word & 31;
export const aOf = (word: number): number => (word >> A) & 15;
export const lineOf = (word: number): number => (word >> LINE) & 1;
export const argumentOf = (word: number): number =>
  ((word >> WHO) & 15) | (((word >> FLAGGED) & 1) * FLAG) | (((word >> KIND) & 31) << KIND_SHIFT) | ((word >> FRESH) << VERSION_SHIFT);
export function wordOf(message: number, a: number, line: number, c: number, fresh: boolean): number {
  return message | (a << A) | (line << LINE) | ((c & REQUESTER) << WHO) | (c & FLAG ? 1 << FLAGGED : 0) | (((c >>> KIND_SHIFT) & KIND_MASK) << KIND) | (fresh ? 1 << FRESH : 0);
}
/** The same message when agents and lines have been renamed. */
export function renamed(word: number, agents: readonly number[], lines: readonly number[]): number {
  const rest = word & ~((15 << A) | (1 << LINE) | (15 << WHO));
  return rest | (agents[aOf(word)]! << A) | (lines[lineOf(word)]! << LINE) | (agents[(word >> WHO) & 15]! << WHO); // all agents and lines
}

/** Messages under way, by lane. */
export class Lanes {
  /** How many messages are in each. */
  readonly lengths: Int32Array;
  private readonly words: Int32Array;

  constructor(readonly count: number) {
    this.lengths = new Int32Array(count);
    this.words = new Int32Array(count * ROOM);
  }

  get empty(): boolean {
    for (let lane = 0; lane < this.count; lane++) if (this.lengths[lane]) return false;
    return true;
  }
  first(lane: number): number { return this.words[lane * ROOM]!; }
  shift(lane: number): number {
    const at = lane * ROOM, first = this.words[at]!;
    this.words.copyWithin(at, at + 1, at + this.lengths[lane]!--);
    return first;
  }
  push(lane: number, word: number): void {
    if (this.lengths[lane] === ROOM) throw new Error(`lanes: more than ${ROOM} messages in one`);
    this.words[lane * ROOM + this.lengths[lane]!++] = word;
  }
  /** What messages carry of that line is not the latest version any more. */
  age(line: number): void {
    for (let lane = 0; lane < this.count; lane++) {
      for (let n = lane * ROOM, end = n + this.lengths[lane]!; n < end; n++) if (lineOf(this.words[n]!) === line) this.words[n]! &= ~(1 << FRESH);
    }
  }

  /** Copies a lane's length and messages; returns where they end. */
  write(lane: number, into: Int32Array, at: number): number {
    const length = into[at++] = this.lengths[lane]!;
    for (let n = 0; n < length; n++) into[at++] = this.words[lane * ROOM + n]!;
    return at;
  }
  read(lane: number, from: Int32Array, at: number): number {
    const length = this.lengths[lane] = from[at++]!;
    for (let n = 0; n < length; n++) this.words[lane * ROOM + n] = from[at++]!;
    return at;
  }
}
