# Makes a trace of two processors that write to one line in turns; simulates it, explores the protocol, and gets an error's exit code.
# installs: @disco-vm/numa-cli @disco-vm/numa @disco-vm/wasm commander
# prints: localDirty 499 1300
# prints: remoteDirtyHome 500 1300
# prints: exit code 0
# prints: disco-numa: --svg: expected the packages vega and vega-lite, which draw, got none; npm install them, or leave the picture out
# prints: exit code 2
# prints: 0 violations
# prints: exit code 0
PATH=$PWD/node_modules/.bin:$PATH

cat > trace.mjs <<'END'
import { writeFileSync } from "node:fs";
import { encodeTrace } from "@disco-vm/numa";

const accesses = Array.from({ length: 1000 }, (_, n) => ({ cpu: n % 2, address: 0x1000, kind: "store", gap: 500 }));
writeFileSync("trace", Buffer.concat([...encodeTrace({ cpus: 2, nodes: 0, ramBytes: 64 * 2 ** 20 }, accesses)]));
END
node trace.mjs
disco-numa simulate trace --json report.json > report.txt
status=$?
awk '$1 ~ /Dirty/ { print $1, $2, $3 }' report.txt
echo "exit code $status"

disco-numa simulate trace --svg report.svg 2>&1 > report.txt
echo "exit code $?"

disco-numa explore --nodes 2 > explored.txt
status=$?
grep -o '[0-9]* violations' explored.txt
echo "exit code $status"
