/** The IRIX-like kernel's two images: in what they differ, which instructions trap to the monitor, how far the virtual machine's comes. */
import { gateCode, MONITOR_CALLS } from "@disco-vm/abi";
import { KERNEL_IMAGES, withMemoryDisk } from "@disco-vm/irix-like";
import { readImage } from "@disco-vm/irix-like/node";
import { Machine, type MachineOptions } from "@disco-vm/machine";
import { decode, disassemble, parseElf } from "@disco-vm/mips";
import { Disco, type VmOptions } from "@disco-vm/monitor";
import { expect, test } from "vitest";

interface Code { readonly name: string; readonly words: readonly number[] }

/** Labels of locore.S that begin a routine: assembly says neither that nor how long they are. */
const ROUTINES = new Set("_start cpu_entry utlbmiss utlbmiss_end trap_entry trap_return save resume proc_begin ucopy ucopy_fault fpsave fprestore".split(" "));

/** The functions of an image, by name; of static functions that share one, the second is `name 2`. */
function functionsOf(bytes: Uint8Array): Map<string, Code> {
  const { symbols, segments } = parseElf(bytes), text = segments[0]!; // the linker script puts code first
  const view = new DataView(text.bytes.buffer, text.bytes.byteOffset, text.bytes.byteLength), found = new Map<string, Code>();
  const all = [...symbols].filter((s) => s.kind === "function" || ROUTINES.has(s.name));
  for (const { name, address, size } of all) {
    const end = size ? address + size : all.find((s) => s.address > address)!.address; // C follows assembly
    const words: number[] = [];
    for (let at = address; at < end; at += 4n) words.push(view.getUint32(Number(at - text.address)));
    while (words.at(-1) === 0 && words.at(-2) === 0) words.pop(); // padding
    let key = name;
    for (let n = 2; found.has(key); n++) key = `${name} ${n}`;
    found.set(key, { name, words });
  }
  return found;
}

const bare = functionsOf(readImage(KERNEL_IMAGES.bare)), disco = functionsOf(readImage(KERNEL_IMAGES.disco));

/** Instructions that trap outside kernel mode: register moves by register, the rest by name. A gate is a call of the monitor. */
function trapping({ words }: Code): string[] {
  const names = words.flatMap((word) => {
    const found = decode(word);
    if (!found || !/^(d?m[ft]c0|tlb|eret|cache|gate|bc0)/.test(found.name)) return [];
    if (found.name === "gate") return [callName(word)];
    return [found.name.endsWith("c0") ? `${found.name} ${found.fields.rd}` : found.name];
  });
  return [...new Set(names)].sort();
}
const callName = (word: number): string => Object.entries(MONITOR_CALLS).find(([, { code }]) => code === gateCode(word))?.[0] ?? "unknown call";

/** An instruction without what depends on where things are linked: immediate fields and jump targets. */
function withoutAddresses(word: number): number {
  const opcode = word >>> 26;
  if (opcode === 2 || opcode === 3) return opcode << 26;
  return opcode === 0 || (opcode >= 16 && opcode < 20) ? word : word & 0xffff_0000;
}

/** Functions of the HAL itself, and of the disk. */
const PLATFORM = /^(hal_|disk_)/;

test("outside the HAL the images differ in addresses, and where CP0 registers are read or written", () => {
  const same = (a: Code, b: Code): boolean => a.words.length === b.words.length && a.words.every((w, i) => withoutAddresses(w) === withoutAddresses(b.words[i]!)); // just compared
  const different = [...disco].filter(([name, code]) => !PLATFORM.test(name) && !same(bare.get(name) ?? { name, words: [] }, code)).map(([name]) => name);
  const cp0 = [...bare].filter(([, code]) => trapping(code).length > 0).map(([name]) => name);
  expect(different.filter((name) => !cp0.includes(name))).toEqual([]);
  expect(disco.size - different.length).toBeGreaterThan(0.9 * disco.size); // the rest was compared, word by word
});

/** Each function that traps, with what, and why it may. */
const TRAPS: Readonly<Record<string, readonly string[]>> = {
  // A TLB is written and searched by instructions only; so is the way out of an exception.
  utlbmiss: ["eret", "tlbwr"], trap_entry: ["tlbwi"], trap_return: ["eret", "tlbwi"], resume: ["tlbwi"],
  // EntryHi decides the ASID of the very next access, which a store to the special page does not.
  as_activate: ["dmtc0 10", "tlbwi", "tlbwr"], quick_fault: ["dmtc0 10", "tlbwr"], tlb_refresh: ["DELIVER", "dmtc0 10", "tlbp", "tlbwi", "tlbwr"],
  tlb_private: ["DELIVER", "dmtc0 10", "tlbp", "tlbwi", "tlbwr"],
  // Once for each CPU, at its start: PageMask, Wired, Context, Status.
  hal_map_memory: ["dmtc0 10", "dmtc0 2", "dmtc0 3", "mtc0 0", "mtc0 5", "tlbwi"], tlb_init_cpu: ["dmtc0 4", "mtc0 5", "mtc0 6", "tlbwi", "tlbwr"], hal_init_cpu: ["mtc0 12"],
  // Time: Count runs, Compare lowers the interrupt.
  clock_init_cpu: ["mfc0 9", "mtc0 11"], clock_intr: ["mfc0 9", "mtc0 11"],
  // Bits of Status that the machine's own must follow at once: idle, coprocessor 1.
  idle: ["DELIVER", "mtc0 12"], fp_put: ["DELIVER", "mfc0 12", "mtc0 12"], trap: ["DELIVER", "mfc0 12", "mtc0 12"],
  hal_ipi: ["IPI"], hal_ipi_clear: ["IPI_CLEAR"], hal_cpu_start: ["CPU_START"], hal_cons_putc: ["CONSOLE_WRITE"], hal_cons_getc: ["CONSOLE_READ"],
  hal_time: ["CLOCK"], hal_power_off: ["POWER_OFF"], hal_page_zero: ["ZERO_PAGE"], hal_page_free: ["FREE_PAGE"],
};

test("the kernel of a virtual machine traps where it must, and else only to have an interrupt that waited", () => {
  const found = [...disco].map(([name, code]) => [name, trapping(code)] as const).filter(([, names]) => names.length > 0);
  expect(Object.fromEntries(found.filter(([, names]) => names.join() !== "DELIVER"))).toEqual(TRAPS);
  expect(found.length).toBeGreaterThan(Object.keys(TRAPS).length + 5); // splx is inline in many
});

test("a virtual CPU that gives up its linear memory touches none until it has mapped it itself", () => {
  const text = disco.get("hal_map_memory")!.words.map((word) => disassemble(word));
  expect(text.filter((t) => /^(l[bhwd]|s[bhwd]|ll|sc|jal)/.test(t))).toEqual([]);
  expect(text).toContain("tlbwi");
});

const KERNEL = parseElf(readImage(KERNEL_IMAGES.disco)), WITH_DISK = withMemoryDisk(KERNEL, readImage("root.img"));

/** Runs a virtual machine with as many virtual CPUs as the machine's CPUs, and half of its memory. */
function run(vm: Pick<VmOptions, "image" | "memory"> & Partial<VmOptions>, { audit = false, ...options }: MachineOptions = {}): { readonly exitCode: number | undefined; readonly text: string; readonly machine: Machine; readonly disco: Disco } {
  let text = "";
  const disco = new Disco({ vms: [vm], audit });
  const machine = new Machine({
    memory: 2 * vm.memory, timing: false, maxCycles: 20e9, ...options, monitor: disco, console: { write: (bytes) => { text += String.fromCharCode(...bytes); } },
  });
  const { exitCode } = machine.run();
  return { exitCode, text: text.replaceAll("\r", ""), machine, disco };
}

test("under Disco it boots, and without a root disk says so", () => {
  const { exitCode, text, disco } = run({ image: KERNEL, memory: 16 << 20 }, { audit: true });
  expect(text).toMatch(/^1 CPU, 16384 KB of memory, \d+ KB free\npanic: main: no disk \(CPU 0\)\n$/);
  expect(exitCode).toBe(0xe1);
  expect(disco.audit()).toEqual([]);
});

test.each([{ cpus: 1, timing: false }, { cpus: 2, timing: true }])("under Disco, with a disk in memory, the shell runs programs: $cpus CPUs, timing $timing", (options) => {
  const command = `cd /tmp; for i in 3 1 2; do echo "line $i"; done | sort -r > out; grep -c line < out; cat o*; exit 7`;
  const { exitCode, text, disco } = run({ image: WITH_DISK, memory: 32 << 20, arguments: `exec ${command}` }, options);
  expect(text).toContain("3\nline 3\nline 2\nline 1\n");
  expect(exitCode).toBe(7);
  expect(disco.audit()).toEqual([]);
});
