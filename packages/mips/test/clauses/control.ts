/** Branches, jumps and traps: the condition, the way taken, the slot, the link (MIPS IV Instruction Set, rev. 3.2, §A.6). */
import { encode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { checksOf, DATA, KSEG0, U, type Checks, type Sheet } from "./sheet.ts";
import { IMMEDIATES, pairs, REGISTERS, values } from "./values.ts";

type Condition = (a: bigint, b: bigint) => boolean;
/** Of rs and rt, or of rs and the sign-extended immediate. */
const TRAPS: Partial<Record<Mnemonic, Condition>> = {
  tge: (a, b) => a >= b, tgeu: (a, b) => U(a) >= U(b), tlt: (a, b) => a < b, tltu: (a, b) => U(a) < U(b), teq: (a, b) => a === b, tne: (a, b) => a !== b,
  tgei: (a, b) => a >= b, tgeiu: (a, b) => U(a) >= U(b), tlti: (a, b) => a < b, tltiu: (a, b) => U(a) < U(b), teqi: (a, b) => a === b, tnei: (a, b) => a !== b,
};
const BRANCHES: Partial<Record<Mnemonic, Condition>> = Object.fromEntries(Object.entries({
  beq: (a, b) => a === b, bne: (a, b) => a !== b, blez: (a) => a <= 0n, bgtz: (a) => a > 0n,
  bltz: (a) => a < 0n, bgez: (a) => a >= 0n, bltzal: (a) => a < 0n, bgezal: (a) => a >= 0n,
} satisfies Record<string, Condition>).flatMap(([name, c]) => [[name, c], [`${name}l`, c]]));

function trap(sheet: Sheet, name: Mnemonic, holds: Condition): void {
  const immediate = /iu?$/.test(name);
  for (const { rs, rt } of REGISTERS) for (const imm of immediate ? IMMEDIATES : [0]) {
    const place = sheet.add(encode(name, immediate ? { rs, imm } : { rs, rt, code: 1023 }));
    for (const [a, b] of immediate ? values(20).map((a) => [a, BigInt(imm)] as const) : pairs(values(20)))
      sheet.check(() => `${name} ${a} ${b}`, place, { gpr: { [rs]: a, ...(immediate ? {} : { [rt]: b }) } }, holds(a, b) ? { exception: "Tr" } : {});
  }
}

/** Counts in $3. */
const SLOT = encode("addiu", { rs: 3, rt: 3, imm: 1 });
const SLOT_FAULTS = encode("teq");
const flag = (c: boolean): bigint => (c ? 1n : 0n);
/** How far branches reach: forward and backward by little, by much, by the most. */
const FAR = [0x4000, 0x7fff, -0x4001, -0x8000], MIDDLE = 0x60000;

/** A branch of any kind: what its words are, and what makes it go. */
export interface Branch {
  word(imm: number): number;
  readonly given: (taken: boolean) => { readonly gpr?: Readonly<Record<number, bigint>>; readonly status?: number; readonly fcsr?: number };
  readonly likely: boolean;
  readonly link: boolean;
}
/** Where it goes, near and far; what its slot does; and that a fault in the slot says it was one. */
export function checkWays(sheet: Sheet, name: string, { word, given, likely, link }: Branch): void {
  const linked = (place: bigint): Record<number, bigint> => (link ? { 31: place + 8n } : {});
  const check = (what: string, place: bigint, taken: boolean, gate: number): void => sheet.check(() => `${name} ${what}, ${taken ? "taken" : "not taken"}`, place,
    { ...given(taken), gpr: { ...given(taken).gpr, 3: 0n } }, { gate: taken ? gate : 0, gpr: { 3: flag(taken || !likely), ...linked(place) } });
  const forward = sheet.add(word(2), SLOT), backward = sheet.add(word(-2), SLOT);
  for (const taken of [true, false]) for (const place of [forward, backward]) check(place === forward ? "forward" : "backward", place, taken, 2);
  sheet.put(MIDDLE, 0, SLOT, encode("gate", { code: 0 }));
  for (const distance of FAR) {
    sheet.put(MIDDLE, word(distance));
    sheet.put(MIDDLE + 4 + 4 * distance, encode("gate", { code: 3 }));
    check(`by ${distance}`, KSEG0 + BigInt(MIDDLE), true, 3);
  }
  const faulting = sheet.add(word(2), SLOT_FAULTS);
  for (const taken of [true, false]) {
    const executed = taken || !likely;
    sheet.check(() => `${name}, with a trap in its slot`, faulting, given(taken), { ...(executed ? { exception: "Tr", inSlot: true } : {}), gpr: linked(faulting) });
  }
}

function branch(sheet: Sheet, name: Mnemonic, holds: Condition): void {
  const two = name.startsWith("beq") || name.startsWith("bne"), link = name.includes("al");
  const likely = name.endsWith("l") && !["bltzal", "bgezal"].includes(name);
  for (const { rs, rt } of link ? REGISTERS.filter((r) => r.rs !== 31) : REGISTERS) {
    const place = sheet.add(encode(name, { rs, imm: 2, ...(two ? { rt } : {}) }), SLOT);
    for (const [a, b] of pairs(values(20))) {
      const taken = holds(a, b);
      sheet.check(() => `${name} ${a} ${b}`, place, { gpr: { 3: 0n, [rt]: b, [rs]: a } },
        { gate: taken ? 2 : 0, gpr: { 3: flag(taken || !likely), ...(link ? { 31: place + 8n } : {}) } });
    }
  }
  const operands = pairs(values(0)), find = (taken: boolean): readonly [bigint, bigint] => operands.find(([a, b]) => holds(a, b) === taken)!; // each condition has both
  const given = (taken: boolean): { gpr: Record<number, bigint> } => ({ gpr: { 4: find(taken)[0], 5: find(taken)[1] } });
  checkWays(sheet, name, { word: (imm) => encode(name, { rs: 4, imm, ...(two ? { rt: 5 } : {}) }), given, likely, link });
  if (link) checkHighLink(sheet, name, encode(name, { rs: 4, imm: 2 }), given(true));
}

/** Code at an address of more than 32 bits, whose link is the whole of it. */
const HIGH = 0x123_4567_8000n;
function checkHighLink(sheet: Sheet, name: string, word: number, given: { gpr: Record<number, bigint> }, register = 31): void {
  const physical = Number(sheet.add(word, SLOT) & 0xffffffn);
  sheet.map(HIGH, physical & ~0x1fff);
  const place = HIGH + BigInt(physical & 0x1fff);
  sheet.check(() => `${name} above 4 GB`, place, { gpr: { ...given.gpr, 3: 0n } }, { gate: 2, gpr: { 3: 1n, [register]: place + 8n } });
}

/** J and JAL stay within the 256 MB that the delay slot lies in; the first two pages of either region are mapped to data and code. */
function jump(sheet: Sheet, name: "j" | "jal"): void {
  const link = (place: bigint): Record<number, bigint> => (name === "jal" ? { 31: place + 8n } : {});
  const start = sheet.here + 12n, place = sheet.add(encode(name, { target: Number((start & 0xfffffffn) >> 2n) }), SLOT);
  sheet.check(() => name, place, { gpr: { 3: 0n } }, { gate: 2, gpr: { 3: 1n, ...link(place) } });
  const gates = 0x70000, jumps = 0x72000; // two pages each
  sheet.put(gates + 8, encode("gate", { code: 5 }));
  for (const region of [0x123_5000_0000n, 0x123_4000_0000n]) {
    // The last words before the region are the end of the second page of `jumps`, its first words the start of `gates`.
    sheet.map(region - 0x2000n, jumps, 0);
    sheet.map(region, gates, 1);
    sheet.put(gates, SLOT, encode("gate", { code: 4 }));
    const target = encode(name, { target: 2 }), last = region - 4n;
    sheet.put(jumps + 0x1ffc, target);
    sheet.check(() => `${name} in the last word of a region goes to the next`, last, { gpr: { 3: 0n } }, { gate: 5, gpr: { 3: 1n, ...link(last) } });
    // With the slot in the last word it stays in its own.
    sheet.put(jumps + 0x1ff8, encode(name, { target: 0x3fffffc }), SLOT);
    sheet.put(jumps + 0x1ff0, encode("gate", { code: 6 }));
    sheet.check(() => `${name} with its slot in the last word stays`, region - 8n, { gpr: { 3: 0n } }, { gate: 6, gpr: { 3: 1n, ...link(region - 8n) } });
  }
}
function jumpRegister(sheet: Sheet, name: "jr" | "jalr"): void {
  for (const { rs, rd } of REGISTERS) {
    const place = sheet.add(encode(name, name === "jr" ? { rs } : { rs, rd }), SLOT);
    sheet.check(() => `${name} $${rs}`, place, { gpr: { 3: 0n, [rs]: place + 12n } }, { gate: 2, gpr: { 3: 1n, ...(name === "jr" ? {} : { [rd]: place + 8n }) } });
    // The slot changes the register in vain; and a whole register is taken.
    const high = HIGH + 0x10n;
    sheet.map(HIGH, DATA & ~0x1fff, 1);
    sheet.put((DATA & ~0x1fff) + 0x10, encode("gate", { code: 7 }));
    const changing = sheet.add(encode(name, name === "jr" ? { rs } : { rs, rd }), encode("daddiu", { rs, rt: rs, imm: 4 }));
    sheet.check(() => `${name}, changed in the slot`, changing, { gpr: { [rs]: high } },
      { gate: 7, gpr: { [rs]: high + 4n, ...(name === "jr" ? {} : { [rd]: changing + 8n }) } });
  }
  if (name === "jalr") {
    const at = HIGH + (sheet.here & 0x1fffn);
    checkHighLink(sheet, name, encode(name, { rs: 4, rd: 7 }), { gpr: { 4: at + 12n } }, 7);
  }
}

export const CONTROL: Checks = {
  ...checksOf(TRAPS, trap), ...checksOf(BRANCHES, branch),
  j: (sheet) => jump(sheet, "j"), jal: (sheet) => jump(sheet, "jal"), jr: (sheet) => jumpRegister(sheet, "jr"), jalr: (sheet) => jumpRegister(sheet, "jalr"),
  syscall: (sheet) => sheet.check(() => "syscall", sheet.add(encode("syscall", { code: 5 })), {}, { exception: "Sys" }),
  break: (sheet) => sheet.check(() => "break", sheet.add(encode("break", { code: 5 })), {}, { exception: "Bp" }),
};
