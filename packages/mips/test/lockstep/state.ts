/** What both sides say of a CPU between two instructions: 64-bit slots, each two words, the low one first. */

export const SLOT = { gpr: 0, fpr: 32, hi: 64, lo: 65, pc: 66, status: 67, cause: 68, epc: 69, fcsr: 70, inSlot: 71 } as const;
export const SLOTS = 72;
/** Slots that need no FPU; QEMU prints the others only while Status.CU1 is set. */
export const FPU_SLOTS = [...Array.from({ length: 32 }, (_, n) => SLOT.fpr + n), SLOT.fcsr];

const names = Object.entries(SLOT).filter(([name]) => name !== "gpr" && name !== "fpr");
export const slotName = (slot: number): string =>
  slot < 32 ? `$${slot}` : slot < 64 ? `$f${slot - 32}` : (names.find(([, at]) => at === slot)?.[0] ?? `slot ${slot}`);

export class State {
  readonly words = new Int32Array(2 * SLOTS);

  get(slot: number): bigint {
    return (BigInt(this.words[2 * slot + 1]! >>> 0) << 32n) | BigInt(this.words[2 * slot]! >>> 0); // slots are below SLOTS
  }
  set(slot: number, v: bigint): void {
    this.words[2 * slot] = Number(v & 0xffffffffn);
    this.words[2 * slot + 1] = Number((v >> 32n) & 0xffffffffn);
  }
  /** The low word, unsigned. */
  low(slot: number): number {
    return this.words[2 * slot]! >>> 0;
  }
  copy(from: State): void {
    this.words.set(from.words);
  }
  equals(other: State): boolean {
    const a = this.words, b = other.words;
    for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
    return true;
  }
  /** Slots in which two states differ. */
  differing(other: State): number[] {
    return Array.from({ length: SLOTS }, (_, n) => n).filter((n) => this.get(n) !== other.get(n));
  }
}
