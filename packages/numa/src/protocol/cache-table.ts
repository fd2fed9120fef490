import type { Table } from "./table.ts";

/**
 * States of a line at a CPU. The first four stand in L2 tags; the next four are those of the CPU's one transaction,
 * the last two those of its write-back buffer.
 */
export const STATE = { I: 0, S: 1, E: 2, M: 3, IS: 4, IM: 5, SM: 6, SI: 7, WB: 8, WI: 9 } as const;

export const CACHE_EVENT = {
  LOAD: 0, STORE: 1, EVICT: 2, DATA_S: 3, DATA_E: 4, DATA_M: 5, GRANT: 6, INV: 7, FWD_GETS: 8, FWD_GETX: 9, WB_ACK: 10,
  REFUSAL: 11, PULL: 12, RECALL: 13,
} as const;

export type CacheAction =
  | "sendGetS" | "sendGetX" | "sendUpgrade" | "sendPut" | "sendHint"
  | "install" | "raise" | "drop" | "downgrade" | "buffer" | "unbuffer" | "resume" | "resumeGranted" | "resumeRefused"
  | "ackInvalidation" | "giveShared" | "giveExclusive" | "shareBack" | "returnLine";

/**
 * The cache side. What is not here cannot happen, as `explore` shows. Lines that have come for an access that has not
 * been executed again are pinned: INV and FWD for them wait, outside this table, until `release`.
 */
export const CACHE_TABLE: Table<keyof typeof STATE, keyof typeof CACHE_EVENT, CacheAction> = {
  I: {
    LOAD: { next: "IS", actions: ["sendGetS"], doc: "read miss: ask the home for a copy" },
    STORE: { next: "IM", actions: ["sendGetX"], doc: "write miss: ask the home for the line, exclusive" },
    INV: { next: "I", actions: ["ackInvalidation"], doc: "the copy had been replaced without notice: acknowledge" },
  },
  S: {
    STORE: { next: "SM", actions: ["sendUpgrade"], doc: "write to a shared copy: ask for ownership, no data wanted" },
    EVICT: { next: "I", actions: ["drop"], doc: "a shared copy is replaced without notice" },
    INV: { next: "I", actions: ["drop", "ackInvalidation"], doc: "another CPU writes" },
  },
  E: {
    EVICT: { next: "WB", actions: ["buffer", "sendHint", "drop"], doc: "replace: memory is current, but the home must learn that there is no owner" },
    FWD_GETS: { next: "S", actions: ["downgrade", "giveShared", "shareBack"], doc: "another CPU reads: hand it a copy, keep one, tell the home" },
    FWD_GETX: { next: "I", actions: ["giveExclusive", "drop"], doc: "another CPU writes: hand the line over" },
    PULL: { next: "S", actions: ["downgrade", "shareBack"], doc: "READ_ONCE elsewhere: give the home a copy, keep one" },
    RECALL: { next: "I", actions: ["returnLine", "drop"], doc: "WRITE_UNIQUE elsewhere: give the home the line, into which it writes" },
  },
  M: {
    EVICT: { next: "WB", actions: ["buffer", "sendPut", "drop"], doc: "replace: write the line back" },
    FWD_GETS: { next: "S", actions: ["downgrade", "giveShared", "shareBack"], doc: "another CPU reads: hand it a copy, write back, keep a shared copy" },
    FWD_GETX: { next: "I", actions: ["giveExclusive", "drop"], doc: "another CPU writes: hand the line over" },
    PULL: { next: "S", actions: ["downgrade", "shareBack"], doc: "READ_ONCE elsewhere: give the home a copy, keep one" },
    RECALL: { next: "I", actions: ["returnLine", "drop"], doc: "WRITE_UNIQUE elsewhere: give the home the line, into which it writes" },
  },
  IS: {
    DATA_S: { next: "S", actions: ["install", "resume"], doc: "a copy has come" },
    DATA_E: { next: "E", actions: ["install", "resume"], doc: "the only copy has come" },
    INV: { next: "IS", actions: ["ackInvalidation"], doc: "for a copy replaced before; what is asked for comes later, as the home sends in order" },
  },
  IM: {
    DATA_M: { next: "M", actions: ["install", "resume"], doc: "the line has come, all other copies are gone" },
    INV: { next: "IM", actions: ["ackInvalidation"], doc: "for a copy replaced before: acknowledge" },
  },
  SM: {
    GRANT: { next: "M", actions: ["raise", "resumeGranted"], doc: "ownership has come, all other copies are gone" },
    INV: { next: "SI", actions: ["drop", "ackInvalidation"], doc: "another CPU's write came first at the home, which will refuse the upgrade" },
  },
  SI: {
    REFUSAL: { next: "I", actions: ["resumeRefused"], doc: "an SC has lost its link and fails; a store is executed again, as a write miss" },
  },
  WB: {
    WB_ACK: { next: "I", actions: ["unbuffer"], doc: "the home has the line" },
    FWD_GETS: { next: "WI", actions: ["giveShared", "returnLine"], doc: "intervention and write-back cross: answer out of the buffer" },
    FWD_GETX: { next: "WI", actions: ["giveExclusive"], doc: "intervention and write-back cross: answer out of the buffer" },
    PULL: { next: "WI", actions: ["returnLine"], doc: "intervention and write-back cross: answer out of the buffer" },
    RECALL: { next: "WI", actions: ["returnLine"], doc: "intervention and write-back cross: answer out of the buffer" },
  },
  WI: {
    WB_ACK: { next: "I", actions: ["unbuffer"], doc: "the home has seen the write-back that came too late" },
  },
};
