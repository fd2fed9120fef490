// installs: @disco-vm/wasm
// prints: object
import * as wasm from "@disco-vm/wasm";

console.log(typeof wasm);
