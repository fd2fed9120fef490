/** What Disco counts of itself. Nothing here decides anything: it is no part of the machine's state. */
import { EXCEPTION_CODES } from "@disco-vm/mips";
import type { CostName } from "./costs.ts";
import type { Vm } from "./plan.ts";

type Counts = Record<string, number>;
const bump = (counts: Counts, name: string, by = 1): void => { counts[name] = (counts[name] ?? 0) + by; };

export interface VmStatistics {
  readonly name: string;
  /** Entries into TypeScript handlers by reason: the exception; "again" after work of the vector code; "idle". */
  readonly entries: Counts;
  /** Instructions of the handlers, charged and executed as accesses, by reason. */
  readonly instructions: Counts;
  /** Cycles of class monitor from an entry to the next one on the same CPU, by the first one's reason: the handler with its stalls, the return, and the fast paths taken since. */
  readonly cycles: Counts;
  /** Privileged instructions emulated by handlers; the vector code's fast path is not counted one by one. */
  readonly emulated: Counts;
  /** Exceptions given to the guest. */
  readonly reflected: Counts;
  readonly calls: Counts;
  readonly events: Counts;
  /** Pages allocated and given back, by node. */
  readonly pagesAllocated: number[];
  readonly pagesReleased: number[];
  exitCode: number | null;
}

export interface DiscoStatistics {
  readonly vms: readonly VmStatistics[];
  /** Instructions charged, by entry of the cost table. */
  readonly charges: Counts;
  /** TLB refill exceptions of all CPUs, and TLB faults (refills, and pages not valid yet) that handlers had to see to. */
  readonly tlb: { readonly refills: number; readonly toHandlers: number };
}

export class Statistics {
  /** Instructions charged, by entry of the cost table. */
  readonly charges: Counts = {};
  readonly vms: VmStatistics[];
  private readonly exceptionNames = new Map<number, string>(Object.entries(EXCEPTION_CODES).map(([name, code]) => [code, name]));
  /** Of each CPU: reason, virtual machine and monitor cycles at its last entry. */
  private readonly last: ({ readonly reason: string; readonly vm: number; readonly cycles: number } | undefined)[] = [];

  constructor(vms: readonly Vm[], nodes: number) {
    const zeros = (): number[] => Array.from({ length: nodes }, () => 0);
    this.vms = vms.map(({ name }) => ({
      name, entries: {}, instructions: {}, cycles: {}, emulated: {}, reflected: {}, calls: {}, events: {},
      pagesAllocated: zeros(), pagesReleased: zeros(), exitCode: null,
    }));
  }
  private of(vm: Vm): VmStatistics { return this.vms[vm.id]!; } // One record was made for each VM.

  charge(name: CostName, instructions: number): void { bump(this.charges, name, instructions); }
  count(event: string, vm: Vm): void { bump(this.of(vm).events, event); }
  emulated(name: string, vm: Vm): void { bump(this.of(vm).emulated, name); }
  called(name: string, vm: Vm): void { bump(this.of(vm).calls, name); }
  reflected(code: number, vm: Vm): void { bump(this.of(vm).reflected, this.exceptionNames.get(code) ?? String(code)); }
  allocated(vm: Vm, node: number): void { this.of(vm).pagesAllocated[node]! += 1; } // One counter was made for each node.
  released(vm: Vm, node: number): void { this.of(vm).pagesReleased[node]! += 1; } // One counter was made for each node.
  exited(vm: Vm, code: number): void { this.of(vm).exitCode = code; }

  entered(cpu: number, reason: string, vm: Vm | null, monitorCycles: number): void {
    if (vm) bump(this.of(vm).entries, reason);
    const before = this.last[cpu];
    if (before) bump(this.vms[before.vm]!.cycles, before.reason, monitorCycles - before.cycles); // `vm` is a VM's number.
    if (vm) this.last[cpu] = { reason, vm: vm.id, cycles: monitorCycles };
  }

  handled(reason: string, vm: Vm | null, instructions: number): void {
    if (vm) bump(this.of(vm).instructions, reason, instructions);
  }

  /** Plain data. `refills`: TLB refill exceptions of all CPUs; what did not come to a handler, the second level has served. */
  report(refills: number): DiscoStatistics {
    const toHandlers = this.vms.reduce((n, vm) => n + (vm.entries["TLBL"] ?? 0) + (vm.entries["TLBS"] ?? 0), 0);
    return structuredClone({ vms: this.vms, charges: this.charges, tlb: { refills, toHandlers } });
  }
}
