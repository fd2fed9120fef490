import { profileFromNs } from "./from-ns.ts";
import { server2s } from "./server-2s.ts";

export const cxl = profileFromNs({
  name: "cxl",
  doc: "One socket with far memory on CXL: a node without CPUs. A model by published latencies; the device's directory is taken to be as a node's own",
  cycleNs: server2s.cycleNs,
  caches: server2s.caches,
  interconnect: "uniform",
  nodes: { cpuNodes: 1, memoryNodes: 1 },
  writeBackBuffer: 16,
  l2Hit: 5.6, localClean: 82, remoteClean: 230, perHop: 0, pull: 63, lookup: 5,
  occupancy: { controller: 0.8, memory: 5, bus: 0.8, linkLine: 144 / 32, linkShort: 16 / 32 },
  banks: 8,
  sources: {
    ...server2s.sources,
    nodes: "assumption: one socket, one device",
    "timing.transit": "Pond, ASPLOS'23: 70 to 90 ns more than local; Melody, ASPLOS'25: 140 to 410 ns; assumption: 230 in all",
    "timing.occupancy.linkLine": "a PCIe 5.0 x8 device: 32 GB/s each way; assumption: with a header of 16 bytes",
    "timing.occupancy.linkShort": "a PCIe 5.0 x8 device: 32 GB/s each way; assumption: a header of 16 bytes",
  },
});
