/** What one does with a program while it runs: stop, step, look, trace. */
import { expect, test } from "vitest";
import {
  asm, changedRegisters, CP0, EXIT, FlatMemory, FlatSystem, registers, STATUS, type FlatSystemOptions, type Stop, type Traced,
} from "../src/index.ts";
import { GEOMETRY, LineMemory, lineMemoryBytes } from "./line-memory.ts";

const AT = 0xffffffff80001000n;
/** Fetch lines of 64 bytes, so that a program has several. */
const lines: FlatSystemOptions = {
  memory: {
    geometry: GEOMETRY,
    create: ({ ramBase, ramBytes, linkedPages }) => {
      expect(lineMemoryBytes).toBeLessThan(ramBytes / 4096); // the flat memory's map is room enough
      return new LineMemory({ ramBase, ramBytes, tags: linkedPages, blockEvery: 0 });
    },
  },
  ramBytes: 32 << 20,
};
const stoppedAt = (pc: bigint): Stop => ({ reason: "breakpoint", pc });

const LOOP = asm({ origin: AT })`
  start:  li      $t0, 3
  loop:   .set    noreorder
          bnez    $t0, loop
  slot:   addiu   $t0, $t0, -1
  end:    gate    7
`;
const at = (name: string): bigint => LOOP.symbols.get(name)!; // names of LOOP

test.each([0, 1] as const)("tier %i: a breakpoint in a delay slot stops there, once for each turn, and the branch is taken", (tier) => {
  const system = FlatSystem.createSync({ tier }).load(LOOP);
  system.breakpoints.add(at("slot"));
  for (const left of [3n, 2n, 1n, 0n]) {
    expect(system.continue()).toEqual(stoppedAt(at("slot")));
    expect(system.cpu.inDelaySlot).toBe(true);
    expect(system.cpu.gpr(12)).toBe(left); // t0 in n64
  }
  expect(system.continue()).toEqual({ reason: "gate", code: 7, pc: at("end") + 4n });
  expect(system.cpu.instructions).toBe(10); // li, four turns of two, gate
});

test.each([0, 1] as const)("tier %i: a delay slot that opens a fetch line keeps its branch over a stop", (tier) => {
  const text = asm({ origin: AT })`
            li      $v0, 0
            li      $t0, 500
            .org    0x3c
            .set    noreorder
    branch: b       on
    slot:   addiu   $v0, $v0, 1
            gate    1
            .org    0x80
    on:     addiu   $t0, $t0, -1
            bnez    $t0, branch
            nop
            gate    2
  `;
  const system = FlatSystem.createSync({ ...lines, tier, hot: 4 }).load(text);
  system.breakpoints.add(system.symbol("slot"));
  for (let turn = 0; turn < 500; turn++) {
    expect(system.continue()).toEqual(stoppedAt(system.symbol("slot")));
    expect(system.cpu.gpr(2)).toBe(BigInt(turn));
  }
  expect(system.continue()).toMatchObject({ reason: "gate", code: 2 });
  expect(system.core.translations === undefined || system.core.translations.compiled > 0).toBe(true);
});

test("an instruction that jumps to itself stops at each turn", () => {
  const text = asm({ origin: AT })`
            .set    noreorder
    self:   b       self
            nop
  `;
  const system = FlatSystem.createSync().load(text);
  system.breakpoints.add(AT);
  for (let turn = 0; turn < 3; turn++) {
    expect(system.continue(0, 1000)).toEqual(stoppedAt(AT));
    expect(system.cpu.instructions).toBe(2 * turn);
  }
});

test("a vector whose own instruction faults stops at each exception, though nothing retires", () => {
  const system = FlatSystem.createSync().load(asm({ origin: 0xffffffff80000180n })`.word 0x7c000000`); // reserved in MIPS IV
  system.breakpoints.add(0xffffffff80000180n);
  for (let turn = 0; turn < 3; turn++) {
    expect(system.continue(0, 1000)).toEqual(stoppedAt(0xffffffff80000180n));
    expect([system.cpu.instructions, system.cpu.exceptions(10)]).toEqual([0, turn]);
  }
});

test("a breakpoint on the way of an exception: where it faults, at the vector, and again where it returns to", () => {
  const text = asm({ origin: AT })`
            teqi    $t0, 0
            gate    1
  `;
  const system = FlatSystem.createSync().load(asm({ origin: 0xffffffff80000180n })`
            li      $t0, 1
            eret
  `).load(text);
  for (const place of [AT, 0xffffffff80000180n]) system.breakpoints.add(place);
  expect(system.continue()).toEqual(stoppedAt(AT));
  expect(system.continue()).toEqual(stoppedAt(0xffffffff80000180n));
  expect(system.continue()).toEqual(stoppedAt(AT));
  expect(system.continue()).toMatchObject({ reason: "gate" });
});

test("an interrupt that comes before the instruction comes before the stop", () => {
  const text = asm({ origin: AT })`
    here:   b       here
  `;
  const system = FlatSystem.createSync().load(text), { cpu } = system;
  cpu.setCp0(CP0.status, cpu.cp0(CP0.status) | BigInt(STATUS.ie | 0x0400)); // IM2
  cpu.setInterruptLine(2, true);
  system.breakpoints.add(AT).add(0xffffffff80000180n);
  expect(system.continue()).toEqual(stoppedAt(0xffffffff80000180n));
  expect(cpu.cp0(CP0.epc)).toBe(AT);
});

test("a limit that falls on a breakpoint does not swallow it", () => {
  const system = FlatSystem.createSync().load(LOOP);
  system.breakpoints.add(at("loop"));
  expect(system.continue(0, 1)).toEqual({ reason: "done", pc: at("loop") });
  expect(system.continue(0, 1)).toEqual(stoppedAt(at("loop")));
  expect(system.continue(0, 1)).toEqual({ reason: "done", pc: at("slot") });
});

test("a run goes on from where a step has led, and stops where a new breakpoint is set", () => {
  const system = FlatSystem.createSync().load(LOOP);
  system.breakpoints.add(at("loop"));
  system.step();
  expect(system.cpu.pc).toBe(at("loop"));
  expect(system.continue()).toEqual(stoppedAt(at("loop"))); // the second turn
  expect(system.cpu.gpr(12)).toBe(2n);
  system.breakpoints.delete(at("loop"));
  system.breakpoints.add(at("loop"));
  expect(system.continue()).toEqual(stoppedAt(at("loop")));
  expect(system.cpu.gpr(12)).toBe(2n);
});

test("each CPU stops for itself", () => {
  const system = FlatSystem.createSync({ cpus: 2 }).load(LOOP);
  system.breakpoints.add(at("end"));
  expect(system.continue(0)).toEqual(stoppedAt(at("end")));
  expect(system.continue(1)).toEqual(stoppedAt(at("end")));
  expect(system.run(0)).toBe(7);
  expect(system.run(1)).toBe(7);
});

test("breakpoints are a set of 64-bit addresses", () => {
  const { breakpoints } = FlatSystem.createSync();
  breakpoints.add(-0x7fff_f000n).add(AT).add(8n);
  expect([...breakpoints]).toEqual([AT, 8n]);
  expect(breakpoints.has(-0x7fff_f000n)).toBe(true);
  expect([breakpoints.delete(8n), breakpoints.delete(8n)]).toEqual([true, false]);
  breakpoints.clear();
  expect(breakpoints.size).toBe(0);
  expect(() => breakpoints.add(0x1002n)).toThrow("Breakpoints.add: expected the address of an instruction, a multiple of 4, got 0x1002");
});

test("a trace tells of every instruction once, with what it took and what it raised", () => {
  const text = asm({ origin: AT })`
            li      $v0, 5
            mtc0    $v0, c0_compare
            lw      $v1, 1($0)
            .set    noreorder
    back:   b       on
            addiu   $v0, $v0, 1
            nop
    on:     gate    3
  `;
  const system = FlatSystem.createSync({ flavour: "timed" }).load(asm({ origin: 0xffffffff80000180n })`
            dla     $k0, ${text.symbols.get("back")!}
            dmtc0   $k0, c0_epc
            eret
  `).load(text);
  const steps: Traced[] = [];
  expect(system.trace((step) => { steps.push(step); })).toMatchObject({ reason: "gate", code: 3 });
  const lw = steps[2]!;
  expect({ ...lw }).toEqual({ pc: AT + 8n, word: 0x8c030001, inDelaySlot: false, cycle: 2, cycles: 1, retired: false, exception: "AdEL" });
  expect(steps.filter((s) => s.exception)).toEqual([lw]);
  expect(steps.filter((s) => s.inDelaySlot).map((s) => s.text)).toEqual(["addiu\tv0,v0,1"]);
  expect(steps.filter((s) => s.retired).length).toBe(system.cpu.instructions);
  expect(steps.reduce((sum, s) => sum + s.cycles, 0)).toBe(system.cpu.cycle);
  expect(steps.at(-1)!.text).toBe("gate\t0x3");
});

test("a trace stops when told to, and before a breakpoint, and goes on from there", () => {
  const system = FlatSystem.createSync().load(LOOP);
  expect(system.trace(() => "stop")).toEqual({ reason: "done", pc: at("loop") });
  system.breakpoints.add(at("slot"));
  let steps = 0;
  expect(system.trace(() => { steps++; })).toEqual(stoppedAt(at("slot")));
  expect(steps).toBe(1);
  expect(system.trace(() => { steps++; })).toEqual(stoppedAt(at("slot")));
  expect(steps).toBe(3);
});

test("where an access would go is found without making it", () => {
  const system = FlatSystem.createSync(), { cpu } = system;
  cpu.writeTlb(3, { entryHi: 0x40_0000n, entryLo0: BigInt(0x12 << 6 | 3 << 3 | 2), entryLo1: 0n, pageMask: 0n });
  cpu.writeTlb(4, { entryHi: 0x41_0000n, entryLo0: BigInt(0x13 << 6 | 2 << 3 | 6), entryLo1: 0n, pageMask: 0n });
  cpu.setCp0(CP0.status, (cpu.cp0(CP0.status) & ~BigInt(STATUS.ksu)) | BigInt(2 << 3)); // user mode
  const before = cpu.stateBytes();
  expect(cpu.physical(0x40_0123n)).toEqual({ address: 0x1_2123, cached: true });
  expect(cpu.physical(0x40_0123n, "store")).toBeUndefined(); // not dirty
  expect(cpu.physical(0x40_1000n, "fetch")).toBeUndefined(); // not valid
  expect(cpu.physical(0x41_0000n, "store")).toEqual({ address: 0x1_3000, cached: false });
  expect(cpu.physical(0x50_0000n)).toBeUndefined(); // no entry
  expect(cpu.physical(0xffffffff80000000n)).toBeUndefined(); // kernel's
  expect(cpu.stateBytes()).toEqual(before);
  expect(cpu.exceptions(2)).toBe(0);
  cpu.setCp0(CP0.status, cpu.cp0(CP0.status) & ~BigInt(STATUS.ksu));
  expect(cpu.physical(0xffffffff80000000n)).toEqual({ address: 0, cached: true });
  expect(cpu.physical(0xffffffffa0000004n)).toEqual({ address: 4, cached: false });
});

test("registers by name", () => {
  const system = FlatSystem.createSync().load(LOOP), { cpu } = system;
  const before = registers(cpu);
  expect(Object.keys(before)).toHaveLength(35);
  system.step();
  expect(changedRegisters(before, registers(cpu))).toEqual({ t0: 3n, pc: at("loop") });
  cpu.setGpr(29, -16n);
  cpu.setFpr(31, 1n);
  expect(registers(cpu).sp).toBe(0xfffffffffffffff0n);
  expect(registers(cpu, "float").f31).toBe(1n);
  expect(registers(cpu, "system").status).toBe(cpu.cp0(CP0.status));
  expect(() => registers(cpu, "float!" as "float")).toThrow("registers: expected one of the groups general, system, float, got float!");
});

test("devices answer uncached accesses; elsewhere they are bus errors", () => {
  const seen: unknown[] = [];
  const text = asm({ origin: AT })`
            dla     $a0, 0xffffffffbf000000
            li      $v0, -2
            sd      $v0, 8($a0)
            sb      $v0, 3($a0)
            lh      $v1, 2($a0)
            lbu     $a1, 1($a0)
            lw      $a2, 16($a0)    # nothing there
            gate    0
  `;
  const system = FlatSystem.createSync({
    devices: [{
      address: 0x1f000000, bytes: 16,
      load: (offset, size) => { seen.push(["load", offset, size]); return 0x8182; },
      store: (offset, size, value) => { seen.push(["store", offset, size, value]); },
    }],
  }).load(asm({ origin: 0xffffffff80000180n })`gate 9`).load(text);
  expect(system.run()).toBe(9);
  expect(seen).toEqual([["store", 8, 8, 0xfffffffffffffffen], ["store", 3, 1, 0xfen], ["load", 2, 2], ["load", 1, 1]]);
  expect(system.cpu.gpr(3)).toBe(0xffffffffffff8182n);
  expect(system.cpu.gpr(5)).toBe(0x82n);
  expect((system.cpu.cp0(CP0.cause) >> 2n) & 31n).toBe(7n); // DBE
});

test("a listing leaves out what cannot be read", () => {
  const system = FlatSystem.createSync({ ramBytes: 65536 }).load(asm({ origin: 0xffffffff8000fffcn })`gate 5`);
  expect(system.listing({ before: 1 }).map(({ address, text, current }) => [address, text, current])).toEqual([
    [0xffffffff8000fff8n, "nop", false], [0xffffffff8000fffcn, "gate\t0x5", true],
  ]);
  expect(system.word(0xffffffff80010000n)).toBeUndefined();
});

test("a listing shows the words of a program whose byte order is reversed as they are fetched", () => {
  const system = FlatSystem.createSync().load(asm({ origin: 0xffffffff80001000n })`
        addiu $v0, $v0, 2       # in doublewords, the second word is fetched first
        addiu $v0, $v0, 1
        syscall
        addiu $v0, $v0, 3
  `).load(asm({ origin: 0xffffffff80000180n })`gate 3`);
  system.cpu.writeTlb(0, { entryHi: 0n, entryLo0: 0x1fn, entryLo1: 0x5fn, pageMask: 0n }); // frames 0 and 1
  system.cpu.setCp0(CP0.status, BigInt(STATUS.re | STATUS.ux | (2 << 3)));
  system.cpu.pc = 0x1000n;
  const listed = system.listing({ before: 0, after: 3 }).map(({ text }) => text.replace("\t", " "));
  expect(listed).toEqual(["addiu v0,v0,1", "addiu v0,v0,2", "addiu v0,v0,3", "syscall"]);
  const traced: string[] = [];
  system.trace(({ text, retired }, cpu) => { if (retired) traced.push(`${text.replace("\t", " ")} ${cpu.gpr(2)}`); });
  expect(traced).toEqual(["addiu v0,v0,1 1", "addiu v0,v0,2 3", "addiu v0,v0,3 6", "gate 0x3 6"]);
});

test("mistakes are answered with what was expected, what came, and what to do", () => {
  const system = FlatSystem.createSync().load(LOOP);
  expect(() => system.symbol("lop")).toThrow('FlatSystem.symbol: expected a symbol of a loaded program, got "lop" (did you mean "loop"?)');
  expect(() => system.step(1)).toThrow(/expected a CPU from 0 to 0, got 1/);
  expect(() => system.continue(1)).toThrow('FlatSystem: expected a CPU from 0 to 0, got 1; ask for more with the option "cpus"');
  expect(() => system.run(0, 2)).toThrow("FlatSystem.run: expected a gate instruction, but at pc 0xffffffff80001008 2 cycles have passed");
  system.breakpoints.add(at("loop"));
  expect(() => system.run()).toThrow("there is a breakpoint; use continue()");
  expect(() => FlatSystem.createSync({ host: { uncachedLoad: () => 0, uncachedStore: () => 0 }, devices: [] })).toThrow("got both");
  expect(() => FlatSystem.createSync({ devices: [{ address: 0, bytes: 8 }, { address: 4, bytes: 8 }] })).toThrow("overlap, got 0x0 and 0x4");
  expect(() => FlatSystem.createSync({ memory: { geometry: GEOMETRY, create: (places) => new FlatMemory(places) } })).toThrow("expected a memory system with the geometry");
  expect(system.core.run(0, system.cpu.cycle + 1)).toBe(EXIT.LIMIT);
});
