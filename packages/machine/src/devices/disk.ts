import type { DEVICES } from "@disco-vm/abi";
import { HP_97560, serve, type Arm } from "./disk-model.ts";
import { SECTOR_BYTES, type DiskStore } from "./disk-store.ts";
import type { DmaMemory, Transfer } from "./dma.ts";
import type { Reads, Writes } from "./port.ts";
import { QUEUE_SIZE_MAX, Virtqueue, type Chain, type Piece } from "./virtqueue.ts";

type Registers = typeof DEVICES.disks.registers;

const MAGIC = 0x7472_6976, VERSION = 2, BLOCK_DEVICE = 2, VENDOR = 0x4449_5343;
/** VIRTIO_F_VERSION_1 is feature 32. Writes are on the disk when they are reported: there is no cache to flush. */
const FEATURES = [0, 1] as const;
const STATUS = { driverOk: 4, featuresOk: 8, needsReset: 64 } as const;
const REQUEST = { in: 0, out: 1, flush: 4 } as const;
const RESULT = { ok: 0, error: 1, unsupported: 2 } as const;
const HEADER_BYTES = 16;
const USED_BUFFER = 1;

interface Request {
  readonly chain: Chain;
  readonly type: number;
  readonly sector: number;
  readonly data: readonly Piece[];
  readonly status: Piece;
  readonly bytes: number;
}

/** What a disk needs of the machine. */
export interface DiskBoard {
  now(): number;
  /** Calls `done` of this disk at that cycle. */
  later(at: number): void;
  /** This disk's interrupt. */
  interrupt(level: boolean): void;
  readonly memory: DmaMemory;
  /** Calls `moved` of this disk when that has been transferred, with what was read. */
  transfer(transfers: readonly Transfer[]): void;
  /** What has been begun is not to be seen any more. */
  drop(): void;
}

/** What the disk does for its current request. */
type Phase =
  /** Reads the request from memory. */
  | "fetch"
  /** Moves its arm, and the sectors under it. */
  | "seek"
  /** Moves data from or to memory. */
  | "transfer"
  /** Writes to memory what has become of the request. */
  | "report";

/** A virtio block device. Requests are served one after another, in the order they came. */
export class Disk {
  private readonly queue: Virtqueue;
  private status = 0;
  private interruptStatus = 0;
  private featuresSel = 0;
  private driverFeaturesSel = 0;
  private driverFeatures: [number, number] = [0, 0];
  private queueSel = 0;
  private arm: Arm = { cylinder: 0, head: 0 };
  private current: Request | undefined;
  private phase: Phase = "fetch";
  /** When the sectors have passed: an event at another time is of a request before a reset. */
  private due = 0;
  /** What was read from memory to know the request. */
  private fetched: Transfer[] = [];
  /** Of everything that was written: FNV-1a. */
  private digest = 0x811c_9dc5;
  private completed = 0;
  /** Each register's value, as the standard has it. */
  readonly reads: Readonly<Record<keyof Reads<Registers>, () => number>>;
  readonly writes: Readonly<Record<keyof Writes<Registers>, (value: number) => void>>;

  constructor(private readonly board: DiskBoard, readonly store: DiskStore) {
    this.queue = new Virtqueue((address, length) => this.fetch(address, length));
    const sectors = store.bytes / SECTOR_BYTES, q = this.queue, only = (n: number): number => (this.queueSel === 0 ? n : 0);
    this.reads = {
      magicValue: () => MAGIC, version: () => VERSION, deviceId: () => BLOCK_DEVICE, vendorId: () => VENDOR,
      deviceFeatures: () => FEATURES[this.featuresSel] ?? 0,
      queueNumMax: () => only(QUEUE_SIZE_MAX), queueReady: () => only(q.ready ? 1 : 0),
      interruptStatus: () => this.interruptStatus, status: () => this.status, configGeneration: () => 0,
      capacityLow: () => sectors % 2 ** 32, capacityHigh: () => Math.floor(sectors / 2 ** 32),
    };
    const select = (act: (v: number) => void) => (v: number): void => { if (this.queueSel === 0 && !q.ready) act(v); };
    this.writes = {
      deviceFeaturesSel: (v) => { this.featuresSel = v; },
      driverFeaturesSel: (v) => { this.driverFeaturesSel = v; },
      driverFeatures: (v) => { if (this.driverFeaturesSel < 2) this.driverFeatures[this.driverFeaturesSel as 0 | 1] = v; },
      queueSel: (v) => { this.queueSel = v; },
      queueNum: select((v) => { if (v > 0 && v <= QUEUE_SIZE_MAX && (v & (v - 1)) === 0) q.size = v; }),
      queueReady: (v) => { if (this.queueSel === 0) q.ready = v === 1 && q.size > 0; },
      queueNotify: () => this.start(),
      interruptAck: (v) => { this.interruptStatus &= ~v; this.drive(); },
      status: (v) => this.setStatus(v),
      queueDescLow: select((v) => { q.descriptors = low(q.descriptors, v); }),
      queueDescHigh: select((v) => { q.descriptors = high(q.descriptors, v); }),
      queueDriverLow: select((v) => { q.driver = low(q.driver, v); }),
      queueDriverHigh: select((v) => { q.driver = high(q.driver, v); }),
      queueDeviceLow: select((v) => { q.device = low(q.device, v); }),
      queueDeviceHigh: select((v) => { q.device = high(q.device, v); }),
    };
  }

  /** The time of the current request has passed. */
  done(): void {
    const r = this.current;
    if (!r || this.phase !== "seek" || this.due !== this.board.now()) return; // reset meanwhile
    if (!this.moves(r)) return this.report(r);
    this.phase = "transfer";
    let offset = r.sector * SECTOR_BYTES;
    this.board.transfer(r.data.map(({ address, length }) => {
      const bytes = r.type === REQUEST.in ? this.store.read(offset, length) : undefined;
      offset += length;
      return { address, length, ...(bytes && { bytes }) };
    }));
  }

  /** A transfer is done; `read` is what it has read. */
  moved(read: Uint8Array): void {
    const r = this.current;
    if (!r) return;
    if (this.phase === "fetch") this.seek(r);
    else if (this.phase === "transfer") {
      if (r.type === REQUEST.out) this.store.write(r.sector * SECTOR_BYTES, read);
      if (r.type === REQUEST.out) for (const byte of read) this.digest = Math.imul(this.digest ^ byte, 0x0100_0193);
      this.report(r);
    } else {
      this.current = undefined;
      this.completed++;
      this.interruptStatus |= USED_BUFFER;
      this.drive();
      this.start();
    }
  }

  state(): unknown {
    const { status, interruptStatus, featuresSel, driverFeaturesSel, driverFeatures, queueSel, arm, current, phase, due, digest, completed } = this;
    return {
      queue: this.queue.state(), status, interruptStatus, featuresSel, driverFeaturesSel, driverFeatures, queueSel, arm,
      current: current ? { ...current, phase, due } : null, digest, completed,
    };
  }

  private setStatus(value: number): void {
    if (value === 0) {
      this.queue.reset();
      this.board.drop();
      this.current = undefined;
      this.status = this.interruptStatus = 0;
      return this.drive();
    }
    // A driver that does not take VERSION_1 is refused: section 6.1.
    if (value & STATUS.featuresOk && !(this.driverFeatures[1] & 1)) value &= ~STATUS.featuresOk;
    this.status = value;
  }

  private drive(): void {
    this.board.interrupt(this.interruptStatus !== 0);
  }

  private broken(): void {
    this.status |= STATUS.needsReset;
    this.queue.ready = false;
  }

  /** Begins the next request. */
  private start(): void {
    if (this.current || !this.queue.ready || !(this.status & STATUS.driverOk)) return;
    this.fetched = [];
    const chain = this.queue.take();
    if (chain === null) return;
    const request = chain && this.parse(chain);
    if (!request) return this.broken();
    this.current = request;
    this.phase = "fetch";
    this.board.transfer(this.fetched);
  }

  private fetch(address: number, length: number): Uint8Array | undefined {
    this.fetched.push({ address, length });
    return this.board.memory.read(address, length);
  }

  private seek(r: Request): void {
    this.phase = "seek";
    const sectors = this.moves(r) ? r.bytes / SECTOR_BYTES : 0;
    const { at, arm } = serve(HP_97560, this.arm, sectors ? r.sector : 0, sectors, this.board.now());
    this.arm = sectors ? arm : this.arm;
    this.due = at;
    this.board.later(at);
  }

  private report(r: Request): void {
    this.phase = "report";
    const result = this.resultOf(r), written = this.moves(r) && r.type === REQUEST.in ? r.bytes : 0;
    const all = [{ address: r.status.address, length: 1, bytes: Uint8Array.of(result) }, ...this.queue.give(r.chain.head, written + 1)];
    if (!all.every((t) => this.board.memory.has(t.address, t.length))) {
      this.current = undefined;
      return this.broken();
    }
    this.board.transfer(all);
  }

  private parse(chain: Chain): Request | undefined {
    const [header, ...rest] = chain.pieces, status = rest.pop();
    if (!header || header.writable || header.length < HEADER_BYTES || !status?.writable || status.length < 1) return undefined;
    const bytes = this.fetch(header.address, HEADER_BYTES);
    if (!bytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return {
      chain, status, data: rest, type: view.getUint32(0, true), sector: Number(view.getBigUint64(8, true)),
      bytes: rest.reduce((sum, piece) => sum + piece.length, 0),
    };
  }

  /** Whether sectors pass under the heads. */
  private moves(r: Request): boolean {
    return r.type !== REQUEST.flush && this.resultOf(r) === RESULT.ok;
  }

  private resultOf(r: Request): number {
    if (r.type === REQUEST.flush) return RESULT.ok;
    if (r.type !== REQUEST.in && r.type !== REQUEST.out) return RESULT.unsupported;
    const good = r.bytes % SECTOR_BYTES === 0 && r.sector * SECTOR_BYTES + r.bytes <= this.store.bytes &&
      r.data.every(({ address, length, writable }) => writable === (r.type === REQUEST.in) && this.board.memory.has(address, length));
    return good ? RESULT.ok : RESULT.error;
  }
}

const low = (address: number, v: number): number => Math.floor(address / 2 ** 32) * 2 ** 32 + v;
const high = (address: number, v: number): number => (address % 2 ** 32) + v * 2 ** 32;
