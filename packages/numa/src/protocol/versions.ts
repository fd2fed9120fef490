import { InvariantError } from "../errors.ts";

/**
 * Check mode. Data live in one RAM, so a load always finds the latest value, coherent or not. Here each copy has the
 * version it came with, and a load must find the latest in its own copy.
 */
export class Versions {
  private readonly latest = new Map<number, number>();
  private readonly memory = new Map<number, number>();
  private readonly copies: Map<number, number>[];
  private readonly buffers: Map<number, number>[];

  constructor(cpus: number) {
    this.copies = Array.from({ length: cpus }, () => new Map<number, number>());
    this.buffers = Array.from({ length: cpus }, () => new Map<number, number>());
  }

  /** A load or fetch of the line has been done by that CPU. */
  read(cpu: number, line: number): void {
    const got = this.copies[cpu]!.get(line), want = this.latest.get(line) ?? 0;
    if (got !== want) throw new InvariantError(`versions: CPU ${cpu} reads version ${got ?? "none"} of line ${line}, the latest is ${want}`);
  }

  write(cpu: number, line: number): void {
    this.read(cpu, line);
    for (const [other, copies] of this.copies.entries())
      if (other !== cpu && copies.has(line)) throw new InvariantError(`versions: CPU ${cpu} writes line ${line}, of which CPU ${other} has a copy`);
    const next = (this.latest.get(line) ?? 0) + 1;
    this.latest.set(line, next);
    this.copies[cpu]!.set(line, next);
  }

  install(cpu: number, line: number, version: number): void { this.copies[cpu]!.set(line, version); }
  drop(cpu: number, line: number): void { this.copies[cpu]!.delete(line); }
  buffer(cpu: number, line: number): void { this.buffers[cpu]!.set(line, this.held(cpu, line)); }
  unbuffer(cpu: number, line: number): void { this.buffers[cpu]!.delete(line); }
  writeMemory(line: number, version: number): void { this.memory.set(line, version); }

  /** The version that the CPU's cache or write-back buffer holds. */
  held(cpu: number, line: number): number {
    const v = this.copies[cpu]!.get(line) ?? this.buffers[cpu]!.get(line);
    if (v === undefined) throw new InvariantError(`versions: CPU ${cpu} gives away line ${line}, which it does not have`);
    return v;
  }
  inMemory(line: number): number { return this.memory.get(line) ?? 0; }

  newest(line: number): number { return this.latest.get(line) ?? 0; }

  /** Calls the latest version of the line 1 and all others 0; returns what the latest was. */
  normalise(line: number): number {
    const latest = this.latest.get(line) ?? 0;
    for (const m of [this.memory, ...this.copies, ...this.buffers]) {
      const v = m.get(line) ?? (m === this.memory ? 0 : undefined);
      if (v !== undefined) m.set(line, v === latest ? 1 : 0);
    }
    this.latest.set(line, 1);
    return latest;
  }

  state(): unknown {
    const flat = (m: Map<number, number>): number[][] => [...m].sort((a, b) => a[0] - b[0]);
    return [flat(this.latest), flat(this.memory), this.copies.map(flat), this.buffers.map(flat)];
  }
  restore(state: unknown): void {
    const [latest, memory, copies, buffers] = state as [number[][], number[][], number[][][], number[][][]]; // from state()
    const fill = (m: Map<number, number>, from: number[][]): void => {
      m.clear();
      for (const [k, v] of from) m.set(k!, v!); // pairs
    };
    fill(this.latest, latest);
    fill(this.memory, memory);
    copies.forEach((c, n) => fill(this.copies[n]!, c));
    buffers.forEach((c, n) => fill(this.buffers[n]!, c));
  }
}
