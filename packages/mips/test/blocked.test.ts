/** What comes while an access waits, and wherever runs are cut: a fetch is done again, and then the interrupt comes; any other access first. */
import { expect, test } from "vitest";
import { assemble, Core, coreTableBytes, CP0, EXIT, type Cpu } from "../src/index.ts";
import { COUNT, LineMemory, lineMemoryBytes } from "./line-memory.ts";

const RAM = 1 << 16, ORIGIN = 0xffff_ffff_8000_1000n;
/** IE, IM2, kernel. */
const STATUS = 0x2000_0401n;

/** A CPU at the first instruction; each access that misses waits once. */
function start(tier: 0 | 1): { core: Core; cpu: Cpu } {
  const tables = 64, tags = tables + coreTableBytes(), state = Math.ceil((tags + lineMemoryBytes) / 64) * 64, dirtyPages = state + 65536, ramBase = Math.ceil((dirtyPages + 4096) / 65536) * 65536;
  const memory = new WebAssembly.Memory({ initial: (ramBase + RAM) / 65536 });
  const core = Core.createSync({
    flavour: "timed", memory, tables, cpus: [state], dirtyPages, tier, hot: 2,
    system: new LineMemory({ ramBase, ramBytes: RAM, tags, blockEvery: 2 }),
  });
  new DataView(memory.buffer).setInt32(tags + COUNT, 1, true); // the second miss is the first
  const ram = new Uint8Array(memory.buffer, ramBase, RAM), { bytes } = assemble(`.set noreorder
        lw      $t0, 0x2000($s0)
        addiu   $t2, $t2, 1
        b       .
        nop`, { origin: ORIGIN });
  bytes.forEach((byte, at) => { ram[(0x1000 + at) ^ 7] = byte; });
  const cpu = core.cpus[0]!; // one was asked for
  cpu.setCp0(CP0.status, STATUS);
  cpu.setGpr(16, 0xffff_ffff_8000_0000n);
  cpu.pc = ORIGIN;
  return { core, cpu };
}

const AFTER = { fetch: ORIGIN, load: ORIGIN + 4n } as const;
test.each([["fetch", 0], ["fetch", 1], ["load", 0], ["load", 1]] as const)("an interrupt while a %s waits, tier %i", (access, tier) => {
  const ends = [1, 2, 5, 100].map((slice) => {
    const { core, cpu } = start(tier);
    expect(core.run(0, 1000)).toBe(EXIT.BLOCKED);
    if (access === "load") expect(core.run(0, 1000)).toBe(EXIT.BLOCKED);
    cpu.setInterruptLine(2, true);
    const end = cpu.cycle + 200;
    for (let time = cpu.cycle; cpu.cycle < end; ) core.run(0, Math.min(time += slice, end));
    expect(cpu.exceptions(0)).toBe(1);
    expect(cpu.cp0(CP0.epc)).toBe(AFTER[access]);
    cpu.stall(0, cpu.cycle); // brings the clock's cells into one form
    return cpu.stateBytes();
  });
  for (const state of ends) expect(state).toEqual(ends[0]);
});
