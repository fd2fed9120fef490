import { i32, i64, select, type Body, type Func, type I32, type I64 } from "@disco-vm/wasm";
import { CPU } from "../layout.ts";
import { cp0, cp0Low, get64, R, retired, setCp0, STATUS as S, type Frame } from "./cells.ts";
import type { CpuFunc, Exceptions } from "./exceptions.ts";
import type { Lines } from "./lines.ts";
import { NEVER, type TlbIndex } from "./tlb-index.ts";

/**
 * The TLB: per entry a match value (R, VPN2, ASID) and a mask of the bits that must agree, so that one xor and one and
 * decide a match. Bit 8 of the mask says that the entry is in use; an address to be looked up has 0 there, and an entry
 * taken out of matching has 1 in its match value.
 */
export interface Tlb {
  readonly read: CpuFunc;
  readonly probe: CpuFunc;
  readonly writeIndexed: CpuFunc;
  readonly writeRandom: CpuFunc;
  /** (cpu, index, EntryHi, EntryLo0, EntryLo1, PageMask), as TLBWI. */
  readonly writeEntry: Func<readonly ["i32", "i32", "i64", "i64", "i64", "i64"], "void">;
  readonly random: CpuFunc<"i32">;
}

const REGION_AND_VPN2 = 0xc0000fffffffe000n;

export function emitTlb(frame: Frame, lines: Lines, ex: Exceptions, chains: TlbIndex): Tlb {
  const { b } = frame;
  const slot = (cpu: I32, index: I32): I32 => i32.add(cpu, i32.shl(index, 3));

  /** Random steps down with each instruction that retires, from 63 to Wired and round again. */
  const random = b.func("random", ["i32"] as const, "i32", (f) => {
    const [cpu] = f.params;
    const range = i64.sub(64n, i64.and(cp0(cpu, R.wired), 63n));
    f.return(i32.sub(63, i32.wrap(i64.remU(i64.sub(retired(cpu), get64(cpu, "randomBase")), range))));
  }, { export: true });

  /** Takes the entry at `p` out of use, if it is in use, and forgets its lines and translations. */
  const forget = b.func("tlbForget", ["i32", "i32"] as const, "void", (f) => {
    const [cpu, p] = f.params;
    f.if(i64.ne(i64.and(i64.load(p, CPU.tlbMatch), NEVER), 0n), () => f.return());
    chains.remove(f as unknown as Body, cpu, p);
    f.if(i64.ne(i64.load(p, CPU.tlbPageMask), 0n), () => {
      f.add(i64.store(p, NEVER, CPU.tlbMatch));
      lines.clearAll(f, cpu);
      f.return();
    });
    const va = f.local("i64", i64.and(i64.load(p, CPU.tlbMatch), REGION_AND_VPN2));
    f.add(i64.store(p, NEVER, CPU.tlbMatch));
    f.if(i64.ne(i64.and(i64.load(p, CPU.tlbLo0), 2n), 0n), () => lines.clearPage(f, cpu, va));
    f.set(va, i64.add(va, 0x1000n));
    f.if(i64.ne(i64.and(i64.load(p, CPU.tlbLo1), 2n), 0n), () => lines.clearPage(f, cpu, va));
  });

  const writeEntry = b.func("tlbWriteEntry", ["i32", "i32", "i64", "i64", "i64", "i64"] as const, "void", (f) => {
    const [cpu, index, hi, lo0, lo1, pageMask] = f.params;
    const p = f.local("i32", slot(cpu, index));
    const global = f.local("i64", i64.and(i64.and(lo0, lo1), 1n));
    const offset = i64.or(pageMask, 0x1fffn);
    const match = f.local("i64", i64.and(hi, i64.or(i64.and(i64.xor(offset, -1n), REGION_AND_VPN2), 0xffn)));
    const asid = select(i64.eqz(global), i64.const(0xffn), i64.const(0n));
    const mask = f.local("i64", i64.or(i64.or(i64.and(REGION_AND_VPN2, i64.xor(offset, -1n)), NEVER), asid));
    const status = f.local("i64", i64.and(cp0(cpu, R.status), BigInt(~S.ts)));
    f.add(forget.call(cpu, p));
    // Entries that would match an address of the new one leave the TLB, wired ones too (R10000 UM, table 14-11).
    const leaveIfClashing = (q: I32): void => {
      const both = i64.and(mask, i64.load(q, CPU.tlbMask));
      f.if(i64.eqz(i64.and(i64.xor(match, i64.load(q, CPU.tlbMatch)), both)), () => {
        f.add(forget.call(cpu, q));
        f.set(status, i64.or(status, BigInt(S.ts)));
      });
    };
    f.if(i64.eqz(pageMask), () => chains.candidates(f as unknown as Body, cpu, match, leaveIfClashing), () => {
      const q = f.local("i32", cpu), end = f.local("i32", i32.add(cpu, 64 * 8));
      f.loop((again) => {
        leaveIfClashing(q);
        f.set(q, i32.add(q, 8));
        f.brIf(again, i32.ltU(q, end));
      });
    });
    setCp0(f, cpu, R.status, status);
    f.add(i64.store(p, match, CPU.tlbMatch));
    f.add(i64.store(p, mask, CPU.tlbMask));
    const lo = (v: I64): I64 => i64.or(i64.and(v, ~1n), global);
    f.add(i64.store(p, lo(lo0), CPU.tlbLo0));
    f.add(i64.store(p, lo(lo1), CPU.tlbLo1));
    f.add(i64.store(p, pageMask, CPU.tlbPageMask));
    chains.insert(f as unknown as Body, cpu, p);
  }, { export: true });

  const write = (name: string, index: (cpu: I32) => I32): CpuFunc =>
    b.func(name, ["i32"] as const, "void", (f) => {
      const [cpu] = f.params;
      // FrameMask forces zeros into the top 16 bits of the frame number on the way to the TLB.
      const masked = (register: number): I64 =>
        i64.and(cp0(cpu, register), i64.xor(i64.shl(cp0(cpu, R.frameMask), 18n), -1n));
      f.add(writeEntry.call(cpu, index(cpu), cp0(cpu, R.entryHi), masked(R.entryLo0), masked(R.entryLo1), cp0(cpu, R.pageMask)));
    });

  /** The entry that matches an EntryHi value, or -1. */
  const probeEntry = b.func("tlbProbeEntry", ["i32", "i64"] as const, "i32", (f) => {
    const [cpu, hi] = f.params;
    const p = chains.find(f as unknown as Body, cpu, i64.and(hi, REGION_AND_VPN2 | 0xffn));
    f.return(select(p, i32.shrU(i32.sub(p, cpu), 3), i32.const(-1)));
  }, { export: true });
  const probe = b.func("tlbProbe", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const n = f.local("i32", probeEntry.call(cpu, cp0(cpu, R.entryHi)));
    // Index.P, bit 31, says that there is none; the register is sign-extended.
    setCp0(f, cpu, R.index, select(i32.ltS(n, 0), i64.const(-0x80000000n), i64.extendU(n)));
  });

  const read = b.func("tlbRead", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const p = f.local("i32", slot(cpu, i32.and(cp0Low(cpu, R.index), 63)));
    setCp0(f, cpu, R.entryHi, i64.and(i64.load(p, CPU.tlbMatch), REGION_AND_VPN2 | 0xffn));
    setCp0(f, cpu, R.entryLo0, i64.load(p, CPU.tlbLo0));
    setCp0(f, cpu, R.entryLo1, i64.load(p, CPU.tlbLo1));
    setCp0(f, cpu, R.pageMask, i64.load(p, CPU.tlbPageMask));
    f.add(ex.asidChanged.call(cpu)); // the ASID may be another
  });

  return {
    read, probe, writeEntry, random,
    writeIndexed: write("tlbWriteIndexed", (cpu) => i32.and(cp0Low(cpu, R.index), 63)),
    writeRandom: write("tlbWriteRandom", (cpu) => random.call(cpu)),
  };
}

