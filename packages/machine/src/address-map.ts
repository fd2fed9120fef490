import { RAM } from "@disco-vm/abi";

/**
 * Where RAM answers. RAM is one sequence of bytes; `offset` counts them from 0. Node n owns offsets
 * [n * memoryPerNode, (n + 1) * memoryPerNode). Physical addresses leave a hole for the devices (packages/abi,
 * memory-map.ts), and below 64 KB mean the issuing CPU's own node.
 */
export class AddressMap {
  readonly memoryPerNode: number;

  constructor(readonly ramBytes: number, readonly nodes: number) {
    this.memoryPerNode = ramBytes / nodes;
  }

  /** The machine address of a physical address as a CPU of `node` issues it: the one place that applies the alias. */
  machineAddress(physical: number, node: number): number {
    return physical < RAM.aliasBytes ? this.address(node * this.memoryPerNode + physical) : physical;
  }

  /** Offset into RAM of a machine address, or -1 where no RAM answers. */
  offset(address: number): number {
    if (address < 0) return -1;
    const offset = address < RAM.lowEnd ? address
      : address >= RAM.highBase ? address - RAM.highBase + RAM.lowEnd
      : -1;
    return offset < this.ramBytes ? offset : -1;
  }

  address(offset: number): number {
    return offset < RAM.lowEnd ? offset : offset - RAM.lowEnd + RAM.highBase;
  }

  /** The node whose memory holds that offset. */
  nodeOfOffset(offset: number): number {
    return Math.floor(offset / this.memoryPerNode);
  }

  /** The ranges of machine addresses where a node's memory answers: two if the devices' window lies between. */
  rangesOf(node: number): { readonly base: number; readonly bytes: number }[] {
    const from = node * this.memoryPerNode, to = from + this.memoryPerNode;
    return [[from, Math.min(to, RAM.lowEnd)], [Math.max(from, RAM.lowEnd), to]]
      .map(([low, high]) => ({ base: this.address(low!), bytes: high! - low! }))
      .filter((r) => r.bytes > 0);
  }
}
