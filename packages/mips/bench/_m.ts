import { assemble, FlatSystem } from "../src/index.ts";
const now = (): number => Number(process.hrtime.bigint());
const cases: Record<string, string> = { nop: "nop", inline: "mtc0 $t1, $2", leave: "mtc0 $t1, $4", mfc0: "mfc0 $t1, $4", random: "mfc0 $t1, $1", hi: "mtc0 $0, $10", tlbwi: "tlbwi", tlbp: "tlbp" };
for (let rep = 0; rep < 2; rep++) for (const [name, op] of Object.entries(cases)) {
  const s = FlatSystem.createSync({ tier: 0 });
  const text = `li $t0, 200000\nloop: ${(op + "\n").repeat(16)} addiu $t0,$t0,-1\n bnez $t0, loop\n nop\n gate 0\n`;
  s.load(assemble(text, { origin: 0xffffffff80001000n }));
  const a = now(); s.run(); const t = now() - a;
  console.log(name, (t / 200000 / 16).toFixed(1), "ns");
}
{
  const s = FlatSystem.createSync({ tier: 0 });
  s.load(assemble(`mfc0 $k0,$14\n addiu $k0,$k0,4\n mtc0 $k0,$14\n eret\n`, { origin: 0xffffffff80000180n }));
  s.load(assemble(`mfc0 $t0,$12\n li $t1, 0x400000\n not $t1,$t1\n and $t0,$t0,$t1\n mtc0 $t0,$12\n li $t0, 500000\nloop: syscall\n addiu $t0,$t0,-1\n bnez $t0, loop\n nop\n gate 0\n`, { origin: 0xffffffff80001000n }));
  const a = now(); s.run(); const t = now() - a;
  console.log("syscall+eret", (t / 500000).toFixed(1), "ns", s.cpu.instructions);
}
