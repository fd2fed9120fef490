import { invariant } from "../errors.ts";

interface Lock {
  readonly name: string;
  holder: number;
  readonly waiting: number[];
}

/** The named locks of a monitor, contended in replay: first come, first served. */
export class Locks {
  private readonly locks: Lock[] = [];
  private readonly byName = new Map<string, number>();

  /** The lock's index, which recordings carry. */
  index(name: string): number {
    let i = this.byName.get(name);
    if (i === undefined) {
      i = this.locks.push({ name, holder: -1, waiting: [] }) - 1;
      this.byName.set(name, i);
    }
    return i;
  }

  /** True if the CPU has the lock now, false if it waits in the queue. */
  acquire(index: number, cpu: number): boolean {
    const lock = this.locks[index]!;
    invariant(lock.holder !== cpu, `Locks: CPU ${cpu} takes "${lock.name}" twice`);
    if (lock.holder >= 0) {
      lock.waiting.push(cpu);
      return false;
    }
    lock.holder = cpu;
    return true;
  }

  /** The CPU that has the lock now, or -1. */
  release(index: number, cpu: number): number {
    const lock = this.locks[index]!;
    invariant(lock.holder === cpu, `Locks: CPU ${cpu} releases "${lock.name}", which ${lock.holder} holds`);
    return (lock.holder = lock.waiting.shift() ?? -1);
  }

  /** Locks in use, by name: what is free leaves no trace. */
  state(): unknown {
    return this.locks
      .filter((l) => l.holder >= 0)
      .map((l) => ({ name: l.name, holder: l.holder, waiting: [...l.waiting] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
