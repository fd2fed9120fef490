/** Power-on: lays out memory, loads the guests, and gives every CPU its first state. */
import { BOOT, SEGMENTS } from "@disco-vm/abi";
import type { MonitorHost } from "@disco-vm/machine";
import { broken, DiscoError, invariant } from "./errors.ts";
import { CPU_AREA, MEMMAP_ENTRY, NODE_AREA, PAGE, SECOND_EMPTY, SECOND_ENTRY, TLB_ENTRIES, TLB_ENTRY, TLB_UNMATCHED, VCPU_AREA, VCPU_STATE, VM_AREA, VM_FLAG, WIRED_VA } from "./layout.ts";
import { machineStatus } from "./leave.ts";
import type { Settings } from "./options.ts";
import { makePlan, type CpuPlace, type NodePlace, type Plan, type Vcpu, type Vm } from "./plan.ts";
import { entryLoOf, give, machineOf, pmapEntry } from "./pmap.ts";
import { resetVcpu } from "./reset.ts";

import { CP0, ENTRY_HI_WRITABLE, sext32, CP0_WRITES } from "./structures/cp0.ts";
import { memmapEntry, OWNER, pop } from "./structures/free-list.ts";
import type { Words } from "./structures/words.ts";
import { System } from "./system.ts";
import { SLOW_STATUS } from "./vectors/privileged.ts";
import { vectorCode } from "./vectors/vectors.ts";
import { PMAP, PMAP_ENTRY } from "./layout.ts";

export function boot(host: MonitorHost, settings: Settings): System {
  const plan = makePlan({
    cpuNodes: host.cpus.map((cpu) => cpu.node), nodes: host.nodes, memoryPerNode: host.memoryPerNode, second: settings.second,
    vms: settings.vms.map((vm, id) => ({
      name: vm.name, bytes: vm.memory, vcpus: vm.cpus ?? host.cpus.length,
      firstCpu: settings.vms.slice(0, id).reduce((n, before) => n + (before.cpus ?? host.cpus.length), 0),
    })),
  });
  const words: Words = { load64: (a) => host.memory.read64(a), store64: (a, v) => host.memory.write64(a, v) };
  refuseOvercommit(plan);
  for (const place of plan.nodes) bootNode(words, place);
  const vectors = vectorCode(settings.second);
  host.claimVectors(vectors.blocks);
  const system = new System(host, plan, settings, vectors), first = host.cpus[0];
  invariant(first, () => "a machine without CPUs");
  for (const n of [CP0.prId, CP0.config]) system.constants[n] = first.cp0(n);
  plan.vms.forEach((vm, id) => bootVm(words, system, vm, settings.vms[id]!)); // One plan was made for each VM.
  for (const place of plan.cpus) bootCpu(words, system, place);
  for (const place of plan.cpus) host.start(place.cpu);
  return system;
}

/** Every page a guest may touch must be there: nothing is paged out yet. */
function refuseOvercommit(plan: Plan): void {
  const free = plan.nodes.reduce((n, place) => n + place.pages - place.reserved, 0);
  const wanted = plan.vms.reduce((n, vm) => n + vm.pages, 0);
  if (wanted > free)
    throw new DiscoError("overcommit", `Disco: expected virtual machines of ${free * PAGE} bytes in all (what the machine has left beside the monitor), got ${wanted * PAGE}; give the machine more memory or the virtual machines less`);
}

function bootNode(words: Words, place: NodePlace): void {
  const free = place.pages - place.reserved;
  words.store64(place.area + NODE_AREA.free, BigInt(free));
  words.store64(place.area + NODE_AREA.pages, BigInt(place.pages));
  // The stack is popped from its end: lowest pages first.
  for (let slot = 0; slot < free; slot += 2) {
    const page = (s: number): bigint => BigInt(s < free ? place.firstPage + place.pages - 1 - s : 0);
    words.store64(place.area + NODE_AREA.bytes + slot * 4, (page(slot) << 32n) | page(slot + 1));
  }
  for (let k = 0; k < place.pages; k++)
    words.store64(place.memmap + k * MEMMAP_ENTRY.bytes + MEMMAP_ENTRY.owner, k < place.reserved ? OWNER.monitor : OWNER.free);
}

function bootVm(words: Words, system: System, vm: Vm, settings: Settings["vms"][number]): void {
  const { host, plan } = system;
  vm.pmapPages.forEach((at, k) => words.store64(vm.directory + 8 * k, BigInt(at)));
  words.store64(vm.area + VM_AREA.pages, BigInt(vm.pages));
  words.store64(vm.area + VM_AREA.vcpus, BigInt(vm.vcpus.length));
  words.store64(vm.area + VM_AREA.flags, VM_FLAG.linear.mask);
  const { entry, deviceTree } = host.loadGuest(settings.image, {
    bytes: settings.memory, cpus: vm.vcpus.length, arguments: settings.arguments, base: SEGMENTS.sseg.base,
    place: (guestPage) => placeAtBoot(words, plan, system, vm, guestPage),
  });
  system.deviceTree[vm.id] = deviceTree;
  for (const vcpu of vm.vcpus) {
    clearVcpu(words, plan, vcpu);
    words.store64(vcpu.area + VCPU_AREA.cpu, BigInt(vcpu.home));
    words.store64(vcpu.area + VCPU_AREA.state, BigInt(vcpu.index === 0 ? VCPU_STATE.ready : VCPU_STATE.halted));
    resetVcpu(words, system, vcpu, { entry, argument: BigInt(BOOT.deviceTreeMarker), countOffset: 0n });
    if (vcpu.index === 0) system.schedule({ event: "ready", vcpu: vcpu.id, last: vcpu.home });
  }
}

/** Pages of the image lie where the first virtual CPU runs, or as near as there is room. */
function placeAtBoot(words: Words, plan: Plan, system: System, vm: Vm, guestPage: number): number {
  const entry = pmapEntry(words, vm, guestPage), present = words.load64(entry + PMAP_ENTRY.lo);
  if (PMAP.v.test(present)) return machineOf(present);
  const home = plan.cpus[vm.vcpus[0]!.home]!.node; // Every VM has a virtual CPU, and its home is a CPU.
  for (const node of system.place({ node: home, vm: vm.id, guestPage })) {
    const machine = pop(words, plan.nodes[node]!); // The policy orders the nodes there are.
    if (machine < 0) continue;
    give(words, entry, vm, guestPage, machine, memmapEntry(plan, machine), false);
    system.statistics.allocated(vm, node);
    for (let at = 0; at < PAGE; at += 8) words.store64(machine + at, 0n);
    return machine;
  }
  broken("no page at boot although memory is not over-committed");
}

function clearVcpu(words: Words, plan: Plan, vcpu: Vcpu): void {
  for (let at = 0; at < PAGE; at += 8) {
    words.store64(vcpu.area + at, 0n);
    words.store64(vcpu.special + at, 0n);
  }
  for (let i = 0; i < TLB_ENTRIES; i++)
    words.store64(vcpu.area + VCPU_AREA.tlb + i * TLB_ENTRY.bytes + TLB_ENTRY.entryHi, TLB_UNMATCHED);
  for (let k = 0; k < plan.second.entries; k++) words.store64(vcpu.second + k * SECOND_ENTRY.bytes + SECOND_ENTRY.tag, SECOND_EMPTY);
}

/** A CPU begins in the vector code: with nobody to run, it asks the scheduler as any idle CPU does. */
function bootCpu(words: Words, system: System, place: CpuPlace): void {
  const { host, vectors } = system, cpu = host.cpus[place.cpu];
  invariant(cpu, () => `no CPU ${place.cpu}`);
  for (let at = 0; at < PAGE; at += 8) words.store64(place.area + at, 0n);
  for (let n = 0; n < 32; n++) {
    const mask = n === CP0.status ? SLOW_STATUS : n === CP0.entryHi ? ENTRY_HI_WRITABLE : (CP0_WRITES[n]?.bits ?? 0n);
    words.store64(place.area + CPU_AREA.masks + 8 * n, BigInt.asUintN(64, mask));
  }
  cpu.setCp0(CP0.wired, 1n);
  cpu.setCp0(CP0.pageMask, 0n);
  cpu.writeTlb(0, { entryHi: WIRED_VA, pageMask: 0n, entryLo0: entryLoOf(place.area) | 1n, entryLo1: 1n });
  cpu.setCp0(CP0.status, sext32(machineStatus(0n, false)));
  cpu.account("user", "kernel");
  cpu.setPc(vectors.idle);
  words.store64(place.area + CPU_AREA.quiet, 1n);
}
