/**
 * The C headers of the tables, for C and for assembly. Names are DISCO_ and the table's names in upper case with
 * underscores. Virtual addresses are written so that they are sign-extended with 32-bit and 64-bit pointers alike.
 */
import { ANNOTATIONS, BOOT, EXIT_CODES, STATUS_BITS } from "./boot.ts";
import { DEVICES, MAX_CPUS, MAX_DISKS, type Device } from "./devices.ts";
import { INTERRUPTS } from "./interrupts.ts";
import { DEVICE_WINDOW, LINK_ADDRESSES, PAGE_BYTES, RAM, SEGMENTS, SSEG_DIRECT_BYTES, VECTORS } from "./memory-map.ts";
import { GATE, MONITOR_CALLS } from "./monitor-calls.ts";
import { SPECIAL_PAGE } from "./special-page.ts";

/** File name below an include directory → text. */
export function cHeaders(): Record<string, string> {
  return {
    "disco/boot.h": header("DISCO_BOOT_H", "boot.ts", boot()),
    "disco/machine.h": header("DISCO_MACHINE_H", "memory-map.ts, devices.ts and interrupts.ts", machine()),
    "disco/monitor.h": header("DISCO_MONITOR_H", "monitor-calls.ts and special-page.ts", monitor()),
  };
}

function header(guard: string, sources: string, lines: string[]): string {
  return [
    `/* Generated from packages/abi/src/${sources}; do not edit: change the table and run`,
    " * pnpm --filter @disco-vm/abi generate */",
    `#ifndef ${guard}`,
    `#define ${guard}`,
    ...lines,
    "",
    "#endif",
    "",
  ].join("\n");
}

function machine(): string[] {
  const lines = section("Segments (virtual)");
  for (const [name, segment] of Object.entries(SEGMENTS)) lines.push(...address(name, segment.base, segment.doc), define(`${name}_BYTES`, hex(segment.bytes)));
  lines.push(...section("Physical memory"));
  lines.push(define("PAGE_BYTES", `${PAGE_BYTES}`));
  lines.push(define("RAM_LOW_END", hex(RAM.lowEnd), "RAM below the devices ends here at most"));
  lines.push(define("RAM_HIGH_BASE", hex(RAM.highBase), "the rest of RAM continues here"));
  lines.push(define("ALIAS_BYTES", hex(RAM.aliasBytes), "below: the first 64 KB of the CPU's own node"));
  lines.push(define("DEVICE_WINDOW", hex(DEVICE_WINDOW.base)), define("DEVICE_WINDOW_BYTES", hex(DEVICE_WINDOW.bytes)));
  lines.push(define("SSEG_DIRECT_BYTES", hex(SSEG_DIRECT_BYTES), "guest-physical memory seen from sseg up"));
  for (const [name, link] of Object.entries(LINK_ADDRESSES)) lines.push(...address(`LINK_${name}`, link, `where ${name} images start`));
  lines.push(...section("Exception vectors (physical)"));
  for (const [name, vector] of Object.entries(VECTORS)) lines.push(define(`VECTOR_${name}`, hex(vector.offset), vector.doc));
  for (const [name, device] of Object.entries(DEVICES)) lines.push(...deviceLines(name, device));
  lines.push(define("MAX_CPUS", `${MAX_CPUS}`), define("MAX_DISKS", `${MAX_DISKS}`));
  lines.push(...section("Interrupt lines: bit 8 + IP of Cause and Status"));
  for (const [name, line] of Object.entries(INTERRUPTS)) lines.push(define(`IP_${name}`, `${line.ip}`, line.doc));
  return lines;
}

function deviceLines(name: string, device: Device): string[] {
  const lines = section(`${name}: ${device.doc}`, `Source: ${device.source}`);
  lines.push(define(name, hex(device.base), "physical; registers are offsets"), define(`${name}_BYTES`, hex(device.bytes)));
  if (device.stride !== undefined) lines.push(define(`${name}_STRIDE`, hex(device.stride)));
  for (const [register, { offset, bytes, access, doc, bits }] of Object.entries(device.registers)) {
    lines.push(define(`${name}_${register}`, hex(offset), `${access}${bytes * 8}: ${doc}`));
    for (const [bit, position] of Object.entries(bits ?? {})) lines.push(define(`${name}_${register}_${bit}`, hex(2 ** position)));
  }
  return lines;
}

function monitor(): string[] {
  const lines = section("The gate instruction: a monitor call in a virtual machine");
  lines.push(define("GATE_WORD(code)", `(${hex(GATE.word)} | ((code) << ${GATE.codeShift}))`));
  lines.push(...section("Monitor calls: code; arguments in a0-a3, result in v0"));
  for (const [name, call] of Object.entries(MONITOR_CALLS))
    lines.push(define(`CALL_${name}`, `${call.code}`, `(${call.args.join(", ")}) -> ${call.result}: ${call.doc}`));
  lines.push(...section("Special page: a virtual CPU's privileged registers as memory"));
  lines.push(...address("SPECIAL_PAGE", SPECIAL_PAGE.address, "one page per virtual CPU, doublewords"));
  lines.push(define("SPECIAL_CP0(r)", `(${hex(SPECIAL_PAGE.cp0)} + (r) * 8)`, "virtual CP0 register r"));
  for (const [name, field] of Object.entries(SPECIAL_PAGE.fields)) lines.push(define(`SPECIAL_${name}`, hex(field.offset), field.doc));
  return lines;
}

function boot(): string[] {
  const lines = section("State at start");
  lines.push(define("BOOT_MARKER", `(${BOOT.deviceTreeMarker})`, "a0 of the first CPU; a1 = device tree"));
  lines.push(define("BOOT_STATUS", hex(BOOT.bareStatus), "Status on bare metal"));
  lines.push(define("MAX_ARGUMENT_BYTES", `${BOOT.maxArgumentBytes}`, "of /chosen bootargs, closing 0 included"));
  lines.push(...section("Status bits"));
  for (const [name, bit] of Object.entries(STATUS_BITS)) lines.push(define(`STATUS_${name}`, hex(2 ** bit)));
  lines.push(...section("Exit codes of the run-time support"));
  for (const [name, exit] of Object.entries(EXIT_CODES)) lines.push(define(`EXIT_${name}`, hex(exit.code), exit.doc));
  lines.push(...section("Annotations: kind << 32 | identifier"));
  for (const [name, kind] of Object.entries(ANNOTATIONS.kinds)) lines.push(define(`ANNOTATE_${name}`, `${kind.value}`, kind.doc));
  for (const [name, region] of Object.entries(ANNOTATIONS.regions)) lines.push(define(`REGION_${name}`, `${region.value}`, region.doc));
  return lines;
}

function section(title: string, detail?: string): string[] {
  return ["", `/* ${title}${detail === undefined ? "" : `\n * ${detail}`} */`];
}

function define(name: string, value: string, doc?: string): string {
  const line = `#define ${macroName(name)} ${value}`;
  return doc === undefined ? line : `${line} /* ${doc} */`;
}

/** A virtual address: sign-extended in assembly and, whatever a pointer's size, in C. */
function address(name: string, value: bigint, doc: string): string[] {
  const low = hex(Number(BigInt.asUintN(32, value)));
  return [
    "#ifdef __ASSEMBLER__",
    define(name, `0x${BigInt.asUintN(64, value).toString(16).padStart(16, "0")}`),
    "#else",
    define(name, `((unsigned long) (int) ${low})`, doc),
    "#endif",
  ];
}

/** tlbRefill → DISCO_TLB_REFILL; what is in capitals already, or has parameters, keeps its form. */
function macroName(name: string): string {
  const [, words = "", parameters = ""] = /^(\w+)(.*)$/.exec(name) ?? [];
  return `DISCO_${words.replace(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase()}${parameters}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
