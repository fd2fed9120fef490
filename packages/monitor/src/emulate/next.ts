/** Going on after an emulated instruction, in a delay slot too. */
import type { Entry } from "../entry.ts";
import { addWork, begin } from "../work.ts";
import { CPU_AREA, OPERATION, VCPU_AREA, WORK, xkphys } from "../layout.ts";
import { evaluateBranch, NEEDS_FCSR } from "./branch.ts";
import { fetchWord } from "./fetch.ts";

/**
 * Where the guest goes on once the instruction at hand is done, or null: not known yet (FCSR is being fetched, or the
 * branch's page has gone), and the instruction must not be done now.
 */
export function nextPc(e: Entry, fcsr: bigint | null): bigint | null {
  const { pc } = e;
  if (!e.inSlot) return BigInt.asUintN(64, pc + 4n);
  e.charge("evaluateBranch");
  const word = fetchWord(e, pc);
  if (word === null) return null;
  const outcome = evaluateBranch(e, word, pc, fcsr);
  if (outcome === NEEDS_FCSR) {
    begin(e, OPERATION.readFcsr, 0);
    e.setOwn(CPU_AREA.fpSave, xkphys(e.vcpu.area));
    addWork(e, WORK.readFcsr.mask | WORK.again.mask);
    return null;
  }
  return outcome.target ?? BigInt.asUintN(64, pc + 8n);
}

export const savedFcsr = (e: Entry): bigint => e.get(VCPU_AREA.fcsr);
