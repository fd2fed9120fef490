/** The longest that a reply to a miss is late, in cycles: 37.5 ns, an eighth of the paper's local miss of 300 ns. */
const MISS = 15;
/** The longest that a started CPU begins late, in cycles: 10 ms, a clock tick of a Unix, so that ticks have any phase. */
const START = 4_000_000;

/**
 * Small random delays by which runs of the same programs differ, to find races that need another order of things: the
 * method of Alameldeen and Wood (Variability in Architectural Simulations of Multi-Threaded Workloads, HPCA 2003), who
 * delay each miss a little. The same seed gives the same run.
 */
export class Noise {
  private value: number;

  constructor(readonly seed: number) {
    // Multiplied by 2^32 over the golden ratio, so that seeds close to each other have nothing in common (Knuth, section 6.4).
    this.value = (Math.imul(seed, 0x9e37_79b9) ^ (seed / 2 ** 32)) >>> 0 || 1;
    for (let n = 0; n < 8; n++) this.next();
  }

  /** How many cycles later than otherwise the reply to a miss comes. */
  miss(): number {
    return this.next() % (MISS + 1);
  }

  /** How many cycles later than otherwise a CPU starts. */
  start(): number {
    return this.next() % (START + 1);
  }

  /** How far a CPU may run ahead this time, in cycles, where `most` is what nothing forbids. */
  stretch(most: number): number {
    return 1 + (this.next() % most);
  }

  state(): unknown {
    return { seed: this.seed, value: this.value };
  }

  /** Marsaglia's xorshift of 32 bits (Journal of Statistical Software 8(14), 2003). */
  private next(): number {
    let x = this.value;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (this.value = x >>> 0);
  }
}
