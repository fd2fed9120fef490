import { expect, test } from "vitest";
import { Dma, type DmaMemory } from "../src/devices/dma.ts";
import { Disk } from "../src/devices/disk.ts";
import { HP_97560, serve } from "../src/devices/disk-model.ts";
import { MemoryDisk } from "../src/devices/disk-store.ts";
import { Machine } from "../src/machine.ts";

const MS = 400_000; // cycles

/** Guest memory of 64 KB with a queue of 8 in it, and a driver's hands. */
function fixture(store = new MemoryDisk(new Uint8Array(64 * 512).map((_, n) => n >> 9))) {
  const memory = new Uint8Array(0x1_0000), view = new DataView(memory.buffer);
  const inMemory: DmaMemory = {
    has: (address, length) => address + length <= memory.length,
    read: (address, length) => (inMemory.has(address, length) ? memory.slice(address, address + length) : undefined),
    write: (address, bytes) => inMemory.has(address, bytes.length) && (memory.set(bytes, address), true),
  };
  const dma = new Dma(inMemory, undefined, (_, read) => disk.moved(read));
  const state = { now: 0, due: undefined as number | undefined, level: false };
  const disk: Disk = new Disk({
    now: () => state.now,
    later: (at) => { state.due = at; },
    interrupt: (level) => { state.level = level; },
    drop: () => dma.drop(0),
    transfer: (transfers) => dma.begin(0, transfers),
    memory: inMemory,
  }, store);
  const { writes: w, reads: r } = disk;
  const DESC = 0x1000, DRIVER = 0x2000, DEVICE = 0x3000;
  const start = (features = 1): void => {
    w.status(3);
    w.driverFeaturesSel(1);
    w.driverFeatures(features);
    w.status(11);
    w.queueSel(0);
    w.queueNum(8);
    w.queueDescLow(DESC);
    w.queueDriverLow(DRIVER);
    w.queueDeviceLow(DEVICE);
    w.queueReady(1);
    w.status(15);
  };
  const descriptor = (n: number, address: number, length: number, flags: number, next = 0): void => {
    view.setBigUint64(DESC + 16 * n, BigInt(address), true);
    view.setUint32(DESC + 16 * n + 8, length, true);
    view.setUint16(DESC + 16 * n + 12, flags, true);
    view.setUint16(DESC + 16 * n + 14, next, true);
  };
  let available = 0;
  const offer = (head: number): void => {
    view.setUint16(DRIVER + 4 + 2 * (available++ % 8), head, true);
    view.setUint16(DRIVER + 2, available, true);
    w.queueNotify(0);
  };
  /** Header at 0x4000, data at 0x5000, status at 0x4100; descriptors 0, 1, 2. */
  const request = (type: number, sector: number, bytes: number): void => {
    view.setUint32(0x4000, type, true);
    view.setBigUint64(0x4008, BigInt(sector), true);
    view.setUint8(0x4100, 0xff);
    descriptor(0, 0x4000, 16, 1, 1);
    descriptor(1, 0x5000, bytes, 1 | (type === 0 ? 2 : 0), 2);
    descriptor(2, 0x4100, 1, 2);
    offer(0);
  };
  const finish = (): number => {
    const { due } = state;
    if (due === undefined) throw new Error("nothing is under way");
    state.now = due;
    state.due = undefined;
    disk.done();
    return due;
  };
  const used = (): { index: number; id: number; length: number } => {
    const index = view.getUint16(DEVICE + 2, true), at = DEVICE + 4 + 8 * ((index - 1) % 8);
    return { index, id: view.getUint32(at, true), length: view.getUint32(at + 4, true) };
  };
  return { memory, view, state, disk, w, r, store, start, descriptor, offer, request, finish, used };
}

test("it says what the standard says a block device says", () => {
  const { r, w } = fixture();
  expect([r.magicValue(), r.version(), r.deviceId(), r.queueNumMax(), r.capacityLow(), r.capacityHigh()]).toEqual([0x7472_6976, 2, 2, 64, 64, 0]);
  w.deviceFeaturesSel(1);
  expect(r.deviceFeatures()).toBe(1);
  w.queueSel(1);
  expect(r.queueNumMax()).toBe(0);
});

test("a driver that does not take VERSION_1 is refused", () => {
  const { start, r } = fixture();
  start(0);
  expect(r.status() & 8).toBe(0);
});

test("sectors are read and written, and the interrupt stays until it is acknowledged", () => {
  const { start, request, finish, memory, used, state, w, r, store, view } = fixture();
  start();
  request(0, 3, 1024);
  finish();
  expect([memory[0x5000], memory[0x5000 + 511], memory[0x5000 + 512], memory[0x5000 + 1024]]).toEqual([3, 3, 4, 0]);
  expect(used()).toEqual({ index: 1, id: 0, length: 1025 });
  expect([view.getUint8(0x4100), state.level, r.interruptStatus()]).toEqual([0, true, 1]);
  w.interruptAck(1);
  expect(state.level).toBe(false);
  memory.fill(0xaa, 0x5000, 0x5200);
  request(1, 63, 512);
  finish();
  expect(used()).toEqual({ index: 2, id: 0, length: 1 });
  expect(store.read(63 * 512, 512)).toEqual(new Uint8Array(512).fill(0xaa));
});

test("a request that the disk cannot do is answered with an error, and nothing is transferred", () => {
  const { start, request, finish, view } = fixture();
  start();
  for (const [type, sector, bytes, result] of [[0, 63, 1024, 1], [0, 64, 512, 1], [1, 0, 100, 1], [0, 2 ** 50, 512, 1], [9, 0, 512, 2], [4, 0, 512, 0]] as const) {
    request(type, sector, bytes);
    finish();
    expect(view.getUint8(0x4100)).toBe(result);
  }
});

test("a queue that makes no sense stops the device and nothing else", () => {
  const broken: ((f: ReturnType<typeof fixture>) => void)[] = [
    (f) => f.offer(99),
    (f) => { f.descriptor(0, 0x4000, 16, 1, 0); f.offer(0); },
    (f) => { f.descriptor(0, 0x4000, 16, 4, 0); f.offer(0); },
    (f) => { f.descriptor(0, 0x4000, 16, 0, 0); f.offer(0); },
    (f) => { f.descriptor(0, 0xfff_fff0, 16, 1, 1); f.descriptor(1, 0x4100, 1, 2); f.offer(0); },
  ];
  for (const breakIt of broken) {
    const f = fixture();
    f.start();
    breakIt(f);
    expect(f.r.status() & 64).toBe(64);
    expect(f.state.due).toBeUndefined();
    f.w.status(0);
    f.start();
    expect(f.r.status()).toBe(15);
  }
});

test("a disk keeps its base as it is", () => {
  const base = new Uint8Array(8192).fill(1), disk = new MemoryDisk(base);
  disk.write(4000, new Uint8Array(200).fill(2));
  expect([...disk.read(3999, 2), ...disk.read(4199, 2)]).toEqual([1, 2, 2, 1]);
  expect(base.every((b) => b === 1)).toBe(true);
  expect(() => new MemoryDisk(new Uint8Array(100))).toThrow("multiple of 512");
  expect(() => new Machine({ disks: Array.from({ length: 17 }, () => base) })).toThrow("at most 16 disks");
});

// Ruemmler and Wilkes 1994: 4002 turns a minute, 72 sectors a track, seek 3.24 + 0.4 sqrt(d) ms up to 383 cylinders, 8 + 0.008 d beyond.
test("the two parts of the seek curve meet, and its mean is the vendor's 13.5 ms within a few per cent", () => {
  expect(HP_97560.seek(383)).toBeCloseTo(HP_97560.seek(383.001), 1);
  expect(HP_97560.seek(0)).toBe(0);
  // Mean distance of two random cylinders weighted: sum over d of 2 (n - d) / n^2.
  const n = HP_97560.cylinders;
  let mean = 0;
  for (let d = 1; d < n; d++) mean += (HP_97560.seek(d) * 2 * (n - d)) / n ** 2;
  expect(mean).toBeGreaterThan(12.5);
  expect(mean).toBeLessThan(14.5);
});

test("sequential reading of whole cylinders comes near the rate of the medium: 2.46 MB/s", () => {
  const sectors = 72 * 19 * 10;
  const { at } = serve(HP_97560, { cylinder: 0, head: 0 }, 0, sectors, 0);
  const rate = (sectors * 512) / (at / MS / 1000) / 1e6;
  expect(rate).toBeLessThan(2.46);
  expect(rate).toBeGreaterThan(2.46 * 72 / (72 + 8) * 0.97); // eight sectors' skew on each track
});

test("a single sector takes overhead, seek, at most a turn, and a 72nd of a turn", () => {
  const turn = 60_000 / 4002;
  for (const [cylinder, now] of [[0, 0], [1, 12_345], [383, 777_777], [1961, 3]] as const) {
    const { at, arm } = serve(HP_97560, { cylinder: 0, head: 0 }, cylinder * 72 * 19 + 5, 1, now);
    const least = 2.2 + HP_97560.seek(cylinder) + turn / 72, took = (at - now) / MS;
    expect(took).toBeGreaterThanOrEqual(least - 1e-6);
    expect(took).toBeLessThanOrEqual(least + turn + 1e-5);
    expect(arm).toEqual({ cylinder, head: 0 });
  }
});

test("the same sector again takes a turn more, whatever the controller's overhead", () => {
  const first = serve(HP_97560, { cylinder: 7, head: 3 }, 7 * 72 * 19 + 3 * 72, 1, 0);
  const second = serve(HP_97560, first.arm, 7 * 72 * 19 + 3 * 72, 1, first.at);
  expect((second.at - first.at) / MS).toBeCloseTo(60_000 / 4002, 3);
});
