import type { DEVICES } from "@disco-vm/abi";
import { HP_97560, serve, type Arm } from "./disk-model.ts";
import { SECTOR_BYTES, type DiskStore } from "./disk-store.ts";
import type { Reads, Writes } from "./port.ts";
import { QUEUE_SIZE_MAX, Virtqueue, type Chain, type Dma, type Piece } from "./virtqueue.ts";

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
  readonly dma: Dma;
}

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
  /** Of everything that was written: FNV-1a. */
  private digest = 0x811c_9dc5;
  private completed = 0;
  /** Each register's value, as the standard has it. */
  readonly reads: Readonly<Record<keyof Reads<Registers>, () => number>>;
  readonly writes: Readonly<Record<keyof Writes<Registers>, (value: number) => void>>;

  constructor(private readonly board: DiskBoard, readonly store: DiskStore) {
    this.queue = new Virtqueue(board.dma);
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
    if (!r) return; // reset meanwhile
    this.current = undefined;
    const result = this.transfer(r), written = r.type === REQUEST.in ? r.bytes : 0;
    if (!this.board.dma.write(r.status.address, Uint8Array.of(result)) || !this.queue.give(r.chain.head, written + 1)) return this.broken();
    this.completed++;
    this.interruptStatus |= USED_BUFFER;
    this.drive();
    this.start();
  }

  state(): unknown {
    const { status, interruptStatus, featuresSel, driverFeaturesSel, driverFeatures, queueSel, arm, current, digest, completed } = this;
    return { queue: this.queue.state(), status, interruptStatus, featuresSel, driverFeaturesSel, driverFeatures, queueSel, arm, current: current ?? null, digest, completed };
  }

  private setStatus(value: number): void {
    if (value === 0) {
      this.queue.reset();
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
    const chain = this.queue.take();
    if (chain === null) return;
    const request = chain && this.parse(chain);
    if (!request) return this.broken();
    this.current = request;
    const sectors = this.good(request) ? request.bytes / SECTOR_BYTES : 0;
    const { at, arm } = serve(HP_97560, this.arm, sectors ? request.sector : 0, sectors, this.board.now());
    this.arm = sectors ? arm : this.arm;
    this.board.later(at);
  }

  private parse(chain: Chain): Request | undefined {
    const [header, ...rest] = chain.pieces, status = rest.pop();
    if (!header || header.writable || header.length < HEADER_BYTES || !status?.writable || status.length < 1) return undefined;
    const bytes = this.board.dma.read(header.address, HEADER_BYTES);
    if (!bytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return {
      chain, status, data: rest, type: view.getUint32(0, true), sector: Number(view.getBigUint64(8, true)),
      bytes: rest.reduce((sum, piece) => sum + piece.length, 0),
    };
  }

  private good(r: Request): boolean {
    return (r.type === REQUEST.in || r.type === REQUEST.out) && r.bytes % SECTOR_BYTES === 0 &&
      r.sector * SECTOR_BYTES + r.bytes <= this.store.bytes && r.data.every((piece) => piece.writable === (r.type === REQUEST.in));
  }

  private transfer(r: Request): number {
    if (r.type !== REQUEST.in && r.type !== REQUEST.out) return r.type === REQUEST.flush ? RESULT.ok : RESULT.unsupported;
    if (!this.good(r)) return RESULT.error;
    let offset = r.sector * SECTOR_BYTES;
    for (const { address, length } of r.data) {
      if (r.type === REQUEST.in) {
        if (!this.board.dma.write(address, this.store.read(offset, length))) return RESULT.error;
      } else {
        const bytes = this.board.dma.read(address, length);
        if (!bytes) return RESULT.error;
        this.store.write(offset, bytes);
        for (const byte of bytes) this.digest = Math.imul(this.digest ^ byte, 0x0100_0193);
      }
      offset += length;
    }
    return RESULT.ok;
  }
}

const low = (address: number, v: number): number => Math.floor(address / 2 ** 32) * 2 ** 32 + v;
const high = (address: number, v: number): number => (address % 2 ** 32) + v * 2 ** 32;
