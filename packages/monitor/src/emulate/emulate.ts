/** Trap and emulate: a privileged instruction of the guest, done on its virtual CPU. */
import { GATE } from "@disco-vm/abi";
import { decode } from "@disco-vm/mips";
import { monitorCall } from "../calls/calls.ts";
import type { Entry } from "../entry.ts";
import { reflect, reflectTlb, statusOf } from "../exceptions.ts";
import { OUT_OF_LINE } from "../layout.ts";
import { CP0, EXCEPTION, KSU, sext32, STATUS } from "../structures/cp0.ts";
import { halfOf, reachable, sourceOf } from "../translate.ts";
import { evaluateBranch, NEEDS_FCSR } from "./branch.ts";
import { privilegedWord } from "./fetch.ts";
import { nextPc } from "./next.ts";
import { endOutOfLine, startOutOfLine } from "./out-of-line.ts";
import { forgetTranslations, readRegister, writeRegister } from "./registers.ts";
import { tlbProbe, tlbRead, tlbWriteIndexed, tlbWriteRandom } from "./tlb-instructions.ts";

/** Virtual kernel mode. A guest that stores another mode into the special page stays in this one until it leaves it. */
export function inKernelMode(e: Entry): boolean {
  if (e.userMode) return false;
  const status = statusOf(e);
  return STATUS.exl.test(status) || STATUS.erl.test(status) || STATUS.ksu.number(status) !== KSU.supervisor;
}

/** Coprocessor 0 unusable: the instruction at hand is privileged. `fcsr`: as the vector code has just read it. */
export function privileged(e: Entry, fcsr: bigint | null): void {
  e.charge("decode");
  const word = privilegedWord(e);
  if (word === null) return; // its page has gone since: the guest takes the fault when it tries again
  const kernel = inKernelMode(e), decoded = decode(word);
  if (!kernel && !STATUS.cu0.test(statusOf(e))) return reflect(e, EXCEPTION.CpU, { unit: 0 });
  if (!decoded) return reflect(e, EXCEPTION.RI);
  const { name, fields } = decoded, { vm } = e.vcpu;
  if (name === "gate" && fields.code === OUT_OF_LINE.gateCode && endOutOfLine(e)) return;
  if (name === "gate" && !kernel) return reflect(e, EXCEPTION.RI);
  const next = nextPc(e, fcsr);
  if (next === null) return;
  e.system.statistics.emulated(name, vm);
  switch (name) {
    case "mfc0": case "dmfc0":
      e.setGpr(fields.rt, readRegister(e, fields.rd, fields.sub, name === "dmfc0"));
      break;
    case "mtc0": case "dmtc0": {
      const value = e.gpr(fields.rt);
      e.pc = next; // before a write that gives up the CPU
      return writeRegister(e, fields.rd, fields.sub, value, name === "dmtc0");
    }
    case "tlbp": tlbProbe(e); break;
    case "tlbr": tlbRead(e); break;
    case "tlbwi": tlbWriteIndexed(e); break;
    case "tlbwr": tlbWriteRandom(e); break;
    case "eret": return exceptionReturn(e);
    case "cache":
      if (!cacheOperation(e, fields.op, BigInt.asUintN(64, e.gpr(fields.rs) + BigInt.asIntN(16, BigInt(fields.imm))))) return;
      break;
    case "bc0f": case "bc0t": case "bc0fl": case "bc0tl": return conditionBranch(e, word);
    case "gate":
      e.pc = next;
      return monitorCall(e, (word & ~GATE.word) >>> GATE.codeShift);
    default: return reflect(e, EXCEPTION.RI);
  }
  e.pc = next;
}

function exceptionReturn(e: Entry): void {
  e.charge("eret");
  const status = statusOf(e), error = STATUS.erl.test(status);
  e.pc = e.register(error ? CP0.errorEpc : CP0.epc);
  e.setRegister(CP0.status, sext32((error ? STATUS.erl : STATUS.exl).put(status, 0)));
  if (error) forgetTranslations(e);
}

/** Index operations name lines of a cache that is not the guest's: nothing to do. Hit operations translate first. */
function cacheOperation(e: Entry, op: number, va: bigint): boolean {
  e.charge("cache");
  if (op < 0x10) return true; // codes 10 and up are Hit operations, Barrier, and Index Load/Store Data
  if (op === 0x14 || op >= 0x18) return true;
  const fail = (reflected: void): boolean => reflected === null;
  e.badVAddr = va;
  if (!reachable(va)) return fail(reflect(e, EXCEPTION.AdEL, { badVAddr: va }));
  const source = sourceOf(e, va);
  if (!source) return fail(reflectTlb(e, EXCEPTION.TLBL, "refill"));
  if (halfOf(e, va, source).problem === "invalid") return fail(reflectTlb(e, EXCEPTION.TLBL, "general"));
  return true;
}

function conditionBranch(e: Entry, word: number): void {
  const outcome = evaluateBranch(e, word, e.pc, null);
  if (outcome === NEEDS_FCSR || e.inSlot) return reflect(e, EXCEPTION.RI); // a branch in a delay slot is undefined
  if (outcome.target !== null) return startOutOfLine(e, outcome.target);
  e.pc = BigInt.asUintN(64, e.pc + (outcome.likely ? 8n : 4n));
}
