import { BOOT, DEVICE_WINDOW, PAGE_BYTES, RAM, SEGMENTS } from "@disco-vm/abi";
import { parseElf } from "@disco-vm/mips";
import type { AddressMap } from "./address-map.ts";
import { flatten } from "./device-tree/blob.ts";
import { describe } from "./device-tree/describe.ts";
import { MachineError } from "./errors.ts";
import type { Ram } from "./ram.ts";

export interface Booted {
  readonly entry: bigint;
  /** Virtual address of the device tree. */
  readonly deviceTree: bigint;
}

/** A program to be loaded: what `parseElf` makes of a file, or made by hand. Addresses are virtual. */
export interface Image {
  readonly entry: bigint;
  readonly segments: readonly { readonly address: bigint; readonly bytes: Uint8Array; readonly memoryBytes: number }[];
}

/** What an image is loaded with. */
export interface BootDescription {
  /** An ELF file, or what is in one. */
  readonly image: Uint8Array | Image;
  readonly cpus: number;
  readonly arguments: string;
  readonly seed: number;
  readonly disks?: number;
}

const hex = (n: number | bigint): string => `0x${n.toString(16)}`;
const INSIDE_XKPHYS = (1n << 59n) - 1n;
const PHYSICAL = (1n << 40n) - 1n;

/** The physical address behind an unmapped virtual address: kseg0, kseg1 or xkphys (R10000 User's Manual, chapter 16). */
export function unmappedPhysical(virtual: bigint): number | undefined {
  const va = BigInt.asUintN(64, virtual);
  const { kseg0, kseg1 } = SEGMENTS;
  for (const s of [kseg0, kseg1]) if (va >= s.base && va < s.base + BigInt(s.bytes)) return Number(va - s.base);
  if (va >> 62n === 2n && (va & INSIDE_XKPHYS) <= PHYSICAL) return Number(va & PHYSICAL);
  return undefined;
}

function read(image: Uint8Array | Image): Image {
  return image instanceof Uint8Array ? parseElf(image) : image;
}

/** A device tree ends at the end of the memory, on a page of its own. */
function placeTree(blob: Uint8Array, end: number): number {
  return Math.floor((end - blob.length) / PAGE_BYTES) * PAGE_BYTES;
}

/** The tree's reservation block names the page it lies in itself. */
function tree(description: Parameters<typeof describe>[0], end: number): { blob: Uint8Array; at: number } {
  const root = describe(description);
  const at = placeTree(flatten(root, [{ address: 1, bytes: 1 }]), end);
  return { blob: flatten(root, [{ address: at, bytes: end - at }]), at };
}

/** Bare metal: the image at the physical addresses that its virtual ones mean, the device tree at the end of node 0's memory. */
export function loadBare(d: BootDescription, ram: Ram, map: AddressMap): Booted {
  const { entry, segments } = read(d.image);
  const end = Math.min(map.memoryPerNode, RAM.lowEnd);
  const { blob, at } = tree({
    model: "Disco machine", cpus: d.cpus, nodeOf: (n) => n, memory: Array.from({ length: map.nodes }, (_, n) => map.rangesOf(n)), arguments: d.arguments, seed: d.seed, devices: true, disks: d.disks ?? 0,
  }, end);
  for (const { address, bytes, memoryBytes } of segments) {
    if (memoryBytes === 0) continue;
    const physical = unmappedPhysical(address);
    if (physical === undefined) {
      const guest = address >= SEGMENTS.sseg.base && address < SEGMENTS.kseg3.base;
      throw new MachineError("bad-image",
        `image: expected segments in kseg0, kseg1 or xkphys, got one at ${hex(BigInt.asUintN(64, address))}; ` +
        (guest ? "this is a guest of a virtual machine: run it under a monitor" : "link it at kseg0 or load it at an unmapped address"));
    }
    const last = physical + memoryBytes - 1;
    const low = physical < RAM.aliasBytes;
    if (low && last >= RAM.aliasBytes && map.nodes > 1)
      throw new MachineError("bad-image",
        `image: expected a segment to end below physical 64 KB, where each node has memory of its own, or to start above, ` +
        `got ${hex(physical)} to ${hex(last)}; split it at 64 KB`);
    const from = map.offset(physical), to = map.offset(last);
    if (from < 0 || to < 0 || to - from !== memoryBytes - 1) {
      const device = physical < DEVICE_WINDOW.base + DEVICE_WINDOW.bytes && last >= RAM.lowEnd;
      throw new MachineError("image-does-not-fit",
        `image: expected segments within ${ram.length} bytes of memory, got ${hex(physical)} to ${hex(last)}; ` +
        (device ? "no memory answers from 0x18000000 to 0x20000000" : "give the machine more memory"));
    }
    if (from < end && to >= at)
      throw new MachineError("image-does-not-fit",
        `image: expected ${hex(at)} to ${hex(end)} to be left for the device tree, got a segment at ${hex(physical)} to ${hex(last)}; ` +
        "give the machine more memory");
    if (low) for (let node = 0; node < map.nodes; node++) ram.writeBytes(node * map.memoryPerNode + physical, bytes);
    else ram.writeBytes(from, bytes);
  }
  ram.writeBytes(at, blob);
  return { entry: BigInt.asUintN(64, entry), deviceTree: SEGMENTS.kseg0.base + BigInt(at) };
}

export interface GuestDescription extends BootDescription {
  readonly bytes: number;
  readonly base: bigint;
  readonly place: (guestPage: number) => number;
}

/** A guest of a monitor: as `loadBare` in guest-physical memory, whose pages the monitor places. */
export function loadGuestImage(d: GuestDescription, ram: Ram, map: AddressMap): Booted {
  const { entry, segments } = read(d.image);
  const { blob, at } = tree({
    model: "Disco virtual machine", cpus: d.cpus, nodeOf: () => 0, memory: [[{ base: 0, bytes: d.bytes }]],
    arguments: d.arguments, seed: d.seed, devices: false,
  }, d.bytes);
  const pages = new Map<number, number>();
  const offset = (page: number): number => {
    let found = pages.get(page);
    if (found === undefined) {
      const address = d.place(page);
      found = map.offset(address);
      if (found < 0 || found % PAGE_BYTES)
        throw new MachineError("monitor-misuse", `loadGuest: expected a page of RAM for guest page ${page}, got ${hex(address)}`);
      pages.set(page, found);
    }
    return found;
  };
  const copy = (physical: number, bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) {
      const to = physical + done, within = to % PAGE_BYTES;
      const piece = bytes.subarray(done, done + PAGE_BYTES - within);
      ram.writeBytes(offset(Math.floor(to / PAGE_BYTES)) + within, piece);
      done += piece.length;
    }
  };
  for (const { address, bytes, memoryBytes } of segments) {
    if (memoryBytes === 0) continue;
    const physical = Number(BigInt.asUintN(64, address) - d.base);
    if (physical < 0 || physical + memoryBytes > at)
      throw new MachineError("image-does-not-fit",
        `loadGuest: expected segments within ${hex(d.base)} to ${hex(d.base + BigInt(at))} (${d.bytes} bytes of guest memory less the device tree), ` +
        `got ${hex(BigInt.asUintN(64, address))} and ${memoryBytes} bytes; give the guest more memory, or link it there`);
    copy(physical, bytes);
  }
  copy(at, blob);
  return { entry: BigInt.asUintN(64, entry), deviceTree: d.base + BigInt(at) };
}

/** General registers by number, as the MIPS ABIs name them. */
export const REGISTER = { a0: 4, a1: 5 } as const;
export const FIRST_ARGUMENT = BigInt.asUintN(64, BigInt(BOOT.deviceTreeMarker));
