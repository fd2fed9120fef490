import type { Core } from "@disco-vm/mips";
import type { Region } from "./budget.ts";
import { createMemoryHash, placed, type MemoryHash } from "./page-hash.ts";
import type { Ram } from "./ram.ts";

const PAGE = 4096;

/**
 * The determinism certificate: 128 bits over everything that decides the future. RAM is hashed by page, and only pages
 * written to since the last time are hashed again; what is derived (line tables, translations) is left out.
 */
export class StateHash {
  private readonly hashes: BigUint64Array;
  private readonly hash: MemoryHash;
  private readonly scratchBytes: Uint8Array;
  private sum = 0n;
  private first = true;

  constructor(memory: WebAssembly.Memory, private readonly scratch: Region, private readonly ram: Ram, private readonly core: Core) {
    this.hashes = new BigUint64Array(ram.pages);
    this.hash = createMemoryHash(memory);
    this.scratchBytes = new Uint8Array(memory.buffer, scratch.base, scratch.bytes);
  }

  /** 32 hexadecimal digits over RAM, other stretches of the linear memory, and plain data. */
  of(regions: readonly { readonly base: number; readonly bytes: number }[], data: unknown): string {
    let rest = this.text(serialise(data));
    regions.forEach((r, n) => { rest = BigInt.asUintN(64, rest + placed(this.hash.hash(r.base, r.bytes), n)); });
    const hex = (v: bigint): string => v.toString(16).padStart(16, "0");
    return hex(this.memory()) + hex(rest);
  }

  /** Any bytes, as one number. */
  bytes(bytes: Uint8Array): bigint {
    let sum = placed(BigInt(bytes.length) + 1n, -1);
    for (let at = 0, n = 0; at < bytes.length; at += this.scratch.bytes, n++) {
      this.scratchBytes.fill(0);
      this.scratchBytes.set(bytes.subarray(at, at + this.scratch.bytes));
      sum = BigInt.asUintN(64, sum + placed(this.hash.hash(this.scratch.base, this.scratch.bytes), n));
    }
    return sum;
  }

  private text(s: string): bigint {
    return this.bytes(new TextEncoder().encode(s));
  }

  private memory(): bigint {
    const base = this.ram.base / PAGE;
    const dirty = new Set(this.ram.takeWritten());
    for (const page of this.core.takeDirtyPages()) if (page >= base && page < base + this.ram.pages) dirty.add(page - base);
    const pages = this.first ? Array.from({ length: this.ram.pages }, (_, n) => n) : dirty;
    this.first = false;
    for (const page of pages) {
      const now = placed(this.hash.hash(this.ram.base + page * PAGE, PAGE), page);
      this.sum = BigInt.asUintN(64, this.sum + now - this.hashes[page]!);
      this.hashes[page] = now;
    }
    return this.sum;
  }
}

/** Plain data as text, whatever the order in which keys were added. */
export function serialise(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v === "bigint") return `${v}n`;
    if (typeof v === "number" && !Number.isFinite(v)) return String(v);
    if (ArrayBuffer.isView(v)) return Array.from(v as unknown as ArrayLike<number | bigint>);
    if (v && typeof v === "object" && !Array.isArray(v)) {
      const entries = Object.entries(v as Record<string, unknown>);
      return Object.fromEntries(entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
    }
    return v;
  });
}
