// Assembles a program and runs it: the factorials of 0 to 19, a table in memory.
// installs: @disco-vm/mips @disco-vm/wasm
// prints: dsll a0,a1,0x3
// prints: 20! is 2432902008176640000
// prints: 3! is 6
// prints: 189 instructions
import { asm, disassemble, FlatSystem } from "@disco-vm/mips";

const program = asm({ origin: 0xffffffff80001000n })`
        li      $a1, 0
        li      $v0, 1
        dla     $a2, table
next:   dsll    $a0, $a1, 3
        daddu   $a0, $a0, $a2
        sd      $v0, 0($a0)
        addiu   $a1, $a1, 1
        dmult   $v0, $a1
        mflo    $v0
        slti    $t0, $a1, 20
        bnez    $t0, next
        gate    0
        .align  3
table:  .space  160
`;
const system = FlatSystem.createSync();
system.load(program).run();

const loop = Number(program.symbols.get("next")! - program.origin) / 4;
console.log(disassemble(program.words[loop]!).replace("\t", " "));
console.log(`20! is ${system.cpu.gpr(2)}`);
console.log(`3! is ${system.read(program.symbols.get("table")! + 3n * 8n, 8).at(-1)}`);
console.log(`${system.cpu.instructions} instructions`);
