import { CYCLES_PER_SECOND } from "../time.ts";

/**
 * How long a disk takes: overhead, seek, rotation, transfer. The figures are those of the HP 97560 (Ruemmler and Wilkes, IEEE
 * Computer, March 1994; Kotz, Toh and Radhakrishnan, Dartmouth PCS-TR94-220), the disk that SimOS modelled. Its cache is not
 * modelled: neither read-ahead into the buffer nor writes that are reported before they are on the disk.
 */
export const HP_97560 = {
  cylinders: 1962,
  heads: 19,
  sectorsPerTrack: 72,
  /** Turns a minute. */
  rpm: 4002,
  /** Milliseconds that the controller takes for each command. */
  overhead: 2.2,
  /** Milliseconds to another head of the same cylinder. */
  headSwitch: 1.6,
  /** Sectors by which a track starts later than the one before, in a cylinder and from one to the next. */
  trackSkew: 8,
  cylinderSkew: 18,
  /** Milliseconds to a cylinder so far away. */
  seek: (distance: number): number =>
    distance === 0 ? 0 : distance <= 383 ? 3.24 + 0.4 * Math.sqrt(distance) : 8 + 0.008 * distance,
} as const;

export type DiskModel = typeof HP_97560;

const cycles = (milliseconds: number): number => (milliseconds * CYCLES_PER_SECOND) / 1000;

/** Where the arm is. */
export interface Arm {
  readonly cylinder: number;
  readonly head: number;
}

/** When a request that starts at cycle `now` is done, and where the arm is then. */
export function serve(m: DiskModel, arm: Arm, sector: number, sectors: number, now: number): { at: number; arm: Arm } {
  const turn = cycles(60_000 / m.rpm), slot = turn / m.sectorsPerTrack;
  let at = now + cycles(m.overhead), { cylinder, head } = arm;
  for (let left = sectors, next = sector; left > 0;) {
    const track = Math.floor(next / m.sectorsPerTrack), first = next % m.sectorsPerTrack;
    const to = { cylinder: Math.floor(track / m.heads), head: track % m.heads };
    if (to.cylinder !== cylinder) at += cycles(m.seek(Math.abs(to.cylinder - cylinder)));
    else if (to.head !== head) at += cycles(m.headSwitch);
    ({ cylinder, head } = to);
    const skew = cylinder * ((m.heads - 1) * m.trackSkew + m.cylinderSkew) + head * m.trackSkew;
    const wanted = ((first + skew) % m.sectorsPerTrack) * slot, under = at % turn;
    at += wanted >= under ? wanted - under : wanted - under + turn;
    const run = Math.min(left, m.sectorsPerTrack - first);
    at += run * slot;
    left -= run;
    next += run;
  }
  return { at: Math.ceil(at), arm: { cylinder, head } };
}
