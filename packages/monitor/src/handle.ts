/** From a gate to the handler that it is for. */
import { registersSaved } from "./dispatch.ts";
import { settleIdling } from "./interrupts.ts";
import { leave } from "./leave.ts";
import { privileged } from "./emulate/emulate.ts";
import { savedFcsr } from "./emulate/next.ts";
import type { Entry } from "./entry.ts";
import { broken, invariant } from "./errors.ts";
import { reflect, statusOf } from "./exceptions.ts";
import { pageIsClear, tlbFault } from "./faults.ts";
import { CPU_AREA, CPU_AREA_DISPLACEMENT, GATE_CODE, OPERATION, VCPU_AREA } from "./layout.ts";
import { machineInterrupt } from "./machine-interrupts.ts";
import { CAUSE, CP0, EXCEPTION, KSU, STATUS } from "./structures/cp0.ts";
import { finishUnmap } from "./unmap.ts";
import { begin } from "./work.ts";

export function handle(e: Entry, code: number): void {
  e.charge("enter");
  invariant(code !== GATE_CODE.cacheError, () => `cache error on CPU ${e.cpu.number}: none is modelled`);
  e.cause = e.cpu.cp0(CP0.cause);
  const exception = CAUSE.code.number(e.cause);
  if (code === GATE_CODE.idle) {
    note(e, "idle");
    machineInterrupt(e);
  } else if (code === GATE_CODE.exception && exception === EXCEPTION.FPE && inScratchFrame(e)) {
    // CTC1 of the incoming virtual CPU's FCSR has trapped, having written it: that was all it was for.
    e.cpu.setPc(e.system.vectors.afterCtc1);
    return;
  } else {
    note(e, code === GATE_CODE.again ? "again" : names.get(exception) ?? "other");
    if (resume(e)) dispatch(e, exception);
  }
  const vm = e.current?.vm ?? null;
  leave(e, code);
  e.system.statistics.handled(e.reason, vm ?? e.current?.vm ?? null, e.instructions);
}

const names = new Map<number, string>(Object.entries(EXCEPTION).map(([name, code]) => [code, name]));
function note(e: Entry, reason: string): void {
  e.reason = reason;
  e.system.statistics.entered(e.cpu.number, reason, e.current?.vm ?? null, e.cpu.monitorCycles);
}

const SCRATCH = BigInt.asUintN(64, BigInt(CPU_AREA_DISPLACEMENT + CPU_AREA.scratchGpr));
const inScratchFrame = (e: Entry): boolean => e.own(CPU_AREA.frame) === SCRATCH;

/** Finishes what an earlier entry has begun. True if the exception at hand is still to be dealt with. */
function resume(e: Entry): boolean {
  const operation = Number(e.own(CPU_AREA.operation));
  switch (operation) {
    case OPERATION.none: return true;
    case OPERATION.unmapPage:
      finishUnmap(e);
      return false;
    case OPERATION.clearPage:
      pageIsClear(e, Number(e.own(CPU_AREA.operandA)));
      begin(e, OPERATION.none, 0);
      return true;
    case OPERATION.switchOut:
      registersSaved(e, e.own(CPU_AREA.operandA) !== 0n);
      settleIdling(e);
      begin(e, OPERATION.none, 0);
      return false;
    case OPERATION.readFcsr:
      e.fcsr = savedFcsr(e);
      begin(e, OPERATION.none, 0);
      return true;
    default: return broken(`operation ${operation}`);
  }
}

function dispatch(e: Entry, exception: number): void {
  e.charge("cause");
  e.inSlot = CAUSE.bd.test(e.cause);
  e.userMode = STATUS.ksu.number(e.get(VCPU_AREA.status)) === KSU.user;
  e.badVAddr = e.cpu.cp0(CP0.badVAddr);
  switch (exception) {
    case EXCEPTION.Int: return machineInterrupt(e);
    case EXCEPTION.Mod: case EXCEPTION.TLBL: case EXCEPTION.TLBS: return tlbFault(e, exception);
    case EXCEPTION.AdEL: case EXCEPTION.AdES: return reflect(e, exception, { badVAddr: e.badVAddr });
    case EXCEPTION.CpU: return unusable(e, CAUSE.ce.number(e.cause));
    default: return reflect(e, exception);
  }
}

function unusable(e: Entry, unit: number): void {
  if (unit === 0) return privileged(e, e.fcsr);
  // A guest that made it usable by a store to the special page finds it so from here on: it tries again.
  if (unit < 3 && [STATUS.cu0, STATUS.cu1, STATUS.cu2][unit]?.test(statusOf(e))) return;
  reflect(e, EXCEPTION.CpU, { unit });
}
