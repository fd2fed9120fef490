/** MFC0, DMFC0, MTC0, DMTC0 on the virtual CP0 registers (r10000.md §1). */
import type { Entry } from "../entry.ts";
import { TLB_ENTRIES, VCPU_AREA } from "../layout.ts";
import * as machineTlb from "../machine-tlb.ts";
import * as second from "../second-level.ts";
import { goIdle, setLines } from "../interrupts.ts";
import { statusOf } from "../exceptions.ts";
import { CAUSE, CP0, ENTRY_HI_WRITABLE, sext32, STATUS, STATUS_WRITABLE, CP0_WRITES } from "../structures/cp0.ts";
import * as time from "../time.ts";

/** Random between Wired and 63: the machine's own Random, which steps with each instruction, folded into that range. */
export function virtualRandom(e: Entry): number {
  const wired = Number(e.register(CP0.wired) & 63n);
  e.charge("random");
  return wired + (e.cpu.random() % (TLB_ENTRIES - wired));
}

export function readRegister(e: Entry, n: number, sub: number, wide: boolean): bigint {
  e.charge("moveFrom");
  switch (n) {
    case CP0.random: return BigInt(virtualRandom(e));
    case CP0.count: return sext32(time.virtualCount(e));
    case CP0.performance: return performance(e, sub, wide);
    case CP0.entryHi: return masked(e.register(n) & ENTRY_HI_WRITABLE, wide);
    default: return masked(e.register(n), wide);
  }
}
const masked = (v: bigint, wide: boolean): bigint => (wide ? v : sext32(v));
const performance = (e: Entry, sub: number, wide: boolean): bigint => masked(e.get(VCPU_AREA.performance + 8 * (sub & 3)), wide);

export function writeRegister(e: Entry, n: number, sub: number, value: bigint, wide: boolean): void {
  e.charge("moveTo");
  const v = wide ? value : sext32(value);
  switch (n) {
    case CP0.wired: return e.setRegister(n, v & 63n);
    case CP0.entryHi: return e.setRegister(n, v & ENTRY_HI_WRITABLE);
    case CP0.count: return time.setCount(e, v);
    case CP0.compare: return time.setCompare(e, sext32(v));
    case CP0.status: return writeStatus(e, sext32(v & STATUS_WRITABLE));
    case CP0.cause: return setLines(e, (e.get(VCPU_AREA.lines) & ~CAUSE.software.mask) | (v & CAUSE.software.mask));
    case CP0.config: return e.setRegister(n, (e.register(n) & ~7n) | (v & 7n));
    case CP0.performance: return e.set(VCPU_AREA.performance + 8 * (sub & 3), sub & 1 ? sext32(v) : v & 0x1ffn);
  }
  const rule = CP0_WRITES[n];
  if (!rule) return;
  const written = (rule.narrow ? sext32(v) : v) & rule.bits;
  e.setRegister(n, rule.keeps === undefined ? written : written | (e.register(n) & rule.keeps));
}

function writeStatus(e: Entry, status: bigint): void {
  const changed = status ^ statusOf(e);
  e.setRegister(CP0.status, status);
  if (STATUS.erl.test(changed)) forgetTranslations(e);
  if (STATUS.idle.test(status)) goIdle(e);
}

/** Status.ERL changes what low addresses mean. */
export function forgetTranslations(e: Entry): void {
  second.clear(e, e.vcpu);
  machineTlb.flush(e);
}

