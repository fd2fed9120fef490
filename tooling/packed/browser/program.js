// What the browser and Node both run: integers, floating point, memory, a TLB miss and a trap, often enough to be translated.
import { asm, FlatSystem, registers } from "@disco-vm/mips";

const vectors = `
        .set    noreorder
        .set    noat
        .org    0x80                    # XTLB refill: maps the pair of pages that was missed to physical 128 KB
        dmfc0   $k0, c0_badvaddr
        dsrl    $k0, $k0, 13
        dsll    $k0, $k0, 13
        dmtc0   $k0, c0_entryhi
        li      $k0, 0x20 << 6 | 3 << 3 | 7
        dmtc0   $k0, c0_entrylo0
        li      $k0, 0x21 << 6 | 3 << 3 | 7
        dmtc0   $k0, c0_entrylo1
        tlbwr
        eret
        .org    0x180                   # a trap: counted in $s7, and gone over
        dmfc0   $k0, c0_epc
        daddiu  $k0, $k0, 4
        dmtc0   $k0, c0_epc
        daddiu  $s7, $s7, 1
        eret
`;
const text = `
        li      $s0, 20000
        dla     $s1, 0x12340000
        dli     $s2, 0x9e3779b97f4a7c15
        li      $t0, 1
        dmtc1   $t0, $f2
        cvt.d.l $f2, $f2
        dmtc1   $0, $f0
again:  dmult   $s3, $s2
        mflo    $s3
        daddu   $s3, $s3, $s0
        dsrl    $t1, $s3, 51
        andi    $t1, $t1, 0x1ff8
        daddu   $t1, $t1, $s1
        ld      $t2, 0($t1)
        xor     $t2, $t2, $s3
        sd      $t2, 0($t1)
        dmtc1   $s0, $f4
        cvt.d.l $f4, $f4
        div.d   $f6, $f2, $f4
        add.d   $f0, $f0, $f6
        andi    $t3, $s0, 1023
        teqi    $t3, 5
        daddiu  $s0, $s0, -1
        bnez    $s0, again
        gate    42
`;

/** Registers and a hash of everything, as plain data. */
export async function result() {
  const all = {};
  for (const [name, options] of Object.entries({ tier0: { tier: 0 }, tier1: { tier: 1 }, timed: { tier: 1, flavour: "timed" } })) {
    const system = FlatSystem.createSync(options);
    system.load(asm({ origin: 0xffffffff80000000n })`${vectors}`).load(asm({ origin: 0xffffffff80001000n })`${text}`);
    const code = system.run(), { cpu } = system;
    const named = { ...registers(cpu), ...registers(cpu, "system"), ...registers(cpu, "float") };
    all[name] = {
      code, cycles: cpu.cycle, instructions: cpu.instructions, refills: cpu.refills,
      registers: Object.fromEntries(Object.entries(named).map(([register, value]) => [register, value.toString(16)])),
      state: await hash(cpu.stateBytes()), ram: await hash(system.read(0n, system.ramBytes)),
      compiled: (system.core.translations?.compiled ?? 0) > 0,
    };
  }
  return all;
}

async function hash(bytes) {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
