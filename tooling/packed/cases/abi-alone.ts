// Reads the machine's tables and the C headers made from them.
// installs: @disco-vm/abi
// prints: 0x1f000000
// prints: true
import { cHeaders, DEVICES } from "@disco-vm/abi";

console.log(`0x${DEVICES.console.base.toString(16)}`);
console.log(Object.values(cHeaders()).every((text) => text.startsWith("/*")));
