// Radix under Disco with a policy of one's own: every page on the node that is furthest from where it is touched.
// installs: @disco-vm/monitor @disco-vm/machine @disco-vm/mips @disco-vm/numa @disco-vm/wasm @disco-vm/abi @disco-vm/workloads @disco-vm/guest-sdk @disco-vm/splashos
// prints: first-touch: exit code 0
// prints: furthest: exit code 0
// prints: furthest is slower: true
import { Machine } from "@disco-vm/machine";
import { Disco, firstTouch, type Placement } from "@disco-vm/monitor";
import { readImage } from "@disco-vm/workloads/node";

const furthest: Placement<null> = {
  name: "furthest",
  initial: () => null,
  step: (state, { hops }) => [state, { order: hops.map((_, node) => node).sort((a, b) => hops[b]! - hops[a]!) }],
};

function cyclesWith(placement: Placement<null>): number {
  const vm = { image: readImage("radix-disco"), memory: 16 << 20, arguments: "-n 16384" };
  const machine = new Machine({ profile: "flash-1997", cpus: 4, memory: 64 << 20, monitor: new Disco({ vms: [vm], placement, audit: true }) });
  console.log(`${placement.name}: exit code ${machine.run().exitCode}`);
  return machine.statistics().cycles;
}
const cycles = [firstTouch, furthest].map(cyclesWith);
console.log(`furthest is slower: ${cycles[1]! > cycles[0]!}`);
