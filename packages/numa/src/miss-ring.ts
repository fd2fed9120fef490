import { MISS_CLASSES, type MissClass } from "./layout.ts";

/** What was wanted when the access missed. */
export const CAUSES = ["read", "write", "upgrade"] as const;
export type Cause = (typeof CAUSES)[number];

export interface MissEvent {
  /** When the access may be executed again, in cycles. */
  readonly time: number;
  readonly cpu: number;
  /** Machine addresses of the line, and of its page. */
  readonly line: number;
  readonly page: number;
  /** The line's home; on a bus -1. */
  readonly node: number;
  readonly missClass: MissClass;
  /** Cycles since it missed, without the restart. */
  readonly latency: number;
  readonly cause: Cause;
}

const FIELDS = 6;

/** The latest misses, for tools: written in a few stores each, read as objects. */
export class MissRing {
  private readonly cells: Float64Array;
  /** Misses so far; those before the last `capacity` are gone. */
  total = 0;

  constructor(readonly capacity: number, private readonly place: (line: number) => Pick<MissEvent, "line" | "page" | "node">) {
    this.cells = new Float64Array(FIELDS * capacity);
  }

  add(time: number, cpu: number, line: number, missClass: number, latency: number, cause: number): void {
    const { cells } = this, at = (this.total++ % this.capacity) * FIELDS;
    cells[at] = time;
    cells[at + 1] = cpu;
    cells[at + 2] = line;
    cells[at + 3] = missClass;
    cells[at + 4] = latency;
    cells[at + 5] = cause;
  }

  /** Oldest first. */
  events(): MissEvent[] {
    const { cells, total, capacity } = this, kept = Math.min(total, capacity);
    return Array.from({ length: kept }, (_, n) => {
      const at = ((total - kept + n) % capacity) * FIELDS, [time, cpu, line, missClass, latency, cause] = cells.subarray(at, at + FIELDS) as unknown as [number, number, number, number, number, number]; // as `add` wrote
      return { time, cpu, ...this.place(line), missClass: MISS_CLASSES[missClass]!, latency, cause: CAUSES[cause]! };
    });
  }
}
