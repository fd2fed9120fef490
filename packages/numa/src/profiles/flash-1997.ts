import { CYCLES_PER_MAGIC_CYCLE as MAGIC, type Profile } from "./profile.ts";

/*
 * Parts in MAGIC cycles of 10 ns. ASPLOS94 = Heinrich et al., The Performance Impact of Flexibility in the Stanford
 * FLASH Multiprocessor, component and occupancy tables, unless said otherwise.
 */
const detect = 5, bus = 1, piIn = 1, piOut = 4, niIn = 8, niOut = 4, inbox = 1, lookup = 2, outbox = 1;
/** DRAM to first doubleword; starts from the inbox, beside lookup and handler (Kuskin et al., ISCA 1994). */
const memory = 14;
/** Until first data of a line in the processor's cache. */
const pullData = 20;
/** Assumption: what is needed to make Disco's minimum of 300 ns local out of ASPLOS94's 270; here it is `l2Hit`. */
const restart = 3;
/** Disco's minimum of 900 ns remote, nearest neighbour: 67 cycles of parts with restart, the rest on two transits. */
const network = 11.5;
/** Router fall-through, 40 to 50 ns (ISCA94). With it 16 nodes average 19 cycles of transit; ASPLOS94 says 22. */
const router = 4.5;

const forward = 3, read = 11, write = 14, intervene = 18, passReply = 2;
/** Not published; parameters.md A2 suggests 6 to 10 for each. */
const acknowledgement = 8;

const occupancy = {
  forward, read, write,
  /** 10 to 15 for each. */
  perInvalidation: 12,
  intervene, pull: 38, invalidation: acknowledgement, acknowledgement,
  reply: passReply, writeBackLocal: 10, writeBackRemote: 8, sharingWriteBack: 8,
  /** Remote: 17 to take a sole sharer off a list; an owner is no list: assumption. */
  hintLocal: 7, hintRemote: 7,
  /** 128 bytes at 8 a cycle (ISCA94: DRAM, processor and network interface); on links with a header of 16 bytes: assumption. */
  memory: 16, bus: 16, linkLine: 18, linkShort: 2,
};
const latency = {
  forward: lookup + forward,
  /** A write's handler is longer than a read's, but its reply's header leaves as early: assumption. */
  memory: Math.max(memory, lookup + read),
  grant: lookup + read,
  intervene: lookup + intervene,
  invalidate: lookup + write,
  complete: lookup + acknowledgement,
  /** 34 with handler: makes the dirty classes 146, 146 and 184 cycles; ASPLOS94 has 143, 145 and 191. */
  pull: lookup + piOut + bus + pullData + bus + piIn + 5,
  acknowledge: lookup + acknowledgement,
  reply: lookup + passReply,
  writeBack: lookup + 8,
};

const cycles = <T extends Record<string, number>>(parts: T): T =>
  Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, v * MAGIC])) as T; // same keys

export const flash1997: Profile = {
  name: "flash-1997",
  doc: "The machine of Disco's evaluation: FLASH with 300 ns local and 900 ns remote minimum latency (SOSP'97, section 5.1)",
  // Bugnion et al., SOSP 1997, section 5.1.
  cycleNs: 2.5,
  caches: { l1i: 32 << 10, l1d: 32 << 10, l2: 1 << 20 },
  // Laudon and Lenoski, ISCA 1997: 56.4 ns at 195 MHz are 11 cycles; equal to `restart` so that the sums come out.
  l2Hit: restart * MAGIC,
  // Assumption, after the R10000's outgoing buffer (User's Manual, section 6: four typical entries).
  writeBackBuffer: 4,
  interconnect: "mesh",
  timing: {
    issue: (detect + bus + piIn + inbox) * MAGIC,
    deliver: (piOut + bus) * MAGIC,
    transit: { firstHop: (outbox + niOut + network + niIn + inbox) * MAGIC, perHop: router * MAGIC },
    banks: 1,
    latency: cycles(latency),
    occupancy: cycles(occupancy),
  },
  sources: {
    cycleNs: "SOSP'97 section 5.1: twice the R10000's clock, which is about 200 MHz",
    caches: "SOSP'97 section 5.1",
    l2Hit: "ISCA'97 (Laudon and Lenoski): 56.4 ns at 195 MHz are 11 cycles; 12 make the sum of a local miss",
    writeBackBuffer: "assumption: after the R10000's outgoing buffer, four typical entries (User's Manual, section 6)",
    "timing.issue": "ASPLOS94: miss detection 5, bus 1, processor interface 1, inbox 1 cycle of 10 ns",
    "timing.deliver": "ASPLOS94: processor interface 4, bus 1",
    "timing.transit.firstHop": "SOSP'97 section 5.1: what makes 900 ns with all other parts of a remote miss",
    "timing.transit.perHop": "ISCA94: router fall-through of 40 to 50 ns",
    "timing.banks": "assumption: one bank, busy while it delivers",
    "timing.latency": "ASPLOS94: jump table 2, then memory 14 beside it, or the handler; 20 to pull data out of a cache",
    "timing.latency.acknowledge": "assumption: a handler of 8",
    "timing.latency.complete": "assumption: a handler of 8",
    "timing.latency.invalidate": "assumption: header leaves after the write handler",
    "timing.latency.writeBack": "assumption: a handler of 8",
    "timing.occupancy": "ASPLOS94, handler occupancies",
    "timing.occupancy.perInvalidation": "ASPLOS94: 10 to 15",
    "timing.occupancy.invalidation": "assumption: 8, not published",
    "timing.occupancy.acknowledgement": "assumption: 8, not published",
    "timing.occupancy.sharingWriteBack": "assumption: as a remote write-back",
    "timing.occupancy.hintRemote": "assumption: an owner is no list",
    "timing.occupancy.memory": "ISCA94: 8 bytes a cycle",
    "timing.occupancy.bus": "ISCA94: 8 bytes a cycle",
    "timing.occupancy.linkLine": "ISCA94: 8 bytes a cycle; assumption: with a header of 16 bytes",
    "timing.occupancy.linkShort": "assumption: a header of 16 bytes",
  },
};
