import { bytes, Column, words } from "./state-set.ts";

/** Which states internal moves lead to: whether they can go on for ever. */
export class Progress {
  /** How many such moves each state has, and where they lead to, state by state. */
  private readonly counts = new Column(bytes);
  private readonly targets = new Column(words);

  /** The next state; then all its internal moves. */
  state(): void { this.counts.push(0); }
  move(to: number): void {
    this.targets.push(to);
    const last = this.counts.length - 1;
    this.counts.set(last, this.counts.get(last) + 1);
  }

  /** The first state from which internal moves can go on for ever, if there is one. */
  endless(): number | undefined {
    const { counts, targets } = this, { length } = counts, gone = new Column(bytes);
    for (let n = 0; n < length; n++) gone.push(0);
    // A state goes when all that it leads to have gone. Most moves lead to states with higher numbers: few passes.
    for (let left = length, before = Infinity; left < before;) {
      before = left;
      for (let n = length - 1, end = targets.length; n >= 0; n--) {
        const first = end - counts.get(n);
        if (!gone.get(n)) {
          let all = true;
          for (let k = first; all && k < end; k++) all = gone.get(targets.get(k)) === 1;
          if (all) {
            gone.set(n, 1);
            left--;
          }
        }
        end = first;
      }
      if (left === 0) return undefined;
    }
    let n = 0;
    while (gone.get(n)) n++;
    return n;
  }
}
