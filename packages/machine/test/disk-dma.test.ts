/** Disks' transfers go through the caches' protocol. */
import { SEGMENTS } from "@disco-vm/abi";
import { expect, test } from "vitest";
import { MemoryDisk } from "../src/devices/disk-store.ts";
import type { MachineOptions } from "../src/options.ts";
import { build, image, POWER_OFF, run, type Piece } from "./programs.ts";

const DESCRIPTORS = 0x4_0000, DRIVER = 0x4_1000, DEVICE = 0x4_2000, HEADER = 0x4_3000, STATUS = 0x4_3100, DATA = 0x4_4000;

/** A queue with one request for sector 1. */
function queue(type: 0 | 1): Piece {
  const bytes = new Uint8Array(DATA - DESCRIPTORS), v = new DataView(bytes.buffer);
  [[HEADER, 16, 1, 1], [DATA, 512, type === 0 ? 3 : 1, 2], [STATUS, 1, 2, 0]].forEach(([address, length, flags, next], n) => {
    v.setBigUint64(16 * n, BigInt(address!), true);
    v.setUint32(16 * n + 8, length!, true);
    v.setUint16(16 * n + 12, flags!, true);
    v.setUint16(16 * n + 14, next!, true);
  });
  v.setUint16(DRIVER - DESCRIPTORS + 2, 1, true);
  v.setUint32(HEADER - DESCRIPTORS, type, true);
  v.setBigUint64(HEADER - DESCRIPTORS + 8, 1n, true);
  return { address: SEGMENTS.kseg0.base + BigInt(DESCRIPTORS), bytes };
}

const register = (name: string, value: number): string => {
  const v = new DataView(new ArrayBuffer(4));
  v.setUint32(0, value, true);
  return `dli $t0, disks_${name}\n li $t1, 0x${v.getUint32(0).toString(16)}\n sw $t1, 0($t0)\n`;
};

const REQUEST = `
        ${register("queueNotify", 0)}
        mfc0    $t1, $12
        lui     $t2, 0x0800
        or      $t1, $t1, $t2
        mtc0    $t1, $12            # until the interrupt, which is masked
        nop
`;

/** `before` the request, and `after` it; s0 is where the data are. */
const program = (before: string, after: string, request = REQUEST): string => `
        dli     $s0, 0xffffffff80000000 + ${DATA}
        ${register("status", 3)} ${register("driverFeaturesSel", 1)} ${register("driverFeatures", 1)} ${register("status", 11)}
        ${register("queueNum", 8)} ${register("queueDescLow", DESCRIPTORS)} ${register("queueDriverLow", DRIVER)}
        ${register("queueDeviceLow", DEVICE)} ${register("queueReady", 1)} ${register("status", 15)}
        ${before}
        ${request}
        ${after}
        lbu     $v0, ${STATUS - DATA}($s0)
        ${POWER_OFF}`;

function transfer(type: 0 | 1, before: string, after: string, options: MachineOptions = {}) {
  const disk = new MemoryDisk(new Uint8Array(4096).map((_, n) => n >> 9));
  const r = run(program(before, after), { timing: true, memory: 2 << 20, disks: [disk], maxCycles: 40e6, ...options }, [queue(type)]);
  expect(r).toMatchObject({ reason: "power-off", exitCode: 0 });
  const cpu = r.machine.core.cpus[0]!; // there is one
  return { disk, r, cpu, memory: r.machine.statistics().cpus[0]!.memory };
}

/** Loads the word, linked; and later counts Count's ticks of a load of it, and stores conditionally. */
const LINK = "ll $s1, 0($s0)\n", LOAD = "mfc0 $s3, $9\n lw $s2, 0($s0)\n addu $t0, $s2, $0\n mfc0 $s4, $9\n subu $s4, $s4, $s3\n sc $s3, 0($s0)\n";

test("what a disk stores is not read from a line cached before", () => {
  const { cpu, memory } = transfer(0, LINK, LOAD);
  expect([cpu.gpr(17), cpu.gpr(18)]).toEqual([0n, 0x01010101n]);
  expect(cpu.gpr(20)).toBeGreaterThan(55n); // a miss of local memory takes 120 cycles, which are 60 ticks
  expect(cpu.gpr(19)).toBe(0n); // nor does an SC go with an LL before
  const untouched = transfer(0, "", LOAD);
  expect(memory!.invalidations + memory!.interventions).toBeGreaterThan(untouched.memory!.invalidations + untouched.memory!.interventions);
});

test("a dirty line is what the disk gets, and comes out of the cache that has it", () => {
  const store = "li $t0, 0x12345678\n sw $t0, 128($s0)\n";
  const { disk, memory } = transfer(1, store, "");
  expect([...disk.read(512 + 126, 6)]).toEqual([0, 0, 0x12, 0x34, 0x56, 0x78]);
  expect(memory!.interventions).toBe(transfer(1, "", "").memory!.interventions + 1);
});

test("transfers keep the memory's controller and take time", () => {
  const { r } = transfer(0, "", "");
  const quiet = run(program("", "", ""), { timing: true, memory: 2 << 20, disks: [new Uint8Array(4096)] });
  const messages = ({ machine }: typeof r): number => machine.statistics().controllers[0]!.messages;
  // Of each line a request and DONE: four of data; descriptors, both rings, header, status.
  expect(messages(r) - messages(quiet)).toBeGreaterThanOrEqual(2 * 9);
});

test("without caches they are done at once", () => {
  const { cpu, memory } = transfer(0, LINK, LOAD, { timing: false });
  expect([cpu.gpr(18), cpu.gpr(19), memory]).toEqual([0x01010101n, 0n, null]);
});

test("where the run is cut while a disk transfers changes nothing", () => {
  const hash = (maxCycles: number): string => {
    const { machine } = build({ timing: true, memory: 2 << 20, disks: [new Uint8Array(4096).fill(3)], image: image(program("", LOAD), [queue(0)]) });
    while (machine.run({ maxCycles }).reason === "cycle-limit") machine.hash();
    return machine.hash();
  };
  expect(hash(4999)).toBe(hash(Infinity));
});
