import type { Profile } from "./profile.ts";
import { flash1997 } from "./flash-1997.ts";

/*
 * Disco's comparison machine: a bus, all misses 300 ns (SOSP'97, section 5.5). Whoever has the line, the phases between
 * request and data add up to 56 cycles, so that every class takes 32 + 56 + 20 + 12 = 120:
 *   memory       14 (request) + 28 + 14 (data)
 *   other cache  14 (request) + 14 (intervention) + 14 + 14 (data)
 *   invalidation 14 (request) + 14 (invalidations) + 14 (acknowledgements) + 14 (data)
 * How these 56 divide is an assumption, and only decides what arrives when at third parties.
 */
const transfer = 14;

export const uma1997: Profile = {
  ...flash1997,
  name: "uma-1997",
  doc: "A bus-based machine where every miss takes 300 ns (SOSP'97, section 5.5)",
  interconnect: "bus",
  timing: {
    issue: flash1997.timing.issue,
    deliver: flash1997.timing.deliver,
    transit: { firstHop: transfer, perHop: 0 },
    banks: 1,
    latency: {
      forward: 0, memory: 2 * transfer, grant: 2 * transfer, intervene: 0, invalidate: 0, complete: 0,
      pull: transfer, acknowledge: 0, reply: 0, writeBack: 2 * transfer,
    },
    // Assumption: a split-transaction bus that carries 128 bytes in 40 ns. Only requests and write-backs arbitrate.
    occupancy: {
      forward: 0, read: 16, write: 16, perInvalidation: 0, intervene: 16, pull: 0, invalidation: 0, acknowledgement: 0,
      reply: 0, writeBackLocal: 16, writeBackRemote: 16, hintLocal: 0, hintRemote: 0, sharingWriteBack: 0,
      memory: 0, bus: 0, linkLine: 0, linkShort: 0,
    },
  },
  sources: {
    ...flash1997.sources,
    "timing.transit": "assumption: the phases' sum is published, SOSP'97 section 5.5, their division is not",
    "timing.latency": "assumption: the phases' sum is published, SOSP'97 section 5.5, their division is not",
    "timing.occupancy": "assumption: a split-transaction bus that carries 128 bytes in 40 ns",
  },
};
