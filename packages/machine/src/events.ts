import { EventQueue } from "@disco-vm/numa";

/** Kinds of the machine's own events in the queue that it shares with the memory side. Arguments: what stands behind. */
export const EVENT = {
  /** An uncached access arrives: cpu. */
  uncached: 0,
  /** cpu. */
  intervalTimer: 1,
  consolePoll: 2,
  /** A monitor's sendInterrupt arrives: cpu. */
  monitorInterrupt: 3,
  /** A disk's request is done: disk. */
  disk: 4,
  /** A coherent access of a device is done. */
  dma: 5,
  /** The memory side's kinds start here. */
  memory: 16,
} as const;

/** The events to come, and for each CPU the time of the next that may concern it at once. */
export class Agenda {
  private readonly queue = new EventQueue();
  /** Times of the events at each place: first the CPUs', then one for what concerns all, then places without a CPU. */
  private readonly times: readonly number[][];
  /** The earliest of each of those, or Infinity. */
  readonly soonest: Float64Array;

  /** `placeOf` says where a memory side's event acts. */
  constructor(private readonly cpus: number, private readonly placeOf: (kind: number, a: number, b: number) => number) {
    this.times = Array.from({ length: cpus + 2 }, () => []);
    this.soonest = new Float64Array(cpus + 2).fill(Infinity);
  }

  /** The event that `take` has taken out. */
  get at(): number { return this.queue.at; }
  get kind(): number { return this.queue.kind; }
  get a(): number { return this.queue.a; }
  get b(): number { return this.queue.b; }
  get c(): number { return this.queue.c; }

  /** Time of the next event, or Infinity. */
  peekTime(): number { return this.queue.peekTime(); }

  post(time: number, kind: number, a: number, b: number, c: number): void {
    const place = this.place(kind, a, b);
    this.times[place]!.push(time); // place is one
    if (time < this.soonest[place]!) this.soonest[place] = time;
    this.queue.post(time, kind, a, b, c);
  }

  /** Takes the next event out; false if there is none. */
  take(): boolean {
    const { queue } = this;
    if (!queue.take()) return false;
    const place = this.place(queue.kind, queue.a, queue.b), times = this.times[place]!, last = times.pop()!;
    if (last !== queue.at) times[times.indexOf(queue.at)] = last;
    let soonest = Infinity;
    for (const time of times) if (time < soonest) soonest = time;
    this.soonest[place] = soonest;
    return true;
  }

  state(): unknown {
    return this.queue.state();
  }

  private place(kind: number, a: number, b: number): number {
    if (kind < EVENT.memory) return this.cpus;
    const place = this.placeOf(kind, a, b);
    return place < this.cpus ? place : this.cpus + 1;
  }
}
