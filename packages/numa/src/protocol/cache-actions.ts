import { CPU_COUNTER, PHASE, TX, TX_CELLS } from "../layout.ts";
import type { CacheSide } from "./cache-side.ts";
import { STATE, type CacheAction } from "./cache-table.ts";
import { FLAG, MESSAGE, VERSION } from "./messages.ts";

const INDEX = (tag: number): number => (tag >>> 2) & 3;

/** What the rows of the cache table do. */
export const CACHE_ACTIONS: Readonly<Record<CacheAction, (e: CacheSide) => void>> = {
  sendGetS: (e) => e.request(MESSAGE.GETS),
  sendGetX: (e) => e.request(MESSAGE.GETX),
  sendUpgrade: (e) => e.request(MESSAGE.UPGRADE),
  sendPut: (e) => e.request(MESSAGE.PUT, e.version()),
  /** FLAG: without data. */
  sendHint: (e) => e.request(MESSAGE.PUT, FLAG + e.version()),

  /** Into the L2, as the more recently used of its set; `begin` has made room. */
  install: (e) => {
    const { tags, tx } = e.store, set = e.store.set(e.cpu, e.line), index = tx[e.cpu * TX_CELLS + TX.index]!;
    tags[set + 1] = tags[set]!;
    tags[set] = (e.line << 4) | (index << 2) | e.next;
    e.versions?.install(e.cpu, e.line, Math.floor(e.c / VERSION));
  },
  raise: (e) => {
    const { tags } = e.store, tag = e.store.tagOf(e.cpu, e.line);
    tags[tag] = (tags[tag]! & ~3) | STATE.M;
  },
  drop: (e) => {
    const { tags } = e.store, tag = e.store.tagOf(e.cpu, e.line), index = INDEX(tags[tag]!), set = e.store.set(e.cpu, e.line);
    // An empty way is always the less recently used one.
    if (tag === set) tags[set] = tags[set + 1]!;
    tags[set + 1] = 0;
    e.versions?.drop(e.cpu, e.line);
    e.around.invalidate(e.cpu, e.line, index);
  },
  downgrade: (e) => {
    const { tags } = e.store, tag = e.store.tagOf(e.cpu, e.line);
    tags[tag] = (tags[tag]! & ~3) | STATE.S;
    e.around.downgrade(e.cpu, e.line, INDEX(tags[tag]!));
  },
  buffer: (e) => {
    const { writeBacks, tx } = e.store, entry = e.store.writeBackEntry(e.cpu, -1);
    writeBacks[entry] = e.line + 1;
    writeBacks[entry + 1] = STATE.WB;
    tx[e.cpu * TX_CELLS + TX.buffered]!++;
    e.versions?.buffer(e.cpu, e.line);
    e.store.count(e.cpu, CPU_COUNTER.writeBacks, 1);
  },
  unbuffer: (e) => {
    const { writeBacks, tx } = e.store, entry = e.store.writeBackEntry(e.cpu, e.line);
    writeBacks[entry] = writeBacks[entry + 1] = 0;
    e.versions?.unbuffer(e.cpu, e.line);
    tx[e.cpu * TX_CELLS + TX.buffered]!--;
    if (e.store.phase(e.cpu) === PHASE.waiting) e.begin(e.cpu, e.out);
  },
  resume: (e) => e.resume("data"),
  resumeGranted: (e) => e.resume("grant"),
  resumeRefused: (e) => e.resume("refusal"),

  ackInvalidation: (e) => e.answer(MESSAGE.INV_ACK, e.cpu),
  giveShared: (e) => e.give(MESSAGE.DATA_S),
  giveExclusive: (e) => e.give(MESSAGE.DATA_M),
  /** FLAG: the sender keeps a shared copy. */
  shareBack: (e) => e.answer(MESSAGE.SHARING_WB, e.cpu + FLAG + e.version()),
  returnLine: (e) => e.answer(MESSAGE.SHARING_WB, e.cpu + e.version()),
};
