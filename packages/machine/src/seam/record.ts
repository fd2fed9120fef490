/**
 * What a handler did, for the CPU to replay in time: a flat list of operation and argument, plain state. The handler's
 * effects are in memory already; only their time is still to come.
 */
export const OP = {
  /** Argument: machine address of an access. */
  load: 0,
  store: 1,
  /** Argument: instructions. */
  charge: 2,
  /** Argument: index of a lock's name. */
  lock: 3,
  unlock: 4,
  /** Argument: the CPU to interrupt. */
  interrupt: 5,
} as const;
export type Op = (typeof OP)[keyof typeof OP];

export class Recording {
  private readonly items: number[] = [];
  private at = 0;

  add(op: Op, argument: number): void {
    const last = this.items.length - 2;
    // Charges in a row are one wait.
    if (op === OP.charge && last >= 0 && this.items[last] === OP.charge) this.items[last + 1]! += argument;
    else this.items.push(op, argument);
  }

  get done(): boolean {
    return this.at >= this.items.length;
  }
  get op(): Op {
    return this.items[this.at] as Op; // only `add` fills it
  }
  get argument(): number {
    return this.items[this.at + 1]!; // pairs
  }
  next(): void {
    this.at += 2;
  }
  clear(): void {
    this.items.length = 0;
    this.at = 0;
  }
  state(): unknown {
    return this.items.slice(this.at);
  }
}
