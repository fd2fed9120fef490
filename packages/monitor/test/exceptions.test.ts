/** Exceptions as a guest's kernel sees them: which vector, which registers, in which mode. */
import { expect, test } from "vitest";
import { EXCEPTION } from "../src/structures/cp0.ts";
import { guest, run } from "./programs.ts";

const LOG = 0x9000;
/**
 * A kernel whose vectors append to a log: vector, Cause, EPC, BadVAddr, EntryHi, Status; then go on behind the instruction
 * (or its branch's slot), or at `s7` if that is not 0. The body ends by `j end`.
 */
const kernel = (body: string): Uint8Array => {
  const vector = (offset: number): string => `
        .org    ${offset}
        b       record
        li      $k0, ${offset}`;
  return guest(`
        dli     $t0, SSEG
        dmtc0   $t0, $10
        li      $t0, 0x1f
        dmtc0   $t0, $2
        dli     $t0, 0x4001f
        dmtc0   $t0, $3
        li      $t0, 0x1ffe000
        mtc0    $t0, $5
        mtc0    $0, $0
        tlbwi
        mtc0    $0, $5
        dli     $s0, SSEG+${LOG}
        li      $s7, 0
        ${body}
end:    li      $a0, 0
        .word   CALL_POWER_OFF`, `
        .set    noat
        ${vector(0)}
        ${vector(0x80)}
        ${vector(0x180)}
        .org    0x200
record: sd      $k0, 0($s0)
        ${[13, 14, 8, 10, 12].map((n, k) => `dmfc0 $k0, $${n}\nsd $k0, ${8 * (k + 1)}($s0)`).join("\n")}
        daddiu  $s0, $s0, 64
        dmfc0   $k0, $14
        mfc0    $k1, $13
        daddiu  $k0, $k0, 4
        bgez    $k1, 1f
        nop
        daddiu  $k0, $k0, 4
1:      beqz    $s7, 2f
        nop
        move    $k0, $s7
        mfc0    $k1, $12                # back to the kernel
        ori     $k1, $k1, 0x18
        xori    $k1, $k1, 0x18
        mtc0    $k1, $12
2:      dmtc0   $k0, $14
        eret`);
};

interface Logged { readonly vector: number; readonly code: number; readonly unit: number; readonly slot: boolean; readonly epc: bigint; readonly badVAddr: bigint; readonly entryHi: bigint; readonly status: bigint }

function log(body: string): Logged[] {
  const r = run(kernel(body), { machine: { memory: 4 * 2 ** 20 + 65536 }, vm: { memory: 1 << 20, cpus: 1 } });
  expect(r.exitCode).toBe(0);
  const bytes = r.disco.readGuest(0, LOG, 4096), view = new DataView(bytes.buffer), list: Logged[] = [];
  const at = (k: number): bigint => view.getBigUint64(8 * k);
  for (let k = 0; k < 512 && at(k + 5) !== 0n; k += 8) {
    const cause = Number(at(k + 1) & 0xffff_ffffn);
    list.push({ vector: Number(at(k)), code: (cause >> 2) & 31, unit: (cause >>> 28) & 3, slot: cause >>> 31 === 1, epc: at(k + 2), badVAddr: at(k + 3), entryHi: at(k + 4), status: at(k + 5) });
  }
  return list;
}

test.each([
  ["kseg0", 0xffff_ffff_8000_0000n], ["kseg1, a device", 0xffff_ffff_bf00_0000n], ["kseg3, the monitor's area", 0xffff_ffff_ffff_e000n],
  ["xkphys", 0xa800_0000_0000_0000n], ["xkseg", 0xc000_0000_0000_0000n], ["beyond xuseg", 0x0000_1000_0000_0000n],
])("%s is an address error", (_, address) => {
  const list = log(`dli $t0, ${address}\nld $t1, 0($t0)\nsd $t1, 0($t0)\nj end\nnop`);
  expect(list.map(({ vector, code, badVAddr }) => ({ vector, code, badVAddr }))).toEqual([
    { vector: 0x180, code: EXCEPTION.AdEL, badVAddr: address }, { vector: 0x180, code: EXCEPTION.AdES, badVAddr: address },
  ]);
});

test("memory that the guest does not have is a bus error", () => {
  const map = `li $t0, 0x400000\ndmtc0 $t0, $10\nli $t0, ${(0x100 << 6) | 0x1e}\ndmtc0 $t0, $2\ndmtc0 $0, $3\nli $t0, 1\nmtc0 $t0, $0\ntlbwi\n`;
  expect(log(`${map}li $t0, 0x400000\nlw $t1, 0($t0)\nj end\nnop`).map(({ code }) => code)).toEqual([EXCEPTION.DBE]);
  expect(log(`${map}la $s7, end\nli $t0, 0x400000\njr $t0\nnop`).map(({ code }) => code)).toEqual([EXCEPTION.IBE]);
});

test("a refill goes to the vector of the address's space, and loads EntryHi and BadVAddr", () => {
  const miss = "li $t0, 0x456789\ndmtc0 $t0, $10\nli $t0, 0x45678c\nlw $t1, 0($t0)\n";
  const list = log(`${miss}lui $t2, 0x3400\nori $t2, $t2, 0xc0\nmtc0 $t2, $12\n${miss}j end\nnop`); // the second with UX = 0
  expect(list.map(({ vector, code, badVAddr, entryHi }) => ({ vector, code, badVAddr, entryHi }))).toEqual([
    { vector: 0x80, code: EXCEPTION.TLBL, badVAddr: 0x45678cn, entryHi: 0x456089n },
    { vector: 0, code: EXCEPTION.TLBL, badVAddr: 0x45678cn, entryHi: 0x456089n },
  ]);
});

test("a store that misses in a delay slot reports the branch, and where it is nested keeps EPC", () => {
  const [slot] = log("li $t0, 0x600000\nla $s7, end\nb 1f\nsw $t0, 4($t0)\n1: j end\nnop");
  expect(slot).toMatchObject({ vector: 0x80, code: EXCEPTION.TLBS, slot: true, badVAddr: 0x600004n });
  const nested = "dli $t1, 0x12340\ndmtc0 $t1, $14\nmfc0 $t1, $12\nori $t1, $t1, 2\nmtc0 $t1, $12\nla $s7, end\nli $t0, 0x600000\nlw $t1, 0($t0)\nnop";
  const [inner] = log(nested);
  expect(inner).toMatchObject({ vector: 0x180, code: EXCEPTION.TLBL, slot: false, epc: 0x12340n });
});

/** Goes to user mode at user address 0x10000 + `user`, with CU0 as said. */
const toUser = (user: string, cu0 = false): string => `
        li      $t0, 0x10000            # where the code is, for user mode too
        dmtc0   $t0, $10
        li      $t0, ${(0x10 << 6) | 0x1e}
        dmtc0   $t0, $2
        addiu   $t0, $t0, 64
        dmtc0   $t0, $3
        li      $t0, 1
        mtc0    $t0, $0
        tlbwi
        la      $s7, end
        la      $t0, 1f
        dli     $t1, SSEG
        dsubu   $t0, $t0, $t1
        dmtc0   $t0, $14
        lui     $t0, ${cu0 ? 0x3400 : 0x2400}
        ori     $t0, $t0, 0xf2          # user, EXL
        mtc0    $t0, $12
        eret
1:      ${user}
        break`;

test("privileged instructions of an application are coprocessor unusable", () => {
  for (const instruction of ["mfc0 $t0, $12", "mtc0 $0, $12", "tlbwi", "eret", "cache 0, 0($0)", ".word 0x4200007f"]) {
    const [first] = log(toUser(instruction));
    expect(first, instruction).toMatchObject({ code: EXCEPTION.CpU, unit: 0, vector: 0x180 });
    expect(Number(first!.status & 0x1an), instruction).toBe(0x12); // user mode, EXL
  }
});
test("unless its kernel lets it use coprocessor 0", () => {
  expect(log(toUser("mfc0 $t0, $12", true)).map(({ code }) => code)).toEqual([EXCEPTION.Bp]);
});
test("a monitor call of an application is none", () => {
  expect(log(toUser(".word 0x4200007f", true)).map(({ code }) => code)).toEqual([EXCEPTION.RI]);
});
test("the supervisor segment is not an application's", () => {
  expect(log(toUser("dli $t0, SSEG\nld $t1, 0($t0)"))[0]).toMatchObject({ code: EXCEPTION.AdEL, badVAddr: 0xffff_ffff_c000_0000n });
  expect(log(toUser("dli $t0, SPECIAL\nld $t1, 0($t0)"))[0]).toMatchObject({ code: EXCEPTION.AdEL });
});
test("system call, trap, overflow, reserved instruction, floating point unusable", () => {
  expect(log(toUser("syscall"))[0]).toMatchObject({ code: EXCEPTION.Sys });
  expect(log(toUser("teq $0, $0"))[0]).toMatchObject({ code: EXCEPTION.Tr });
  expect(log(toUser("lui $t0, 0x7fff\nadd $t0, $t0, $t0"))[0]).toMatchObject({ code: EXCEPTION.Ov });
  expect(log(toUser(".word 0x70000000"))[0]).toMatchObject({ code: EXCEPTION.RI });
  expect(log("mfc0 $t0, $12\nlui $t1, 0x2000\nxor $t0, $t0, $t1\nmtc0 $t0, $12\nadd.d $f0, $f0, $f0\nj end\nnop")[0]).toMatchObject({ code: EXCEPTION.CpU, unit: 1 });
});
