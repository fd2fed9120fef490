import { MachineError } from "../errors.ts";

/** A property's value: nothing, text, a list of texts, 32-bit cells, or raw bytes. */
export type PropertyValue = true | string | readonly string[] | readonly number[] | Uint8Array;

export interface TreeNode {
  readonly properties?: Readonly<Record<string, PropertyValue>>;
  readonly children?: Readonly<Record<string, TreeNode>>;
}

/** Memory that software must leave alone: an entry of the memory reservation block. */
export interface Reservation {
  readonly address: number;
  readonly bytes: number;
}

/** Devicetree Specification v0.4, section 5.4.1. */
const TOKEN = { beginNode: 1, endNode: 2, prop: 3, end: 9 } as const;
/** Section 5.2. */
const HEADER = { bytes: 40, magic: 0xd00d_feed, version: 17, lastCompatible: 16 } as const;

/** Writes the flattened form of a tree: Devicetree Specification v0.4, chapter 5, version 17, big-endian. */
export function flatten(root: TreeNode, reservations: readonly Reservation[] = [], bootCpu = 0): Uint8Array {
  const structure: number[] = [];
  const names = new Strings();
  writeNode(structure, names, "", root);
  word(structure, TOKEN.end);

  const reserved: number[] = [];
  for (const r of [...reservations, { address: 0, bytes: 0 }])
    for (const n of [r.address, r.bytes]) { word(reserved, Math.floor(n / 2 ** 32)); word(reserved, n); }

  const structureAt = HEADER.bytes + reserved.length;
  const stringsAt = structureAt + structure.length;
  const total = align(stringsAt + names.bytes.length, 8);
  const header: number[] = [];
  for (const n of [
    HEADER.magic, total, structureAt, stringsAt, HEADER.bytes, HEADER.version, HEADER.lastCompatible,
    bootCpu, names.bytes.length, structure.length,
  ]) word(header, n);

  const blob = new Uint8Array(total);
  blob.set(header, 0);
  blob.set(reserved, HEADER.bytes);
  blob.set(structure, structureAt);
  blob.set(names.bytes, stringsAt);
  return blob;
}

function writeNode(out: number[], names: Strings, name: string, node: TreeNode): void {
  word(out, TOKEN.beginNode);
  out.push(...text(name));
  pad(out);
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const bytes = encode(key, value);
    word(out, TOKEN.prop);
    word(out, bytes.length);
    word(out, names.offset(key));
    out.push(...bytes);
    pad(out);
  }
  for (const [key, child] of Object.entries(node.children ?? {})) writeNode(out, names, key, child);
  word(out, TOKEN.endNode);
}

function encode(key: string, value: PropertyValue): ArrayLike<number> & Iterable<number> {
  if (value === true) return [];
  if (typeof value === "string") return text(value);
  if (value instanceof Uint8Array) return value;
  const out: number[] = [];
  for (const item of value) {
    if (typeof item === "string") out.push(...text(item));
    else if (Number.isInteger(item) && item >= 0 && item < 2 ** 32) word(out, item);
    else throw new MachineError("bad-device-tree", `flatten: expected 32-bit cells in ${key}, got ${item}; use two cells for a 64-bit number`);
  }
  return out;
}

/** The strings block: each property name once. */
class Strings {
  readonly bytes: number[] = [];
  private readonly offsets = new Map<string, number>();

  offset(name: string): number {
    let at = this.offsets.get(name);
    if (at === undefined) {
      at = this.bytes.length;
      this.offsets.set(name, at);
      this.bytes.push(...text(name));
    }
    return at;
  }
}

const text = (s: string): Uint8Array => new TextEncoder().encode(`${s}\0`);
const align = (n: number, to: number): number => Math.ceil(n / to) * to;

function word(out: number[], n: number): void {
  out.push((n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
}

function pad(out: number[]): void {
  while (out.length % 4) out.push(0);
}
