// Generates a module and runs it.
// installs: @disco-vm/wasm
// prints: 41 * 2 + 1 = 83
import { i64, ModuleBuilder } from "@disco-vm/wasm";

const builder = new ModuleBuilder();
builder.func("f", ["i64"], "i64", (body) => body.return(i64.add(i64.mul(body.params[0], 2n), 1n)), { export: true });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.build()));

console.log(`41 * 2 + 1 = ${(exports["f"] as (x: bigint) => bigint)(41n)}`);
