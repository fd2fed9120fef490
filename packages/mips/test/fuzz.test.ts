/** Whatever a guest executes, the host neither traps nor hangs, and cleared tables or cut runs change nothing. */
import { expect, test } from "vitest";
import { encode } from "../src/isa/decode.ts";
import { patternOf } from "../src/isa/pattern.ts";
import { mnemonics, rows } from "../src/isa/rows.ts";
import { EXIT, FlatSystem } from "../src/index.ts";
import { randomWords } from "./random.ts";

const CODE = 0xffffffff80001000n, LENGTH = 400;

/** Half of the words are instructions with random operands, half are anything. */
function program(seed: number): Uint8Array {
  const next = randomWords(seed);
  const view = new DataView(new ArrayBuffer(4 * LENGTH));
  for (let n = 0; n < LENGTH; n++) {
    const name = mnemonics[next() % mnemonics.length]!;
    const fields = Object.fromEntries(patternOf(rows[name]).fields.map((f) => [f.name, next() % 2 ** f.width]));
    view.setUint32(4 * n, next() % 8 ? encode(name, fields) : next());
  }
  return new Uint8Array(view.buffer);
}

interface Outcome { readonly pc: bigint; readonly instructions: number; readonly ram: number; readonly registers: string[] }

function run(seed: number, flavour: "functional" | "timed", slice: number, clear: boolean, tier: 0 | 1 = 0): Outcome {
  const system = FlatSystem.createSync({ flavour, ramBytes: 1 << 17, cpus: 2, tier, hot: 1 });
  const next = randomWords(seed + 1);
  // Vectors: skip what faulted and go on.
  const handler = [0x401a7000, 0x675a0004, 0x409a7000, 0x42000018]; // mfc0 k0,EPC; daddiu k0,k0,4; mtc0 k0,EPC; eret
  for (const at of [0n, 0x80n, 0x180n]) {
    const view = new DataView(new ArrayBuffer(16));
    handler.forEach((w, n) => view.setUint32(4 * n, w));
    system.write(at, new Uint8Array(view.buffer));
  }
  system.write(CODE, program(seed));
  const { cpu, core } = system;
  for (let n = 1; n < 32; n++) cpu.setGpr(n, next() % 3 ? 0xffffffff80000000n + BigInt(next() % (1 << 17)) : BigInt(next()) << BigInt(next() % 33));
  for (let n = 0; n < 8; n++)
    cpu.writeTlb(n, { entryHi: BigInt(next()) & 0x6000n, entryLo0: BigInt(next() % 0x800), entryLo1: BigInt(next() % 0x800), pageMask: 0n });
  cpu.pc = CODE;
  let time = 0, gates = 0;
  while (time < 20_000) {
    time = Math.min(time + slice, 20_000);
    for (let exit: number; (exit = core.run(0, time)) !== EXIT.LIMIT && gates < 1000; gates++) {
      if (exit === EXIT.IDLE) cpu.idle(Math.max(cpu.cycle, time));
    }
    if (clear) cpu.clearTables();
  }
  cpu.stall(0, Math.max(cpu.cycle, time + 100));
  const ram = system.read(0n, 1 << 17);
  let sum = 0;
  for (const b of ram) sum = (Math.imul(sum, 31) + b) | 0;
  return { pc: cpu.pc, instructions: cpu.instructions, ram: sum, registers: cells(cpu.stateBytes()) };
}

function cells(state: Uint8Array): string[] {
  const view = new DataView(state.buffer);
  return Array.from({ length: state.length / 8 }, (_, n) => `${n}: ${view.getBigUint64(8 * n, true).toString(16)}`);
}

test("random programs run the same in one piece, in slices, and with all tables cleared between them", () => {
  let retired = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const flavour = seed % 2 ? "functional" : "timed";
    const whole = run(seed, flavour, 20_000, false);
    retired += whole.instructions;
    expect(run(seed, flavour, 37, false), `seed ${seed}, sliced`).toEqual(whole);
    expect(run(seed, flavour, 101, true), `seed ${seed}, cleared`).toEqual(whole);
    expect(run(seed, flavour, 20_000, false, 1), `seed ${seed}, translated`).toEqual(whole);
    expect(run(seed, flavour, 997, false, 1), `seed ${seed}, translated and sliced`).toEqual(whole);
    expect(run(seed, flavour, 313, true, 1), `seed ${seed}, translated and cleared`).toEqual(whole);
  }
  expect(retired).toBeGreaterThan(30 * 10_000); // most time goes into instructions, not into exceptions
});
