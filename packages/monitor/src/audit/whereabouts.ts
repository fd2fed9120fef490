/** Which structure an address belongs to. */
import { CPU_AREA, MEMMAP_ENTRY, NODE_AREA, PAGE, PMAP_ENTRY, PMAP_PER_PAGE, SECOND_ENTRY, VCPU_AREA, VM_AREA } from "../layout.ts";
import { homeBytes, pageOfAddress, type Plan, type Vcpu, type Vm } from "../plan.ts";

/** One element of a structure, as the checks take them. */
export type Element =
  | { readonly kind: "node"; readonly node: number }
  | { readonly kind: "memmap"; readonly page: number }
  | { readonly kind: "cpu"; readonly cpu: number }
  | { readonly kind: "vcpu"; readonly vcpu: Vcpu }
  | { readonly kind: "guestTlb"; readonly vcpu: Vcpu }
  | { readonly kind: "second"; readonly vcpu: Vcpu; readonly slot: number }
  | { readonly kind: "homes"; readonly vcpu: Vcpu }
  | { readonly kind: "special"; readonly vcpu: Vcpu }
  | { readonly kind: "vm"; readonly vm: Vm }
  | { readonly kind: "directory"; readonly vm: Vm }
  | { readonly kind: "pmap"; readonly vm: Vm; readonly guestPage: number }
  | { readonly kind: "guest"; readonly page: number };

type Finder = (offset: number) => Element;
interface Range { readonly from: number; readonly bytes: number; readonly element: Finder }

export class Whereabouts {
  /** By machine page: what begins there or goes on there. */
  private readonly ranges = new Map<number, Range[]>();

  constructor(plan: Plan) {
    for (const { node, area, memmap, pages, firstPage } of plan.nodes) {
      this.add(area, NODE_AREA.bytes + 4 * pages, () => ({ kind: "node", node }));
      this.add(memmap, pages * MEMMAP_ENTRY.bytes, (at) => ({ kind: "memmap", page: firstPage + Math.floor(at / MEMMAP_ENTRY.bytes) }));
    }
    for (const { cpu, area } of plan.cpus) this.add(area, CPU_AREA.bytes, () => ({ kind: "cpu", cpu }));
    for (const vm of plan.vms) {
      this.add(vm.area, VM_AREA.bytes, () => ({ kind: "vm", vm }));
      this.add(vm.directory, PAGE, () => ({ kind: "directory", vm }));
      vm.pmapPages.forEach((at, k) => this.add(at, PMAP_PER_PAGE * PMAP_ENTRY.bytes, (offset) =>
        ({ kind: "pmap", vm, guestPage: k * PMAP_PER_PAGE + Math.floor(offset / PMAP_ENTRY.bytes) })));
    }
    for (const vcpu of plan.vcpus) {
      this.add(vcpu.area, VCPU_AREA.bytes, (at) => ({ kind: at < VCPU_AREA.largePages ? "vcpu" : "guestTlb", vcpu }));
      this.add(vcpu.special, PAGE, () => ({ kind: "special", vcpu }));
      if (!vcpu.second) continue;
      this.add(vcpu.second, plan.second.entries * SECOND_ENTRY.bytes, (at) => ({ kind: "second", vcpu, slot: Math.floor(at / SECOND_ENTRY.bytes) }));
      this.add(vcpu.homes, homeBytes(plan.second), () => ({ kind: "homes", vcpu }));
    }
  }

  private add(from: number, bytes: number, element: Finder): void {
    for (let page = pageOfAddress(from); page <= pageOfAddress(from + bytes - 1); page++) {
      const here = this.ranges.get(page) ?? [];
      here.push({ from, bytes, element });
      this.ranges.set(page, here);
    }
  }

  find(address: number): Element | null {
    const page = pageOfAddress(address), range = this.ranges.get(page)?.find((r) => address >= r.from && address < r.from + r.bytes);
    if (range) return range.element(address - range.from);
    return this.ranges.has(page) ? null : { kind: "guest", page };
  }
}
