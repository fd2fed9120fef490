/** Devices' accesses to memory. */
import type { AddressMap } from "../address-map.ts";
import type { Ram } from "../ram.ts";

/** A stretch of memory that a device stores to or reads. */
export interface Transfer {
  readonly address: number;
  readonly length: number;
  /** What is stored; without it memory is read. */
  readonly bytes?: Uint8Array;
}

/** Begins a coherent access to the line at that address. */
export type CoherentAccess = (store: boolean, address: number) => void;

/** Memory at physical addresses, at once. */
export interface DmaMemory {
  has(address: number, length: number): boolean;
  /** Undefined where there is no memory. */
  read(address: number, length: number): Uint8Array | undefined;
  /** False where there is no memory. Breaks links to what it stores to. */
  write(address: number, bytes: Uint8Array): boolean;
}

/** A device's transfers under way. */
interface Job {
  readonly device: number;
  readonly lines: readonly Transfer[];
  /** How many lines have been dealt with. */
  at: number;
  /** What has been read so far. */
  readonly read: number[];
  /** The device has been reset meanwhile. */
  dropped: boolean;
}

/** Coherence and links go by lines of the secondary cache. */
const LINE_BYTES = 128;

/** The machine's RAM, for devices; `breakLinks` is told of each line that one stores to. */
export function dmaMemory(ram: Ram, map: AddressMap, breakLinks: (address: number) => void): DmaMemory {
  const offset = (address: number, length: number): number => {
    const start = map.offset(address);
    return length > 0 && start >= 0 && map.offset(address + length - 1) === start + length - 1 ? start : -1;
  };
  return {
    has: (address, length) => offset(address, length) >= 0,
    read(address, length) {
      const at = offset(address, length);
      return at < 0 ? undefined : ram.readBytes(at, length);
    },
    write(address, bytes) {
      const at = offset(address, bytes.length);
      if (at < 0) return false;
      ram.writeBytes(at, bytes);
      for (let line = address - (address % LINE_BYTES); line < address + bytes.length; line += LINE_BYTES) breakLinks(line);
      return true;
    },
  };
}

/**
 * Moves data between devices and memory, a line at a time and one after another, as a bus master does. Where memory is cached
 * each line is a coherent access: a line that is read comes from whoever has it dirty, and a line is stored to when
 * all caches have given it up.
 */
export class Dma {
  private readonly jobs: Job[] = [];
  private moving = false;

  /** `access` begins a coherent access, which ends with `done`; without it there are no caches, and no time passes. `moved` is told what was read. */
  constructor(
    private readonly memory: DmaMemory,
    private readonly access: CoherentAccess | undefined,
    private readonly moved: (device: number, read: Uint8Array) => void,
  ) {}

  /** Begins when the transfers of all others are done; all their addresses are memory. */
  begin(device: number, transfers: readonly Transfer[]): void {
    this.jobs.push({ device, lines: transfers.flatMap(linesOf), at: 0, read: [], dropped: false });
    if (!this.moving) this.next();
  }

  /** Nothing of what the device has begun is to be seen any more. */
  drop(device: number): void {
    for (const job of this.jobs) if (job.device === device) job.dropped = true;
  }

  /** The coherent access under way is done. */
  done(): void {
    this.complete();
    this.next();
  }

  state(): unknown {
    return this.jobs.map(({ lines, read, ...rest }) => ({ ...rest, read: [...read], lines: lines.map((l) => ({ ...l, bytes: l.bytes ? [...l.bytes] : null })) }));
  }

  /** Goes on until an access takes time. */
  private next(): void {
    this.moving = true;
    for (let job = this.jobs[0]; job; job = this.jobs[0]) {
      const line = job.dropped ? undefined : job.lines[job.at];
      if (!line) {
        this.jobs.shift();
        if (!job.dropped) this.moved(job.device, Uint8Array.from(job.read));
      } else if (this.access) return this.access(line.bytes !== undefined, line.address);
      else this.complete();
    }
    this.moving = false;
  }

  private complete(): void {
    const job = this.jobs[0], line = job?.lines[job.at];
    if (!job || !line) return;
    job.at++;
    if (job.dropped) return;
    if (line.bytes) this.memory.write(line.address, line.bytes);
    else job.read.push(...(this.memory.read(line.address, line.length) ?? []));
  }
}

/** The part of a transfer in each line that it touches. */
function linesOf({ address, length, bytes }: Transfer): Transfer[] {
  const lines: Transfer[] = [];
  for (let at = 0; at < length;) {
    const part = Math.min(length - at, LINE_BYTES - ((address + at) % LINE_BYTES));
    lines.push({ address: address + at, length: part, ...(bytes && { bytes: bytes.subarray(at, at + part) }) });
    at += part;
  }
  return lines;
}
