import { i32, i64, memoryFill, select, type Body, type I32, type I64, type Local } from "@disco-vm/wasm";
import { CPU, TLB_CHAINS } from "../layout.ts";
import type { Frame } from "./cells.ts";
import type { CpuFunc } from "./exceptions.ts";

/** What the match value of an entry that is not in use holds, and the mask of every entry: see engine/tlb.ts. */
export const NEVER = 0x100n;

/**
 * The TLB's entries in use, chained by virtual page: entries of 4 KB pages by a hash of VPN2, all others in one chain of
 * their own. A look-up sees the few entries of its chain and those of large pages instead of all 64. Derived state.
 */
export interface TlbIndex {
  /** cpu + 8 * entry for the entry that matches R | VPN2 | ASID, or 0. */
  find(f: Body, cpu: I32, wanted: I64): Local<"i32">;
  /** The entry at p (cpu + 8 * entry) has been written; has gone out of use, its old content still there. */
  insert(f: Body, cpu: I32, p: I32): void;
  remove(f: Body, cpu: I32, p: I32): void;
  readonly rebuild: CpuFunc;
  /** Visits what may match an address of the 4 KB pages at `match`; a visit may remove its entry. */
  candidates(f: Body, cpu: I32, match: I64, visit: (p: I32) => void): void;
}

/** The chain of large pages. */
const LARGE = TLB_CHAINS;

export function emitTlbIndex(frame: Frame): TlbIndex {
  const { b } = frame;
  const hash = (match: I64): I32 =>
    i32.and(i32.xor(i32.wrap(i64.shrU(match, 13n)), i32.wrap(i64.shrU(match, 21n))), TLB_CHAINS - 1);
  const numberOf = (cpu: I32, p: I32): I32 => i32.add(i32.shrU(i32.sub(p, cpu), 3), 1);
  /** Offset from the CPU of the link to the first entry of p's chain. A link is a byte: the entry's number plus 1, or 0. */
  const chainOf = (p: I32): I32 =>
    i32.add(select(i64.eqz(i64.load(p, CPU.tlbPageMask)), hash(i64.load(p, CPU.tlbMatch)), i32.const(LARGE)), CPU.tlbHead);
  const after = (cpu: I32, number: I32): I32 => i32.load8u(i32.add(cpu, number), CPU.tlbNext - 1);

  const walk = (f: Body, cpu: I32, first: I32, visit: (p: I32) => void): void => {
    const number = f.local("i32", first), p = f.local("i32");
    f.block((end) => f.loop((again) => {
      f.brIf(end, i32.eqz(number));
      f.set(p, i32.add(cpu, i32.shl(i32.sub(number, 1), 3)));
      f.set(number, after(cpu, number));
      visit(p);
      f.br(again);
    }));
  };
  const candidates: TlbIndex["candidates"] = (f, cpu, match, visit) => {
    walk(f, cpu, i32.load8u(i32.add(cpu, hash(match)), CPU.tlbHead), visit);
    walk(f, cpu, i32.load8u(cpu, CPU.tlbHead + LARGE), visit);
  };

  const find: TlbIndex["find"] = (f, cpu, match) => {
    const wanted = f.local("i64", match), found = f.local("i32", 0);
    f.block((end) => candidates(f, cpu, wanted, (p) =>
      f.if(i64.eqz(i64.and(i64.xor(wanted, i64.load(p, CPU.tlbMatch)), i64.load(p, CPU.tlbMask))), () => {
        f.set(found, p);
        f.br(end);
      })));
    return found;
  };

  const insert: TlbIndex["insert"] = (f, cpu, p) => {
    const number = f.local("i32", numberOf(cpu, p)), chain = f.local("i32", i32.add(cpu, chainOf(p)));
    f.add(i32.store8(i32.add(cpu, number), i32.load8u(chain), CPU.tlbNext - 1));
    f.add(i32.store8(chain, number));
  };

  const remove: TlbIndex["remove"] = (f, cpu, p) => {
    const number = f.local("i32", numberOf(cpu, p)), link = f.local("i32", chainOf(p)), here = f.local("i32");
    f.set(link, i32.add(cpu, link));
    f.block((done) => f.loop((again) => {
      f.set(here, i32.load8u(link));
      f.if(i32.eq(here, number), () => {
        f.add(i32.store8(link, after(cpu, number)));
        f.br(done);
      });
      f.set(link, i32.add(i32.add(cpu, here), CPU.tlbNext - 1));
      f.brIf(again, here);
    }));
  };

  const rebuild = b.func("tlbRebuild", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    f.add(memoryFill(i32.add(cpu, CPU.tlbHead), 0, TLB_CHAINS + 1));
    const p = f.local("i32", cpu), end = f.local("i32", i32.add(cpu, 64 * 8));
    f.loop((again) => {
      f.if(i64.eqz(i64.and(i64.load(p, CPU.tlbMatch), NEVER)), () => insert(f as unknown as Body, cpu, p));
      f.set(p, i32.add(p, 8));
      f.brIf(again, i32.ltU(p, end));
    });
  });

  return { find, insert, remove, rebuild, candidates };
}
