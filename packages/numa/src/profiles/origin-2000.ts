import { profileFromNs } from "./from-ns.ts";

/** 780 MB/s, of memory, processor bus and links alike. */
const perByte = 1000 / 780;

export const origin2000 = profileFromNs({
  name: "origin-2000",
  doc: "SGI Origin 2000: two 195 MHz R10000 a node, two nodes a router of a hypercube. A model by its published latencies, not of its protocol",
  cycleNs: 1000 / 195,
  caches: { l1i: 32 << 10, l1d: 32 << 10, l2: 4 << 20 },
  interconnect: "hypercube",
  topology: { nodesPerRouter: 2, express: true },
  nodes: { cpusPerNode: 2 },
  l2Hit: 56.4, localClean: 310, remoteClean: 640, perHop: 100, pull: 223, lookup: 20,
  occupancy: { controller: 20, memory: 128 * perByte, bus: 128 * perByte, linkLine: 144 * perByte, linkShort: 16 * perByte },
  banks: 1,
  sources: {
    cycleNs: "ISCA'97 (Laudon and Lenoski): 195 MHz",
    caches: "ISCA'97: R10000 with 4 MB of L2",
    l2Hit: "ISCA'97: 56.4 ns",
    writeBackBuffer: "assumption: after the R10000's outgoing buffer, four typical entries (User's Manual, section 6)",
    topology: "ISCA'97: two nodes a router, express links with 4 and 8 routers",
    nodes: "ISCA'97: two processors a node",
    "timing.issue": "ISCA'97: a local miss takes 310 ns; assumption: how it divides",
    "timing.deliver": "ISCA'97: a local miss takes 310 ns; assumption: how it divides",
    "timing.transit.firstHop": "ISCA'97: 540 ns from the next node without a router, 100 ns more for each router there and back",
    "timing.transit.perHop": "ISCA'97: 100 ns for each router there and back",
    "timing.banks": "ISCA'97: interleaved, with the bandwidth of one bus",
    "timing.latency": "assumption: 20 ns for a directory look-up, what is left of a local miss for memory",
    "timing.latency.pull": "ISCA'99 (Jiang and Singh): a line dirty in a third node takes 892 ns where a clean one takes 656",
    "timing.occupancy": "assumption: 20 ns for a directory look-up",
    "timing.occupancy.memory": "ISCA'97: 780 MB/s",
    "timing.occupancy.bus": "ISCA'97: 780 MB/s",
    "timing.occupancy.linkLine": "ISCA'97: 780 MB/s each way; assumption: with a header of 16 bytes",
    "timing.occupancy.linkShort": "ISCA'97: 780 MB/s each way; assumption: a header of 16 bytes",
  },
});
