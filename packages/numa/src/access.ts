import { NumaError } from "./errors.ts";

/** In the order of their numbers in trace files. */
export const ACCESS_KINDS = ["load", "store", "fetch", "deviceRead", "deviceWrite"] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];
/** Kinds from this number on are those of a node's device. */
export const FIRST_OF_DEVICE = ACCESS_KINDS.indexOf("deviceRead");

export interface Access {
  /** CPU; of a device, the node. */
  readonly cpu: number;
  /** Machine address: RAM is contiguous from 0, and node n owns the n-th share of it. */
  readonly address: number;
  /** deviceRead and deviceWrite: a line by DMA, coherent, without a copy in any cache. */
  readonly kind: AccessKind;
  /** Cycles that the CPU computes before it. Default 0. The access itself takes one more, and what it stalls. */
  readonly gap?: number;
}

/** Number of the access's kind; refuses what cannot be simulated. `where` says which record it is. */
export function checkAccess(access: Access, size: { readonly cpus: number; readonly nodes: number; readonly ramBytes: number }, where: () => string): number {
  const { cpu, address, kind, gap = 0 } = access, code = ACCESS_KINDS.indexOf(kind);
  if (code < 0) bad(where, "kind", `one of ${ACCESS_KINDS.join(", ")}`, kind);
  const most = (code < FIRST_OF_DEVICE ? size.cpus : size.nodes) - 1;
  if (!(cpu >= 0 && cpu <= most && Number.isInteger(cpu))) bad(where, "cpu", `0 to ${most}`, cpu);
  if (!(address >= 0 && address < size.ramBytes && Number.isInteger(address))) bad(where, "address", `an integer below ${size.ramBytes}`, address);
  if (!(gap >= 0 && gap < 2 ** 40 && Number.isInteger(gap))) bad(where, "gap", "a whole number of cycles", gap);
  return code;
}

function bad(where: () => string, field: string, expected: string, got: unknown): never {
  throw new NumaError("bad-trace", `${where()}: expected ${field} to be ${expected}, got ${String(got)}; correct the trace or the configuration`);
}
