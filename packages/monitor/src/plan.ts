/**
 * Where everything lies in machine memory: decided once at boot, constant afterwards (what a linker and a boot loader
 * would have fixed). Structures are placed on the node that uses them most: CPU and virtual CPU areas on the CPU's node,
 * memmap and free list on the node whose pages they describe, the pmap spread over the nodes of its virtual machine.
 */
import { RAM } from "@disco-vm/abi";
import { DiscoError } from "./errors.ts";
import { CODE_BYTES, CPU_AREA, MEMMAP_ENTRY, NODE_AREA, PAGE, PMAP_PER_PAGE, SECOND_ENTRY, TLB_ENTRIES, VCPU_AREA, VM_AREA } from "./layout.ts";

export interface NodePlace {
  readonly node: number;
  /** Dense numbers of its pages: first, and how many. */
  readonly firstPage: number;
  readonly pages: number;
  readonly area: number;
  readonly memmap: number;
  /** Pages of structures from the start of the node, code included; the others are free at boot. */
  reserved: number;
}
export interface CpuPlace { readonly cpu: number; readonly node: number; readonly area: number }

export interface Vcpu {
  /** Number over all virtual machines, and within its own. */
  readonly id: number;
  readonly index: number;
  readonly vm: Vm;
  /** Where it runs first. */
  readonly home: number;
  readonly area: number;
  readonly special: number;
  /** Second-level TLB, aligned to its length, and the bit maps of its entries by home; 0 without. */
  readonly second: number;
  readonly homes: number;
}
export interface Vm {
  readonly id: number;
  readonly name: string;
  /** Guest-physical pages. */
  readonly pages: number;
  readonly area: number;
  /** Page of machine addresses of pmap pages. */
  readonly directory: number;
  /** The same addresses, as the boot loader knows them. */
  readonly pmapPages: readonly number[];
  readonly vcpus: readonly Vcpu[];
}
export interface Plan {
  readonly nodes: readonly NodePlace[];
  readonly cpus: readonly CpuPlace[];
  readonly vms: readonly Vm[];
  readonly vcpus: readonly Vcpu[];
  readonly second: SecondShape;
}
/** Shape of every second-level TLB. */
export interface SecondShape { readonly entries: number; readonly ways: 1 | 2 }

export interface PlanInput {
  /** Node of each CPU. */
  readonly cpuNodes: readonly number[];
  readonly nodes: number;
  readonly memoryPerNode: number;
  readonly second: SecondShape;
  readonly vms: readonly { readonly name: string; readonly bytes: number; readonly vcpus: number; readonly firstCpu: number }[];
}

/** RAM is contiguous but for the hole where the devices are. */
const HOLE = RAM.highBase - RAM.lowEnd;
export const addressOfPage = (page: number): number => page * PAGE < RAM.lowEnd ? page * PAGE : page * PAGE + HOLE;
export const pageOfAddress = (address: number): number => Math.floor((address < RAM.lowEnd ? address : address - HOLE) / PAGE);

const pagesFor = (bytes: number): number => Math.ceil(bytes / PAGE);
/** Bytes of the bit maps: for each home one bit for each entry. */
export const homeBytes = (second: SecondShape): number => TLB_ENTRIES * (second.entries / 8);

export function makePlan(input: PlanInput): Plan {
  const { nodes: count, memoryPerNode, second } = input;
  const perNode = memoryPerNode / PAGE;
  const used = Array.from({ length: count }, () => CODE_BYTES / PAGE);
  const take = (node: number, bytes: number, alignment = PAGE): number => {
    const page = Math.ceil((used[node]! * PAGE) / alignment) * (alignment / PAGE);
    used[node] = page + pagesFor(bytes);
    if (used[node]! > perNode)
      throw new DiscoError("layout", `Disco: expected node ${node} to have room for the monitor's structures, got ${memoryPerNode} bytes; give the nodes more memory or the virtual machines fewer virtual CPUs`);
    return addressOfPage(node * perNode + page);
  };
  const nodes = Array.from({ length: count }, (_, node): NodePlace => ({
    node, firstPage: node * perNode, pages: perNode, reserved: 0,
    area: take(node, NODE_AREA.bytes + 4 * perNode), memmap: take(node, perNode * MEMMAP_ENTRY.bytes),
  }));
  const cpus = input.cpuNodes.map((node, cpu): CpuPlace => ({ cpu, node, area: take(node, CPU_AREA.bytes) }));
  const vcpus: Vcpu[] = [];
  const tableBytes = second.entries * SECOND_ENTRY.bytes;
  const vms = input.vms.map((v, id): Vm => {
    const homes = Array.from({ length: v.vcpus }, (_, i) => (v.firstCpu + i) % cpus.length);
    const spread = [...new Set(homes.map((cpu) => cpus[cpu]!.node))];
    const first = spread[0]!, pages = v.bytes / PAGE, own: Vcpu[] = [];
    const area = take(first, VM_AREA.bytes), directory = take(first, PAGE);
    const pmapPages = Array.from({ length: Math.ceil(pages / PMAP_PER_PAGE) }, (_, k) => take(spread[k % spread.length]!, PAGE));
    const vm: Vm = { id, name: v.name, pages, area, directory, vcpus: own, pmapPages };
    homes.forEach((home, index) => {
      const { node } = cpus[home]!;
      own.push({
        id: vcpus.length + index, index, vm, home, area: take(node, VCPU_AREA.bytes), special: take(node, PAGE),
        second: tableBytes ? take(node, tableBytes, Math.max(tableBytes, PAGE)) : 0,
        homes: tableBytes ? take(node, homeBytes(second)) : 0,
      });
    });
    vcpus.push(...own);
    return vm;
  });
  for (const place of nodes) place.reserved = used[place.node]!;
  return { nodes, cpus, vms, vcpus, second };
}
