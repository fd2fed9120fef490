import { ACCESS_KINDS, checkAccess, type Access } from "./access.ts";
import { NumaError } from "./errors.ts";

/*
 * A trace as bytes, little-endian; docs/numa-traces.md has the same for readers.
 *
 *   header, 32 bytes                record, 16 bytes
 *    0  8  "NUMATRC1"                0  1  kind: number in ACCESS_KINDS
 *    8  4  CPUs                      1  1  0
 *   12  4  nodes with a device       2  2  CPU, or node of the device
 *   16  8  bytes of RAM              4  4  gap in cycles
 *   24  8  0                         8  8  address
 */
const MAGIC = "NUMATRC1", HEADER = 32, RECORD = 16;

export interface TraceHeader {
  readonly cpus: number;
  /** What records of devices may name; 0 if there are none. */
  readonly nodes: number;
  readonly ramBytes: number;
}

export interface TraceFile<T> {
  readonly header: TraceHeader;
  readonly accesses: T;
}

function bad(offset: number, expected: string, got: unknown): never {
  throw new NumaError("bad-trace", `trace file, byte ${offset}: expected ${expected}, got ${String(got)}; see docs/numa-traces.md`);
}

/** Turns bytes, in pieces of any size, into accesses. */
class Decoder {
  header: TraceHeader | undefined;
  private rest = new Uint8Array(0);
  /** Of `rest`, in the file. */
  private offset = 0;

  push(chunk: Uint8Array): Iterable<Access> {
    const bytes = new Uint8Array(this.rest.length + chunk.length);
    bytes.set(this.rest);
    bytes.set(chunk, this.rest.length);
    const v = new DataView(bytes.buffer), from = this.offset;
    let first = 0;
    if (!this.header && bytes.length >= HEADER) {
      this.header = this.readHeader(v);
      first = HEADER;
    }
    const { header } = this, end = header ? bytes.length - ((bytes.length - first) % RECORD) : 0;
    this.rest = bytes.subarray(end);
    this.offset += end;
    return header ? this.records(v, first, end, from, header) : [];
  }

  private *records(v: DataView, first: number, end: number, from: number, header: TraceHeader): Generator<Access> {
    for (let at = first; at < end; at += RECORD) yield this.readRecord(v, at, from + at, header);
  }

  /** There are no more bytes. */
  end(): TraceHeader {
    if (!this.header) bad(0, `a header of ${HEADER} bytes`, `${this.rest.length} bytes`);
    if (this.rest.length) bad(this.offset, `a record of ${RECORD} bytes`, `${this.rest.length}, then the end`);
    return this.header;
  }

  private readHeader(v: DataView): TraceHeader {
    const magic = String.fromCharCode(...new Uint8Array(v.buffer, 0, 8));
    if (magic !== MAGIC) bad(0, `"${MAGIC}"`, JSON.stringify(magic));
    const cpus = v.getUint32(8, true), nodes = v.getUint32(12, true), ramBytes = Number(v.getBigUint64(16, true));
    if (cpus < 1 || cpus > 512) bad(8, "1 to 512 CPUs", cpus);
    if (nodes > 512) bad(12, "at most 512 nodes", nodes);
    if (ramBytes < 4096 || ramBytes > 2 ** 32) bad(16, "4096 bytes to 4 GB of RAM", ramBytes);
    if (v.getBigUint64(24, true) !== 0n) bad(24, "0", v.getBigUint64(24, true));
    return { cpus, nodes, ramBytes };
  }

  private readRecord(v: DataView, at: number, offset: number, header: TraceHeader): Access {
    const kind = ACCESS_KINDS[v.getUint8(at)];
    if (kind === undefined) bad(offset, `a kind of 0 to ${ACCESS_KINDS.length - 1}`, v.getUint8(at));
    if (v.getUint8(at + 1) !== 0) bad(offset + 1, "0", v.getUint8(at + 1));
    const access = { kind, cpu: v.getUint16(at + 2, true), gap: v.getUint32(at + 4, true), address: Number(v.getBigUint64(at + 8, true)) };
    checkAccess(access, header, () => `trace file, byte ${offset}`);
    return access;
  }
}

/** Reads a trace: its bytes, or pieces of them as they come. The accesses can be read once. */
export function decodeTrace(bytes: Uint8Array | Iterable<Uint8Array>): TraceFile<Iterable<Access>> {
  const decoder = new Decoder(), chunks = (bytes instanceof Uint8Array ? [bytes] : bytes)[Symbol.iterator]();
  let first: Iterable<Access> = [];
  while (!decoder.header) {
    const next = chunks.next();
    if (next.done) return { header: decoder.end(), accesses: [] };
    first = decoder.push(next.value);
  }
  const accesses = function* (): Generator<Access> {
    yield* first;
    for (let next = chunks.next(); !next.done; next = chunks.next()) yield* decoder.push(next.value);
    decoder.end();
  };
  return { header: decoder.header, accesses: accesses() };
}

export async function decodeTraceAsync(bytes: AsyncIterable<Uint8Array>): Promise<TraceFile<AsyncIterable<Access>>> {
  const decoder = new Decoder(), chunks = bytes[Symbol.asyncIterator]();
  let first: Iterable<Access> = [];
  while (!decoder.header) {
    const next = await chunks.next();
    if (next.done) return { header: decoder.end(), accesses: (async function* () {})() };
    first = decoder.push(next.value);
  }
  const accesses = async function* (): AsyncGenerator<Access> {
    yield* first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield* decoder.push(next.value);
    decoder.end();
  };
  return { header: decoder.header, accesses: accesses() };
}

/** The bytes of a trace, in pieces: the header, then records by the thousand. */
export function* encodeTrace(header: TraceHeader, accesses: Iterable<Access>): Generator<Uint8Array> {
  const head = new Uint8Array(HEADER), v = new DataView(head.buffer);
  for (let n = 0; n < MAGIC.length; n++) head[n] = MAGIC.charCodeAt(n);
  v.setUint32(8, header.cpus, true);
  v.setUint32(12, header.nodes, true);
  v.setBigUint64(16, BigInt(header.ramBytes), true);
  yield head;
  let chunk = new DataView(new ArrayBuffer(1024 * RECORD)), at = 0, count = 0;
  for (const access of accesses) {
    const kind = checkAccess(access, header, () => `record ${count}`), { gap = 0 } = access;
    if (gap >= 2 ** 32) throw new NumaError("bad-trace", `record ${count}: expected a gap below 4294967296, got ${gap}; a trace file keeps 32 bits`);
    chunk.setUint8(at, kind);
    chunk.setUint16(at + 2, access.cpu, true);
    chunk.setUint32(at + 4, gap, true);
    chunk.setBigUint64(at + 8, BigInt(access.address), true);
    at += RECORD;
    count++;
    if (at < chunk.byteLength) continue;
    yield new Uint8Array(chunk.buffer);
    chunk = new DataView(new ArrayBuffer(1024 * RECORD));
    at = 0;
  }
  if (at) yield new Uint8Array(chunk.buffer, 0, at);
}
