/** Times by number, and whose is the earliest: a tournament, in which the lower number wins a tie. */
export class Earliest {
  private readonly times: Float64Array;
  /** Node n's children are 2n and 2n + 1; the leaves are the numbers themselves. */
  private readonly winners: Int32Array;
  private readonly leaves: number;

  constructor(count: number, time: number) {
    const leaves = this.leaves = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
    this.times = new Float64Array(leaves).fill(Infinity);
    this.times.fill(time, 0, count);
    this.winners = new Int32Array(2 * leaves);
    for (let n = 0; n < leaves; n++) this.winners[leaves + n] = n;
    for (let n = leaves - 1; n > 0; n--) this.play(n);
  }

  /** Its number; anybody if all are Infinity. */
  get first(): number { return this.winners[1]!; }
  get time(): number { return this.times[this.winners[1]!]!; }

  /** The earliest of all others' times. */
  get second(): number {
    const { winners, times } = this;
    let second = Infinity;
    for (let n = (this.leaves + this.first); n > 1; n >>= 1) second = Math.min(second, times[winners[n ^ 1]!]!);
    return second;
  }

  of(number: number): number { return this.times[number]!; }

  set(number: number, time: number): void {
    if (this.times[number] === time) return;
    this.times[number] = time;
    for (let n = (this.leaves + number) >> 1; n > 0; n >>= 1) this.play(n);
  }

  private play(n: number): void {
    const { winners, times } = this, a = winners[2 * n]!, b = winners[2 * n + 1]!;
    winners[n] = times[b]! < times[a]! ? b : a;
  }
}
