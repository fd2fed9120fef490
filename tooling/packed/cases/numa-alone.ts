// Two processors write to one line in turns, and a third reads an array that lies elsewhere: what misses, and for how long?
// installs: @disco-vm/numa @disco-vm/wasm
// prints: localClean: 1 misses, 300 ns
// prints: localDirty: 499 misses, 1300 ns
// prints: remoteClean: 1000 misses, 900 ns
// prints: remoteDirtyHome: 500 misses, 1300 ns
// prints: hottest page: 0x1000, missed 500,500,0,0 times
import { createNuma, type Access } from "@disco-vm/numa";

const MB = 2 ** 20;

function* trace(): Generator<Access> {
  for (let n = 0; n < 1000; n++) {
    yield { cpu: n % 2, address: 0x1000, kind: "store", gap: 500 };
    yield { cpu: 2, address: 3 * 32 * MB + 128 * n, kind: "load", gap: 10 };
  }
}
const report = createNuma({ profile: "flash-1997", cpus: 4, ramBytes: 4 * 32 * MB }).run(trace());

for (const { missClass, misses, mean } of report.latency) console.log(`${missClass}: ${misses} misses, ${(mean * 2.5).toFixed(0)} ns`);
const [hottest] = report.pages;
console.log(`hottest page: 0x${hottest?.address.toString(16)}, missed ${hottest?.misses} times`);
