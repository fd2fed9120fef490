import { DEVICES, INTERRUPTS } from "@disco-vm/abi";
import type { Board } from "./board.ts";
import { Disk } from "./disk.ts";
import type { DiskStore } from "./disk-store.ts";
import { port, type Access, type Port } from "./port.ts";
import { Dma, type CoherentAccess, type DmaMemory } from "./dma.ts";

/** The disks' line goes to CPU 0. */
const DISK_CPU = 0;

/** All disks of a machine, at their blocks of registers. */
export class Disks {
  private readonly disks: readonly Disk[];
  private readonly raised = new Set<number>();
  readonly ports: readonly Port[];
  private readonly dma: Dma;

  constructor(board: Board, memory: DmaMemory, access: CoherentAccess | undefined, stores: readonly DiskStore[]) {
    this.dma = new Dma(memory, access, (disk, read) => this.disks[disk]?.moved(read));
    this.disks = stores.map((store, n) => new Disk({
      memory,
      transfer: (transfers) => this.dma.begin(n, transfers),
      drop: () => this.dma.drop(n),
      now: () => board.now(),
      later: (at) => board.post(at, "disk", n),
      interrupt: (level) => {
        if (level) this.raised.add(n);
        else this.raised.delete(n);
        board.interrupt(DISK_CPU, INTERRUPTS.io.ip, this.raised.size > 0);
      },
    }, store));
    const first = this.disks[0];
    this.ports = first ? [port(DEVICES.disks, this.disks.length,
      map(first.reads, (name) => (a: Access) => swap(this.disks[a.block]!.reads[name]())), // the port has as many blocks as there are disks
      map(first.writes, (name) => (value: bigint, a: Access) => this.disks[a.block]!.writes[name](swap(Number(value)))))] : [];
  }

  /** The event "disk". */
  done(disk: number): void {
    this.disks[disk]?.done();
  }

  /** The event "dma". */
  moved(): void {
    this.dma.done();
  }

  state(): unknown {
    return { disks: this.disks.map((disk) => disk.state()), dma: this.dma.state() };
  }
}

/** The bytes of 32 bits the other way round: registers are little-endian, and a big-endian CPU sees their bytes reversed. */
function swap(n: number): number {
  return (((n & 0xff) << 24) | ((n & 0xff00) << 8) | ((n >>> 8) & 0xff00) | (n >>> 24)) >>> 0;
}

function map<K extends string, A, B>(names: Readonly<Record<K, A>>, f: (name: K) => B): Record<K, B> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, f(name as K)])) as Record<K, B>; // the same keys
}
