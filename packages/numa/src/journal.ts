import { i32, i64, type Body, type I32, type ModuleBuilder } from "@disco-vm/wasm";
import { DATA_LINE, JOURNAL_ROOM, type Resolved } from "./config.ts";
import { BLOCKED } from "./hooks.ts";
import { REQUEST, WANT, type Layout } from "./layout.ts";
import { define } from "./protocol/define.ts";

/** Bytes of an L1D line. */
const LINE_BYTES = 1 << DATA_LINE;
/** An entry: what was there, then where (i32) and how many bytes (i32), so that entries can be read from the last one on. */
const TAIL = 8;
/** Bytes of a request, the journal's own cells left out. */
const ASKED = REQUEST.journal;

/**
 * What the accesses of CPUs have changed in caches and RAM, so that it can be taken back. A CPU may so run ahead of messages
 * that concern it: those wait in front of an open journal (`inTheWay`), until it is undone or closed.
 *
 * While a journal is open, a line table is given leave to store only by stores, the first of which writes the line down. So
 * when it is opened, all such leave must be taken back.
 */
export class Journal {
  /** Up to which cycle each CPU has run with its journal open; 0: it is closed. For its owner to set. */
  readonly until: Float64Array;
  private readonly words: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(private readonly r: Resolved, private readonly at: Layout, memory: WebAssembly.Memory, private readonly base: number) {
    this.until = new Float64Array(r.cpus);
    this.words = new Uint32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
  }

  /** From now on everything is written down. A journal that is full ends the CPU's run with BLOCKED, and `full`. */
  open(cpu: number): void {
    const { words, bytes, at, r, base } = this, request = this.request(cpu), first = base + at.journals + cpu * r.journalBytes;
    // What the CPU last asked for comes first.
    bytes.copyWithin(first, request, request + ASKED);
    words[(first + ASKED) >>> 2] = request;
    words[(first + ASKED + 4) >>> 2] = ASKED;
    words[(request + REQUEST.journal) >>> 2] = first + ASKED + TAIL;
    words[(request + REQUEST.journalEnd) >>> 2] = first + r.journalBytes;
  }

  /** What has been written down holds. */
  close(cpu: number): void {
    const request = this.request(cpu) >>> 2;
    this.until[cpu] = 0;
    this.words[request + (REQUEST.journal >>> 2)] = this.words[request + (REQUEST.journalEnd >>> 2)] = 0;
  }

  /** Everything is again as it was when the journal was opened, and the journal closed. `wrote` is told of each piece of RAM. */
  undo(cpu: number, wrote: (host: number, bytes: number) => void): void {
    const { words, bytes, at, r, base } = this, first = base + at.journals + cpu * r.journalBytes;
    for (let end = words[(this.request(cpu) + REQUEST.journal) >>> 2]!; end > first;) {
      const host = words[(end - TAIL) >>> 2]!, length = words[(end - TAIL + 4) >>> 2]!, from = end - TAIL - length;
      if (length === LINE_BYTES) wrote(host, length);
      bytes.copyWithin(host, from, from + length);
      end = from;
    }
    this.close(cpu);
  }

  /** Whether the CPU has been blocked for want of room here: it asks for nothing. */
  full(cpu: number): boolean {
    return this.words[(this.request(cpu) + REQUEST.journal) >>> 2] !== 0 && this.words[(this.request(cpu) + REQUEST.want) >>> 2] === WANT.nothing;
  }

  private request(cpu: number): number { return this.base + this.at.cpus + cpu * this.at.cpuStride + this.at.request; }
}

/** What lookups write down; nothing where there are no journals. `tags` is the address of the CPU's part of the region. */
export class JournalCode {
  private readonly pair: ReturnType<typeof entry>;
  private readonly ramLine: ReturnType<typeof entry>;

  constructor(b: ModuleBuilder, private readonly on: boolean, private readonly at: Layout) {
    this.pair = entry(b, "numaJournalPair", at, 8);
    this.ramLine = entry(b, "numaJournalLine", at, LINE_BYTES);
  }

  /** Leaves with BLOCKED if an access might not have room. */
  room(f: Body, tags: I32): void {
    if (!this.on) return;
    f.if(this.cell(tags, "journal"), () => f.if(i32.gtU(i32.add(this.cell(tags, "journal"), JOURNAL_ROOM), this.cell(tags, "journalEnd")), () => {
      f.add(i32.store(tags, WANT.nothing, this.at.request + REQUEST.want));
      f.return(i32.const(BLOCKED));
    }));
  }
  /** The two tags there are about to change. */
  tagsChange(f: Body, tags: I32, address: I32): void {
    if (this.on) f.if(this.cell(tags, "journal"), () => f.add(this.pair.call(tags, address)));
  }
  /** The L1D line around that byte of RAM is about to change. */
  lineChanges(f: Body, tags: I32, host: I32): void {
    if (this.on) f.if(this.cell(tags, "journal"), () => f.add(this.ramLine.call(tags, i32.and(host, -LINE_BYTES))));
  }
  /** Not 0 if a load may let stores hit, too, where the line is one's own. */
  mayStore(tags: I32): I32 {
    return this.on ? i32.eqz(this.cell(tags, "journal")) : i32.const(1);
  }

  private cell(tags: I32, cell: "journal" | "journalEnd"): I32 { return i32.load(tags, this.at.request + REQUEST[cell]); }
}

/** (tags, address): the bytes there go into the journal. */
function entry(b: ModuleBuilder, name: string, at: Layout, bytes: number) {
  return define(b, name, ["i32", "i32"], "void", (f, tags, address) => {
    const next = f.local("i32", i32.load(tags, at.request + REQUEST.journal));
    for (let n = 0; n < bytes; n += 8) f.add(i64.store(next, i64.load(address, n), n));
    f.add(i32.store(next, address, bytes));
    f.add(i32.store(next, bytes, bytes + 4));
    f.add(i32.store(tags, i32.add(next, bytes + TAIL), at.request + REQUEST.journal));
  });
}
