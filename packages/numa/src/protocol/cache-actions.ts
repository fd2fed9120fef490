import { CPU_COUNTER, PHASE, TX, TX_CELLS } from "../layout.ts";
import { STATE, type CacheAction } from "./cache-table.ts";
import type { Engine } from "./engine.ts";
import { FLAG, MESSAGE, VERSION } from "./messages.ts";

const INDEX = (tag: number): number => (tag >>> 2) & 3;

/** What the rows of the cache table do. */
export const CACHE_ACTIONS: Readonly<Record<CacheAction, (e: Engine) => void>> = {
  sendGetS: (e) => e.request(MESSAGE.GETS),
  sendGetX: (e) => e.request(MESSAGE.GETX),
  sendUpgrade: (e) => e.request(MESSAGE.UPGRADE),
  sendPut: (e) => e.request(MESSAGE.PUT, e.version()),
  /** FLAG: without data. */
  sendHint: (e) => e.request(MESSAGE.PUT, FLAG + e.version()),

  /** Into the L2, as the more recently used of its set; `begin` has made room. */
  install: (e) => {
    const set = e.set(e.cpu, e.line), index = e.tx[e.cpu * TX_CELLS + TX.index]!;
    e.tags[set + 1] = e.tags[set]!;
    e.tags[set] = (e.line << 4) | (index << 2) | e.next;
    e.versions?.install(e.cpu, e.line, Math.floor(e.c / VERSION));
  },
  raise: (e) => {
    const tag = e.tagOf(e.cpu, e.line);
    e.tags[tag] = (e.tags[tag]! & ~3) | STATE.M;
  },
  drop: (e) => {
    const tag = e.tagOf(e.cpu, e.line), index = INDEX(e.tags[tag]!), set = e.set(e.cpu, e.line);
    // An empty way is always the less recently used one.
    if (tag === set) e.tags[set] = e.tags[set + 1]!;
    e.tags[set + 1] = 0;
    e.versions?.drop(e.cpu, e.line);
    e.around.invalidate(e.cpu, e.line, index);
  },
  downgrade: (e) => {
    const tag = e.tagOf(e.cpu, e.line);
    e.tags[tag] = (e.tags[tag]! & ~3) | STATE.S;
    e.around.downgrade(e.cpu, e.line, INDEX(e.tags[tag]!));
  },
  buffer: (e) => {
    const entry = e.writeBackEntry(e.cpu, -1);
    e.writeBacks[entry] = e.line + 1;
    e.writeBacks[entry + 1] = STATE.WB;
    e.tx[e.cpu * TX_CELLS + TX.buffered]!++;
    e.versions?.buffer(e.cpu, e.line);
    e.count(e.cpu, CPU_COUNTER.writeBacks, 1);
  },
  unbuffer: (e) => {
    const entry = e.writeBackEntry(e.cpu, e.line);
    e.writeBacks[entry] = e.writeBacks[entry + 1] = 0;
    e.versions?.unbuffer(e.cpu, e.line);
    const tx = e.cpu * TX_CELLS;
    e.tx[tx + TX.buffered]!--;
    if (e.tx[tx + TX.state] === PHASE.waiting) e.begin(e.cpu, e.out);
  },
  resume: (e) => e.resume("data"),
  resumeGranted: (e) => e.resume("grant"),
  resumeRefused: (e) => e.resume("refusal"),

  ackInvalidation: (e) => e.send(MESSAGE.INV_ACK, e.cpu, e.home(e.line), e.out, e.cpu, e.line, e.cpu),
  giveShared: (e) => e.give(MESSAGE.DATA_S),
  giveExclusive: (e) => e.give(MESSAGE.DATA_M),
  /** FLAG: the sender keeps a shared copy. */
  shareBack: (e) => e.send(MESSAGE.SHARING_WB, e.cpu, e.home(e.line), e.out, e.cpu, e.line, e.cpu + FLAG + e.version()),
  returnLine: (e) => e.send(MESSAGE.SHARING_WB, e.cpu, e.home(e.line), e.out, e.cpu, e.line, e.cpu + e.version()),
};
