import { InvariantError } from "../errors.ts";

/** No copy. */
const NONE = -1;
/** Versions are counted by as many bits as a message has for them. */
const NEXT = (version: number): number => (version + 1) & 0xfff;

/**
 * Check mode. Data live in one RAM, so a load always finds the latest value, coherent or not. Here each copy has the
 * version it came with, and a load must find the latest in its own copy.
 */
export class Versions {
  /** All the others, one behind the other. */
  readonly all: Int32Array;
  readonly latest: Int32Array;
  readonly memory: Int32Array;
  /** By CPU, then line: in its cache, and in its write-back buffer. */
  readonly copies: Int32Array;
  readonly buffers: Int32Array;
  private overwritten = NONE;

  constructor(private readonly cpus: number, private readonly lines: number) {
    const copies = 2 * lines, buffers = copies + cpus * lines, all = this.all = new Int32Array(buffers + cpus * lines);
    this.latest = all.subarray(0, lines);
    this.memory = all.subarray(lines, copies);
    this.copies = all.subarray(copies, buffers).fill(NONE);
    this.buffers = all.subarray(buffers).fill(NONE);
  }

  /** A load or fetch of the line has been done by that CPU. */
  read(cpu: number, line: number): void {
    const got = this.copies[cpu * this.lines + line]!, want = this.latest[line]!;
    if (got !== want) throw new InvariantError(`versions: CPU ${cpu} reads version ${got} of line ${line} (-1: none), the latest is ${want}`);
  }

  write(cpu: number, line: number): void {
    this.read(cpu, line);
    for (let other = 0; other < this.cpus; other++)
      if (other !== cpu && this.copies[other * this.lines + line] !== NONE) throw new InvariantError(`versions: CPU ${cpu} writes line ${line}, of which CPU ${other} has a copy`);
    this.copies[cpu * this.lines + line] = this.latest[line] = NEXT(this.latest[line]!);
  }

  /** READ_ONCE is answered out of memory. */
  readMemory(line: number): void {
    if (this.memory[line] !== this.latest[line]) throw new InvariantError(`versions: memory has version ${this.memory[line]} of line ${line}, the latest is ${this.latest[line]}`);
  }
  /** WRITE_UNIQUE changes a part of the line in memory. */
  overwrite(line: number): void {
    this.readMemory(line);
    for (let cpu = 0; cpu < this.cpus; cpu++)
      if (this.copies[cpu * this.lines + line] !== NONE) throw new InvariantError(`versions: memory is written at line ${line}, of which CPU ${cpu} has a copy`);
    this.memory[line] = this.latest[line] = NEXT(this.latest[line]!);
    this.overwritten = line;
  }
  /** WRITE_UNIQUE is answered: it must have been done. */
  wasOverwritten(line: number): void {
    if (this.overwritten !== line) throw new InvariantError(`versions: a write to line ${line} is acknowledged before it is done`);
    this.overwritten = NONE;
  }

  install(cpu: number, line: number, version: number): void { this.copies[cpu * this.lines + line] = version; }
  drop(cpu: number, line: number): void { this.copies[cpu * this.lines + line] = NONE; }
  buffer(cpu: number, line: number): void { this.buffers[cpu * this.lines + line] = this.held(cpu, line); }
  unbuffer(cpu: number, line: number): void { this.buffers[cpu * this.lines + line] = NONE; }
  writeMemory(line: number, version: number): void { this.memory[line] = version; }

  /** The version that the CPU's cache or write-back buffer holds. */
  held(cpu: number, line: number): number {
    const cell = cpu * this.lines + line, copy = this.copies[cell]!, version = copy === NONE ? this.buffers[cell]! : copy;
    if (version === NONE) throw new InvariantError(`versions: CPU ${cpu} gives away line ${line}, which it does not have`);
    return version;
  }
  inMemory(line: number): number { return this.memory[line]!; }
  newest(line: number): number { return this.latest[line]!; }

  /** Calls the latest version of the line 1 and all others 0; returns what the latest was. */
  normalise(line: number): number {
    const latest = this.latest[line]!;
    this.latest[line] = 1;
    this.memory[line] = this.memory[line] === latest ? 1 : 0;
    for (const held of [this.copies, this.buffers]) {
      for (let cpu = 0; cpu < this.cpus; cpu++) {
        const cell = cpu * this.lines + line;
        if (held[cell] !== NONE) held[cell] = held[cell] === latest ? 1 : 0;
      }
    }
    return latest;
  }
}
