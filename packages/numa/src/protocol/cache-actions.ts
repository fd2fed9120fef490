import { i32, type Body, type F64, type I32 } from "@disco-vm/wasm";
import { CPU_COUNTER, PHASE, TX } from "../layout.ts";
import type { CacheSide } from "./cache-side.ts";
import { STATE, type CacheAction } from "./cache-table.ts";
import { FLAG, MESSAGE, VERSION_SHIFT } from "./messages.ts";

/** A transition at hand: whose line, the message's argument, when what is sent leaves, and STATE after it. */
export interface CacheTransition {
  readonly cpu: I32;
  readonly line: I32;
  readonly c: I32;
  readonly out: F64;
  readonly next: I32;
}

const indexOf = (tag: I32): I32 => i32.and(i32.shrU(tag, 2), 3);

/** What the rows of the cache table do: each writes the body of a function. */
export const CACHE_ACTIONS: Readonly<Record<CacheAction, (side: CacheSide, f: Body, e: CacheTransition) => void>> = {
  sendGetS: (side, f, e) => side.request(f, e, MESSAGE.GETS),
  sendGetX: (side, f, e) => side.request(f, e, MESSAGE.GETX),
  sendUpgrade: (side, f, e) => side.request(f, e, MESSAGE.UPGRADE),
  sendPut: (side, f, e) => side.request(f, e, MESSAGE.PUT),
  /** FLAG: without data. */
  sendHint: (side, f, e) => side.request(f, e, MESSAGE.PUT, FLAG),

  /** Into the L2, as the more recently used of its set; `begin` has made room. */
  install: ({ parts: { cells, versions } }, f, { cpu, line, c, next }) => {
    const set = f.local("i32", cells.set(cpu, line));
    f.add(cells.setTag(set, cells.tag(set), 4));
    f.add(cells.setTag(set, i32.or(i32.or(i32.shl(line, 4), i32.shl(cells.tx(cpu, TX.index), 2)), next)));
    if (versions) f.add(versions.install.call(cpu, line, i32.shrU(c, VERSION_SHIFT)));
  },
  raise: ({ parts: { cells } }, f, { cpu, line }) => {
    const at = f.local("i32", cells.tagOf.call(cpu, line));
    f.add(cells.setTag(at, i32.or(cells.tag(at), STATE.M)));
  },
  drop: ({ parts: { cells, versions, lookup } }, f, { cpu, line }) => {
    const at = f.local("i32", cells.tagOf.call(cpu, line)), set = f.local("i32", cells.set(cpu, line)), index = f.local("i32", indexOf(cells.tag(at)));
    // An empty way is always the less recently used one.
    f.if(i32.eq(at, set), () => f.add(cells.setTag(set, cells.tag(set, 4))));
    f.add(cells.setTag(set, 0, 4));
    if (versions) f.add(versions.drop.call(cpu, line));
    f.add(lookup.invalidate.call(cells.cpuAddress(cpu), line, index));
  },
  downgrade: ({ parts: { cells, lookup } }, f, { cpu, line }) => {
    const at = f.local("i32", cells.tagOf.call(cpu, line));
    f.add(cells.setTag(at, i32.or(i32.and(cells.tag(at), ~3), STATE.S)));
    f.add(lookup.downgrade.call(cells.cpuAddress(cpu), line, indexOf(cells.tag(at))));
  },
  buffer: ({ parts: { cells, versions } }, f, { cpu, line }) => {
    const entry = f.local("i32", cells.writeBackEntry.call(cpu, -1));
    f.add(cells.setWriteBackLine(entry, i32.add(line, 1)));
    f.add(cells.setWriteBackState(entry, STATE.WB));
    f.add(cells.setTx(cpu, TX.buffered, i32.add(cells.tx(cpu, TX.buffered), 1)));
    if (versions) f.add(versions.buffer.call(cpu, line));
    f.add(cells.count(cpu, CPU_COUNTER.writeBacks));
  },
  unbuffer: (side, f, { cpu, line, out }) => {
    const { cells, versions } = side.parts, entry = f.local("i32", cells.writeBackEntry.call(cpu, line));
    f.add(cells.setWriteBackLine(entry, 0));
    f.add(cells.setWriteBackState(entry, 0));
    if (versions) f.add(versions.unbuffer.call(cpu, line));
    f.add(cells.setTx(cpu, TX.buffered, i32.sub(cells.tx(cpu, TX.buffered), 1)));
    f.if(i32.eq(cells.tx(cpu, TX.state), PHASE.waiting), () => f.add(side.begin.call(cpu, out)));
  },
  resume: (side, f, e) => side.resume(f, e, "data"),
  resumeGranted: (side, f, e) => side.resume(f, e, "grant"),
  resumeRefused: (side, f, e) => side.resume(f, e, "refusal"),

  ackInvalidation: (side, f, e) => side.answer(f, e, MESSAGE.INV_ACK, e.cpu),
  giveShared: (side, f, e) => side.give(f, e, MESSAGE.DATA_S),
  giveExclusive: (side, f, e) => side.give(f, e, MESSAGE.DATA_M),
  /** FLAG: the sender keeps a shared copy. */
  shareBack: (side, f, e) => side.answer(f, e, MESSAGE.SHARING_WB, side.withVersion(e.cpu, e.line, i32.add(e.cpu, FLAG))),
  returnLine: (side, f, e) => side.answer(f, e, MESSAGE.SHARING_WB, side.withVersion(e.cpu, e.line, e.cpu)),
};
