/** Reads a flattened device tree, written from the specification apart from the writer under test. */
export interface Parsed {
  readonly properties: Map<string, Uint8Array>;
  readonly children: Map<string, Parsed>;
}

export function parseTree(blob: Uint8Array): { root: Parsed; reservations: [bigint, bigint][]; bootCpu: number } {
  const v = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const [magic, total, structOff, stringsOff, reserveOff, version, compatible, bootCpu, stringsSize, structSize] =
    Array.from({ length: 10 }, (_, i) => v.getUint32(i * 4)) as [number, number, number, number, number, number, number, number, number, number];
  if (magic !== 0xd00dfeed) throw new Error("magic");
  if (total !== blob.length) throw new Error(`totalsize ${total}, blob ${blob.length}`);
  if (version !== 17 || compatible !== 16) throw new Error("version");
  if (reserveOff % 8 || structOff % 4) throw new Error("alignment");
  if (stringsOff + stringsSize > total || structOff + structSize > total) throw new Error("blocks");
  const reservations: [bigint, bigint][] = [];
  for (let at = reserveOff; ; at += 16) {
    const pair: [bigint, bigint] = [v.getBigUint64(at), v.getBigUint64(at + 8)];
    if (pair[0] === 0n && pair[1] === 0n) break;
    reservations.push(pair);
  }
  let at = structOff;
  const cstring = (from: number): string => {
    let end = from;
    while (blob[end]) end++;
    return new TextDecoder().decode(blob.subarray(from, end));
  };
  const token = (): number => { const t = v.getUint32(at); at += 4; return t; };
  const skip = (n: number): void => { at += (n + 3) & ~3; };
  const node = (): Parsed => {
    const properties = new Map<string, Uint8Array>(), children = new Map<string, Parsed>();
    for (;;) {
      const t = token();
      if (t === 4) continue;
      if (t === 2) return { properties, children };
      if (t === 3) {
        if (children.size) throw new Error("property after a subnode");
        const length = token(), name = cstring(stringsOff + token());
        properties.set(name, blob.subarray(at, at + length));
        skip(length);
      } else if (t === 1) {
        const name = cstring(at);
        skip(name.length + 1);
        children.set(name, node());
      } else throw new Error(`token ${t}`);
    }
  };
  if (token() !== 1 || cstring(at) !== "") throw new Error("root");
  skip(1);
  const root = node();
  if (token() !== 9) throw new Error("no end token");
  if (at !== structOff + structSize) throw new Error("size_dt_struct");
  return { root, reservations, bootCpu };
}

export const asText = (p: Uint8Array | undefined): string[] => new TextDecoder().decode(p).split("\0").slice(0, -1);
export const asCells = (p: Uint8Array | undefined): number[] => {
  const v = new DataView(p!.buffer, p!.byteOffset, p!.byteLength);
  return Array.from({ length: p!.length / 4 }, (_, i) => v.getUint32(i * 4));
};
