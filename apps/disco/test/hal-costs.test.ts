/** What the HAL's contract (docs/decisions/0013) says that the monitor executes for each function, held to the monitor. */
import { readFileSync } from "node:fs";
import { gateWord, LINK_ADDRESSES, MONITOR_CALLS, type MonitorCallName } from "@disco-vm/abi";
import { Machine } from "@disco-vm/machine";
import { assemble } from "@disco-vm/mips";
import { Disco } from "@disco-vm/monitor";
import { expect, test } from "vitest";

const call = (name: MonitorCallName): string => `.word ${gateWord(MONITOR_CALLS[name].code)}`;

/** Instructions of the monitor for one round of `body`, on the average of the second hundred; `setup` comes before. s1 is a page's address, s2 its physical one. */
function costOf(body: string, setup = ""): number {
  const [few, many] = [100, 200].map((rounds) => {
    const { bytes } = assemble(`
        .set    noreorder
        lui     $s1, 0xc002
        lui     $s2, 2
        lui     $s3, 0xe000
        sd      $0, 0($s1)
        ld      $t0, -0x2000($s3)       # the special page
${setup}
        li      $s0, ${rounds}
1:      ${body}
        addiu   $s0, $s0, -1
        bnez    $s0, 1b
        nop
        li      $a0, 0
        ${call("POWER_OFF")}`, { origin: LINK_ADDRESSES.guest });
    const image = { entry: LINK_ADDRESSES.guest, segments: [{ address: LINK_ADDRESSES.guest, bytes, memoryBytes: bytes.length }] };
    const machine = new Machine({ memory: 8 << 20, timing: false, maxCycles: 10e6, monitor: new Disco({ vms: [{ image, memory: 2 << 20, cpus: 1 }] }) });
    expect(machine.run().exitCode).toBe(0);
    return machine.statistics().breakdown.monitor.busy;
  }) as [number, number];
  return (many - few) / 100;
}

/** Memory in entry 0 and two pages at 0xDFFF8000 in entry 1, whose EntryLo0 is t1 or t2 in turn. */
const WIRED = `
        lui     $t0, 0x1ff
        ori     $t0, $t0, 0xe000
        mtc0    $t0, $5
        lui     $t0, 0xc000
        dmtc0   $t0, $10
        li      $t1, 0x2f
        dmtc0   $t1, $2
        lui     $t2, 4
        daddu   $t1, $t1, $t2
        dmtc0   $t1, $3
        tlbwi
        mtc0    $0, $5
        li      $t0, 1
        mtc0    $t0, $0
        lui     $t3, 0xdfff
        ori     $t3, $t3, 0x8000
        dmtc0   $t3, $10
        dmtc0   $0, $3
        li      $t1, 0x80f
        li      $t2, 0x84f
        dmtc0   $t1, $2`;
/** The register's cell of the special page, not a trap. */
const turn = (lo0: string): string => `sd ${lo0}, -0x1ff0($s3)\n tlbwi\n lb $0, 0($t3)\n`;

/** Of each page in turn. */
const FIRST_TOUCH = costOf("sd $0, 0($s4)\n addiu $s4, $s4, 0x1000", "lui $s4, 0xc003");

const MEASURED: Readonly<Record<string, number>> = {
  cp0_getw: costOf("ld $t0, -0x1fa0($s3)"), cp0_setw: costOf("sd $0, -0x1ff0($s3)"), hal_count: costOf("mfc0 $t0, $9"), hal_clock_set: costOf("lui $t0, 0x1000\n mtc0 $t0, $11"),
  hal_unmasked: costOf(call("DELIVER")), hal_ipi: costOf(`li $a0, 1\n ${call("IPI")}`), hal_ipi_clear: costOf(`li $a0, -1\n ${call("IPI_CLEAR")}`),
  hal_cons_putc: costOf(`move $a0, $s2\n li $a1, 1\n ${call("CONSOLE_WRITE")}`), hal_cons_getc: costOf(call("CONSOLE_READ")), hal_time: costOf(call("CLOCK")),
  hal_annotate: costOf(`move $a0, $0\n ${call("ANNOTATE")}`), hal_page_zero: costOf(`move $a0, $s2\n ${call("ZERO_PAGE")}\n sd $0, 0($s1)`), hal_page_free: costOf(`move $a0, $s2\n ${call("FREE_PAGE")}\n sd $0, 0($s1)`) - FIRST_TOUCH,
  hal_map_memory: costOf("tlbwi", WIRED),
};

const page = readFileSync(new URL("../../../docs/decisions/0013-hal-contract.md", import.meta.url), "utf8");
/** The dearest of a row, where it has figures. */
const stated = new Map(page.split("\n").filter((line) => line.startsWith("| `")).map((line) => {
  const [, name = "", , , cost = ""] = line.split("|");
  return [/`(\w+)`/.exec(name)?.[1] ?? "", Math.max(...(cost.match(/\d+/g) ?? ["0"]).map(Number))] as const;
}));

test.each(Object.entries(MEASURED))("%s costs %d instructions of the monitor, within a tenth of what the contract says", (name, measured) => {
  expect(stated.get(name)).toBeLessThanOrEqual(1.1 * measured);
  expect(stated.get(name)).toBeGreaterThanOrEqual(0.9 * measured);
});

test("so does the wired entry of two purposes", () => {
  const figure = Number(/each maps are (\d+) instructions of the monitor/.exec(page)?.[1]), measured = costOf(turn("$t1") + turn("$t2"), WIRED);
  expect(figure / measured).toBeGreaterThan(0.9);
  expect(figure / measured).toBeLessThan(1.1);
});
