/** Cycles by service: the program's text says where services begin and end, in comments that begin with two hashes. */
import { assemble } from "@disco-vm/mips";
import { describe, expect, test } from "vitest";
import { readAnnotations, type Annotation, type MachineOptions, type Services } from "../src/index.ts";
import { counting } from "./smp-program.ts";
import { build, elf, image, label, ORIGIN, POWER_OFF } from "./programs.ts";
import { tinyMonitor } from "./tiny-monitor.ts";

const VECTOR = 0xffff_ffff_8000_0180n;

/** The text with a label where each annotation is; several on one line are separated by semicolons. */
function labelled(text: string): { text: string; notes: readonly (readonly [label: string, text: string])[] } {
  const notes: [string, string][] = [];
  const lines = text.split("\n").map((line, n) => {
    const [code = "", said] = line.split("##");
    for (const note of said?.split(";") ?? []) notes.push([`note${n}`, note.trim()]);
    return said === undefined ? line : `note${n}: ${code}`;
  });
  return { text: lines.join("\n"), notes };
}

interface Annotated {
  readonly image: Uint8Array;
  readonly annotations: readonly Annotation[];
}
/** A program, and its general exception vector. */
function annotated(program: string, vector = "nop"): Annotated {
  const main = labelled(program), handler = labelled(vector), at = assemble(`.set noreorder\n${handler.text}`, { origin: VECTOR });
  return {
    image: image(main.text, [{ address: VECTOR, bytes: at.bytes }]),
    annotations: [
      ...main.notes.map(([name, text]) => ({ address: label(main.text, name), text })),
      ...handler.notes.map(([name, text]) => ({ address: at.symbols.get(name)!, text })),
    ],
  };
}

interface Ran {
  readonly services: Services;
  readonly hash: string;
  readonly cycles: number;
  /** Cause of CPU 0 at the end. */
  readonly cause: bigint;
}
function run(options: MachineOptions): Ran {
  const { machine } = build({ maxCycles: 10_000_000, ...options });
  machine.run();
  return { services: machine.services()!, hash: machine.hash(), cycles: machine.cycles, cause: machine.core.cpus[0]!.cp0(13) };
}
/** What the services say, without what is nought. */
const brief = ({ services }: Services) => Object.fromEntries(services.map(({ name, count, cycles, unfinished }) => {
  const some = (c: typeof cycles) => Object.fromEntries(Object.entries(c).filter(([, spent]) => spent > 0));
  return [name, { count, ...some(cycles), ...(Object.keys(some(unfinished)).length > 0 ? { unfinished: some(unfinished) } : {}) }];
}));

const SETTINGS = [false, true].flatMap((timing) => ([0, 1] as const).map((tier) => ({ timing, tier })));

describe.each(SETTINGS)("timing $timing, tier $tier", ({ timing, tier }) => {
  /** The timer interrupts the loop once. */
  const interrupted = annotated(`
        mfc0    $t0, $9
        addiu   $t0, $t0, 1000
        mtc0    $t0, $11
        mfc0    $t1, $12
        ori     $t1, $t1, 0x8001    # IM7, IE
        mtc0    $t1, $12
        dla     $s0, data
        li      $t2, 3000           ## enter work
loop:   bnez    $t2, loop
        addiu   $t2, $t2, -1
        mtc0    $0, $12             # no more interrupts
        lw      $t3, 0($s0)         ## enter inner
        lw      $t3, 128($s0)
        nop                         ## leave
        nop                         ## leave after
        ${POWER_OFF}
        .align  7
data:   .space  256`, `
        mtc0    $0, $11             ## enter interrupt
        lw      $k0, 0x40($s0)
        eret                        ## leave after`);

  test("a service has the cycles from where it begins to where it ends, without the interrupts and services within", () => {
    const { services, cycles, cause } = run({ ...interrupted, timing, tier }), interruptedSlot = Number((cause >> 31n) & 1n);
    const arrivals = new Map(interrupted.annotations.map(({ address, text }) => {
      const { machine } = build({ image: interrupted.image, timing, tier, maxCycles: 10_000_000 });
      expect(machine.run({ stopAt: address }).reason, text).toBe("stopped");
      return [`${text} ${address.toString(16)}`, machine.core.cpus[0]!.cycle] as const;
    }));
    const [begin, inner, left, after, vector, eret] = [...arrivals.values()] as [number, number, number, number, number, number];
    const expected = { work: after + 1 - begin - (left - inner) - (eret + 1 - vector), inner: left - inner, interrupt: eret + 1 - vector };
    const found = Object.fromEntries(services.services.filter(({ name }) => name in expected).map(({ name, count, least, most }) => [name, { count, least, most }]));
    expect(found).toEqual(Object.fromEntries(Object.entries(expected).map(([name, spent]) => [name, { count: 1, least: spent, most: spent }])));
    // Instructions, the cycle that the interrupt took away, and the branch once more if it came before the delay slot.
    if (!timing) expect(expected).toEqual({ work: 1 + 2 * 3001 + 1 + 1 + 1 + 1 + interruptedSlot, inner: 2, interrupt: 3 });
    else expect(services.services.find(({ name }) => name === "inner")!.cycles.stall).toBeGreaterThan(100);
    expect(services).toMatchObject({ cpus: 1, cycles, unmatched: 0 });
  });

  test("annotations change no state and no cycle", () => {
    const { hash, cycles } = run({ ...interrupted, timing, tier });
    expect(run({ image: interrupted.image, timing, tier })).toMatchObject({ services: undefined, hash, cycles });
  });

  test("in slices, with a breakpoint, and reported early and often, it comes to the same", () => {
    const { services } = run({ ...interrupted, timing, tier });
    const { machine } = build({ ...interrupted, timing, tier, maxCycles: 10_000_000 });
    for (let n = 0; machine.run({ maxCycles: 97, stopAt: interrupted.annotations[1]!.address }).reason !== "power-off"; n++) machine.services();
    expect(machine.services()).toEqual(services);
  });

  test("cycles of several CPUs add up, those of waiting for each other too", () => {
    const text = counting(50).replace("again:  ll", "again:  nop ## spin\n        ll").replace("        beqz    $t0, again", "        nop ## spun\n        beqz    $t0, again");
    const program = annotated(text.replace("count:  dla", "count:  nop ## enter count\n        dla"));
    const { services } = run({ ...program, timing, tier, cpus: 4, memory: 4 << 20 }); // the report itself checks the sum
    const count = services.services.find(({ name }) => name === "count")!;
    expect(services.unmatched).toBe(0);
    const least = 4 * 50 * 4; // CPUs, rounds, instructions; in time, CPUs get in each other's way
    expect(count.unfinished.sync).toBeGreaterThanOrEqual(timing ? 2 * least : least);
    expect(services.services.find(({ name }) => name === "boot")!.unfinished.idle).toBeGreaterThan(0);
  });
});

test("threads have services of their own; they begin, end, take turns, wait", () => {
  const { annotations, image } = annotated(`
        li      $a0, 1
        nop                         ## thread $4
        nop                         ## begin first
        nop                         ## enter inner
        nop
        li      $a0, 2
        nop                         ## thread $4
        nop                         ## begin second
        nop
        nop                         ## end
        li      $a0, 1
        nop                         ## thread $4
        nop                         ## leave
        nop                         ## spin
        nop
        nop                         ## spun
        nop                         ## idle waiting
        nop
        li      $a0, 2
        nop                         ## thread $4
        nop                         ## begin second; is third
        nop                         ## is fourth over second
        nop                         ## enter fifth over third
        nop                         ## enter sixth over third
        nop                         ## leave
        nop                         ## leave
        nop                         ## leave
        ${POWER_OFF}`);
  const { services } = run({ image, annotations });
  const { outside, ...others } = brief(services);
  expect(others).toEqual({
    boot: { count: 0, unfinished: { kernel: 1 } },
    waiting: { count: 0, unfinished: { kernel: 3, sync: 2, idle: 3 } },
    inner: { count: 1, kernel: 3 + 1 },
    second: { count: 1, kernel: 4 },
    fifth: { count: 1, kernel: 3 + 1 },
    sixth: { count: 1, kernel: 1 },
  });
  expect(services.unmatched).toBe(1);
  expect(outside).toMatchObject({ count: 0 });
});

test("a service may be named by the value of a register", () => {
  const program = `
        li      $v0, 4
        nop                         ## enter call
        nop                         ## is $2 in calls
        nop                         ## leave
        li      $v0, 5
        nop                         ## enter call
        nop                         ## is $2 in calls
        nop                         ## leave
        ${POWER_OFF}`;
  const { image, annotations } = annotated(program);
  const { services } = run({ image, annotations: [...annotations, { address: 4n, text: "value calls write" }] });
  expect(brief(services)).toMatchObject({ write: { count: 1, kernel: 2 }, calls: { count: 1, kernel: 2 } });
  expect(services.services.find(({ name }) => name === "write")).toMatchObject({ least: 2, most: 2, histogram: [0, 1] });
});

test("what is not understood is refused", () => {
  const refused = (text: string): string => `annotations: expected one of the texts of \`Annotation\`, got "${text}" at 0xffffffff80010000`;
  for (const text of ["", "entre x", "enter", "enter a over", "is $32 in t", "thread 4", "thread $t0", "leave now", "value x"])
    expect(() => build({ image: image("nop"), annotations: [{ address: ORIGIN, text }] }), text).toThrow(refused(text));
  expect(() => build({ monitor: tinyMonitor(image("nop"), 1 << 20), annotations: [] })).toThrow("expected annotations or a monitor, got both");
});

test("annotations are read from a section of the image", () => {
  const entry = (address: number, text: string): number[] => {
    const bytes = [24, 16, 8, 0].map((shift) => (address >> shift) & 255).concat([...`${text}\0`].map((c) => c.charCodeAt(0)));
    return bytes.concat(Array((4 - (bytes.length % 4)) % 4).fill(0) as number[]);
  };
  const section = [...entry(0x80010000, "enter a"), ...entry(0, "enter collected"), ...entry(0, "value t zero"), ...entry(12, "leave after")];
  expect(readAnnotations(withSection(section))).toEqual([
    { address: -0x7fff0000n, text: "enter a" }, { address: 0n, text: "value t zero" }, { address: 12n, text: "leave after" },
  ]);
  expect(readAnnotations(image("nop"))).toEqual([]);
  for (const length of [2, 4, 9]) expect(() => readAnnotations(withSection(section.slice(0, length)))).toThrow("expected the text of an annotation to end, got none at byte 0");
});

/** An executable that has `.annotations`: section headers for nothing, for it, and for the names. */
function withSection(contents: readonly number[]): Uint8Array {
  const names = [..."\0.annotations\0"].map((c) => c.charCodeAt(0));
  const start = elf(ORIGIN, [{ address: ORIGIN, bytes: new Uint8Array(4) }]), at = start.length + contents.length + names.length;
  const file = new Uint8Array(at + 3 * 64), view = new DataView(file.buffer);
  file.set(start);
  file.set(contents, start.length);
  file.set(names, start.length + contents.length);
  view.setBigUint64(40, BigInt(at));
  view.setUint16(58, 64);
  view.setUint16(60, 3);
  view.setUint16(62, 2);
  const header = (n: number, name: number, type: number, from: number, size: number): void => {
    view.setUint32(at + 64 * n, name);
    view.setUint32(at + 64 * n + 4, type);
    view.setBigUint64(at + 64 * n + 24, BigInt(from));
    view.setBigUint64(at + 64 * n + 32, BigInt(size));
  };
  header(1, 1, 1, start.length, contents.length);
  header(2, 0, 3, start.length + contents.length, names.length);
  return file;
}
