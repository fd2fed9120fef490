/** Random programs that end, and that do on QEMU's CPU what they do on an R10000, listed differences apart. */
import { assemble } from "../../src/assembly/assembler.ts";
import { STATUS } from "../../src/index.ts";
import { randomWords } from "../random.ts";
import { choose } from "../random-instruction.ts";
import { Code } from "./code.ts";
import { codeAddress, CODE_WORDS, handler } from "./handler.ts";
import { CODE, DATA, DATA_MAPPED, FIRST_VALUES, KSEG0, LOW_MAPPED, MIDDLE, RAM_BYTES, REG, START, TABLES } from "./layout.ts";
import { SLOT } from "./state.ts";
import { data, firstValues, tables } from "./tables.ts";

/** What a program is about. */
export interface Profile {
  readonly fpu: boolean;
  /** Code and data through the TLB; otherwise at KSEG0, in kernel mode. */
  readonly mapped: boolean;
  /** Status.KSU at the start: 0 kernel, 1 supervisor, 2 user. */
  readonly mode: 0 | 1 | 2;
  /** SYSCALL goes to another mode. */
  readonly modes: boolean;
  /** 64-bit addressing in all modes; otherwise not in user mode, and in the others perhaps. */
  readonly wide: boolean;
  readonly wideKernel: boolean;
  readonly fr: boolean;
  readonly cu0: boolean;
  readonly interrupts: boolean;
}
export interface LockstepProgram {
  readonly seed: number;
  readonly profile: Profile;
  readonly fpu: boolean;
  readonly image: Uint8Array;
  readonly start: bigint;
  /** Address of the loop at the end, and of the random code. */
  readonly end: bigint;
  readonly code: bigint;
}

export function profileOf(seed: number): Profile {
  const next = randomWords(seed * 2654435761), mapped = seed % 2 === 1;
  const mode = mapped ? choose(next, [0, 1, 2, 2] as const) : 0;
  // Supervisor mode without SX, and DMFC0 and DMTC0 in user mode without UX, are left out (differences.ts).
  const wide = mode === 1 || next() % 3 > 0, wideKernel = wide || next() % 2 === 0;
  return {
    fpu: seed % 4 < 2, mapped, mode, modes: mapped && wideKernel && next() % 2 === 0, wide, wideKernel, fr: next() % 4 !== 0, cu0: wide && next() % 4 === 0, interrupts: next() % 2 === 0,
  };
}

/** Passes through the code and exceptions after which a program ends. */
const FUEL = 1200;

export function lockstepProgram(seed: number, fuel = FUEL): LockstepProgram {
  const profile = profileOf(seed), next = randomWords(seed * 7919 + 13), { mapped } = profile;
  const image = new Uint8Array(RAM_BYTES), view = new DataView(image.buffer);
  const { bytes, symbols } = assemble(handler(profile.modes), { origin: KSEG0 });
  image.set(bytes);
  new Code(next, profile, CODE_WORDS).words().forEach((word, n) => view.setUint32(CODE + 4 * n, word));
  image.set(tables(next, profile.wideKernel), TABLES);
  image.set(data(next, profile.fpu), DATA);

  const first = firstValues(next, profile.fpu);
  const near = BigInt(next() % 0x800 & ~7);
  first[REG.data] = (mapped ? DATA_MAPPED : KSEG0 + BigInt(DATA)) + near;
  first[REG.other] = (mapped ? DATA_MAPPED : KSEG0 + BigInt(DATA)) + 0x10000n - near;
  first[REG.wild] = first[REG.data]!; // set above
  first[REG.tables] = (mapped ? LOW_MAPPED : KSEG0) + BigInt(TABLES + MIDDLE);
  first[REG.fuel] = BigInt(fuel);
  first[REG.index] = BigInt(next() % 64) * 8n;
  first[REG.loops] = 0n;
  first[REG.link] = first[SLOT.epc] = codeAddress(mapped);
  first[SLOT.fcsr] = BigInt(profile.fpu ? next() & 0x7f : 0);
  const x = (profile.wide ? STATUS.ux : 0) | (profile.wideKernel ? STATUS.kx | STATUS.sx : 0), cu0 = profile.cu0 ? STATUS.cu0 : 0;
  first[SLOT.status] = BigInt((STATUS.xx | (profile.fpu ? STATUS.cu1 : 0) | (profile.fr ? STATUS.fr : 0) | x | cu0 | (profile.mode << 3) | (profile.interrupts ? 0x301 : 0) | STATUS.exl) >>> 0);
  first.forEach((v, n) => view.setBigUint64(FIRST_VALUES + 8 * n, BigInt.asUintN(64, v)));
  return {
    seed, profile, fpu: profile.fpu, image, start: KSEG0 + BigInt(START), end: symbols.get("end")!, code: codeAddress(mapped), // the handler has that label
  };
}
