import type { Interconnect, Profile, Timing } from "./profile.ts";

/**
 * A machine known by its latencies from outside, in nanoseconds: how the parts share them is then an assumption, but
 * for their sums, which `profileFromNs` keeps.
 */
export interface NsFigures {
  readonly name: string;
  readonly doc: string;
  /** Of a CPU cycle. */
  readonly cycleNs: number;
  readonly caches: Profile["caches"];
  readonly interconnect: Exclude<Interconnect, "bus">;
  readonly topology?: Profile["topology"];
  readonly nodes?: Profile["nodes"];
  readonly writeBackBuffer?: number;
  /** L2 hit. */
  readonly l2Hit: number;
  /** Read miss, unloaded: of the own node's memory; of one a hop away; more for each further hop, both ways together. */
  readonly localClean: number;
  readonly remoteClean: number;
  readonly perHop: number;
  /** To look a line up in the owner's caches and send it, from the moment that the owner's node has the request. */
  readonly pull: number;
  /** Between the controller's getting a request and its sending one on, as to an owner. */
  readonly lookup: number;
  /** How long something is kept: a controller by a message; a bank, a bus and a link by a line; a link by a message without. */
  readonly occupancy: { readonly controller: number; readonly memory: number; readonly bus: number; readonly linkLine: number; readonly linkShort: number };
  readonly banks: number;
  readonly sources: Readonly<Record<string, string>>;
}

export function profileFromNs(f: NsFigures): Profile {
  const cycles = (ns: number): number => Math.round(ns / f.cycleNs);
  const l2Hit = cycles(f.l2Hit), lookup = cycles(f.lookup), controller = cycles(f.occupancy.controller);
  // Of what a local miss takes beside memory and restart, half is the way to the controller, half the way back.
  const local = cycles(f.localClean), memory = Math.round((local - l2Hit) * 0.6), issue = Math.round((local - l2Hit - memory) / 2), deliver = local - l2Hit - memory - issue;
  // A remote one also goes through the requester's controller, there and back, and twice over the network.
  const network = cycles(f.remoteClean) - local - 2 * lookup, firstHop = Math.floor(network / 2), reply = network - 2 * firstHop + lookup;
  const timing: Timing = {
    issue, deliver, transit: { firstHop, perHop: cycles(f.perHop / 2) }, banks: f.banks,
    latency: {
      forward: lookup, memory, grant: lookup, intervene: lookup, invalidate: lookup, complete: lookup, pull: cycles(f.pull),
      acknowledge: lookup, reply, writeBack: lookup,
    },
    occupancy: {
      forward: controller, read: controller, write: controller, perInvalidation: controller, intervene: controller, pull: controller,
      invalidation: controller, acknowledgement: controller, reply: controller, writeBackLocal: controller, writeBackRemote: controller,
      hintLocal: controller, hintRemote: controller, sharingWriteBack: controller,
      memory: cycles(f.occupancy.memory), bus: cycles(f.occupancy.bus), linkLine: cycles(f.occupancy.linkLine), linkShort: cycles(f.occupancy.linkShort),
    },
  };
  const { name, doc, cycleNs, caches, interconnect, topology, nodes, writeBackBuffer = 4, sources } = f;
  return { name, doc, cycleNs, caches, l2Hit, writeBackBuffer, interconnect, timing, sources, ...(topology && { topology }), ...(nodes && { nodes }) };
}
