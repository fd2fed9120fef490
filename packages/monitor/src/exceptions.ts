/** Exceptions as the guest takes them: its virtual registers are loaded and it goes on at its virtual vector. */
import { SEGMENTS, VECTORS } from "@disco-vm/abi";
import type { Entry } from "./entry.ts";
import { VCPU_AREA } from "./layout.ts";
import { leaveOutOfLine } from "./emulate/out-of-line.ts";
import { CAUSE, CONTEXT, CP0, ENTRY_HI, EXCEPTION, sext32, STATUS, STATUS_WRITABLE, unsigned, VPN2_OF, X_CONTEXT } from "./structures/cp0.ts";
import { inSseg } from "./translate.ts";

/**
 * Where the guest's vectors are: kseg0 bypasses the TLB and cannot be given to a guest, so its kernel is linked to the
 * supervisor segment, its vectors with it (paper §4.2.2). BEV=1 vectors stay where nothing of a guest can be.
 */
const VECTOR_BASE = SEGMENTS.sseg.base;
const BOOT_VECTOR_BASE = 0xffff_ffff_bfc0_0200n;

/** Status as the registers would hold it, whatever the guest stored in the special page. */
export const statusOf = (e: Entry): bigint => sext32(e.register(CP0.status) & STATUS_WRITABLE);

/** An exception that leaves the translation registers alone. */
export function reflect(e: Entry, code: number, more: { readonly unit?: number; readonly badVAddr?: bigint; readonly vector?: number } = {}): void {
  e.charge("reflect");
  e.system.statistics.reflected(code, e.vcpu.vm);
  leaveOutOfLine(e);
  const status = statusOf(e);
  let cause = CAUSE.code.put(e.register(CP0.cause), code), offset = more.vector ?? VECTORS.general.offset;
  if (STATUS.exl.test(status)) offset = VECTORS.general.offset;
  else {
    e.setRegister(CP0.epc, e.pc);
    cause = CAUSE.bd.put(cause, e.inSlot ? 1 : 0);
  }
  e.setRegister(CP0.cause, sext32(CAUSE.ce.put(cause, more.unit ?? 0)));
  e.setRegister(CP0.status, sext32(STATUS.exl.put(status, 1)));
  if (more.badVAddr !== undefined) e.setRegister(CP0.badVAddr, more.badVAddr);
  e.pc = unsigned((STATUS.bev.test(status) ? BOOT_VECTOR_BASE : VECTOR_BASE) + BigInt(offset));
}

/** A TLB exception at `e.badVAddr`: loads Context, XContext and EntryHi too. */
export function reflectTlb(e: Entry, code: number, kind: "refill" | "general"): void {
  const va = e.badVAddr;
  e.charge("reflectTlb");
  e.setRegister(CP0.context, CONTEXT.badVpn2.put(e.register(CP0.context), va >> 13n));
  e.setRegister(CP0.xContext, X_CONTEXT.region.put(X_CONTEXT.badVpn2.put(e.register(CP0.xContext), va >> 13n), va >> 62n));
  e.setRegister(CP0.entryHi, (va & VPN2_OF) | (e.register(CP0.entryHi) & ENTRY_HI.asid.mask));
  reflect(e, code, { badVAddr: va, ...(kind === "refill" && { vector: refillVector(va, statusOf(e)) }) });
}

/** The X bit of the address's space decides; KX for the 32-bit supervisor window (R10000 User's Manual, table 17-2). */
function refillVector(va: bigint, status: bigint): number {
  const region = va >> 62n, wide = inSseg(va) ? STATUS.kx : region === 0n ? STATUS.ux : region === 1n ? STATUS.sx : STATUS.kx;
  return (wide.test(status) ? VECTORS.xtlbRefill : VECTORS.tlbRefill).offset;
}

/** Takes a pending interrupt if the guest lets it in now. */
export function deliver(e: Entry): void {
  const status = statusOf(e), lines = e.get(VCPU_AREA.lines);
  const enabled = (status & (STATUS.ie.mask | STATUS.exl.mask | STATUS.erl.mask)) === STATUS.ie.mask;
  if (enabled && (lines & status & STATUS.im.mask) !== 0n) reflect(e, EXCEPTION.Int);
}
