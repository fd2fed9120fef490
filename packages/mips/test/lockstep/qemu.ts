/** A QEMU that runs one program and reports its CPU before each instruction. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { assemble } from "../../src/assembly/assembler.ts";
import type { Source } from "./compare.ts";
import type { LockstepProgram } from "./program.ts";
import type { State } from "./state.ts";
import { TraceParser } from "./trace.ts";

export const QEMU = "qemu-system-mips64";
/**
 * Of QEMU's CPUs this one has what an R10000 has: 64 TLB entries, all of MIPS IV (COP1X, MOVCI, eight condition codes),
 * an FPU with Status.FR. The R4000 and the VR5432 lack COP1X there, the 5Kf has 32 entries and the 20Kc 48.
 */
export const QEMU_CPU = "MIPS64R2-generic";
/** RAM at physical 0 and a ROM at the reset vector; no device gets in the way. */
const MACHINE = "mipssim";

export const qemuVersion = (): string | undefined => {
  const { status, stdout } = spawnSync(QEMU, ["--version"], { encoding: "utf8" });
  return status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
};

const STARTS_WITHIN = 20_000; // ms

function firstBytes(pipe: number): Uint8Array {
  const bytes = new Uint8Array(65536);
  for (let waited = 0; waited < STARTS_WITHIN; waited++) {
    try {
      const length = readSync(pipe, bytes);
      if (length) return bytes.subarray(0, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
  throw new Error(`QemuRun: expected ${QEMU} to report within ${STARTS_WITHIN / 1000} s`);
}

export class QemuRun implements Source {
  readonly from: bigint;
  private readonly directory: string;
  private readonly process: ChildProcess;
  private readonly fifo: number;
  private readonly parser = new TraceParser();
  private readonly chunk = new Uint8Array(1 << 18);
  private readonly ram: string;

  constructor(program: LockstepProgram) {
    this.from = program.start;
    // RAM is a file, which both QEMU and we see; in memory where the host has such a directory.
    this.directory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "lockstep-"));
    this.ram = join(this.directory, "ram");
    const bios = join(this.directory, "bios"), trace = join(this.directory, "trace");
    writeFileSync(this.ram, program.image);
    writeFileSync(bios, assemble(`.set noreorder
        dla $k0, 0x${program.start.toString(16)}
        jr  $k0
        nop
        .space 0x1000`, { origin: 0xffffffffbfc00000n }).bytes);
    if (spawnSync("mkfifo", [trace]).status !== 0) throw new Error(`QemuRun: expected mkfifo to make ${trace}`);
    const megabytes = program.image.length >> 20;
    this.process = spawn(QEMU, [
      "-M", `${MACHINE},memory-backend=ram`, "-cpu", QEMU_CPU, "-m", `${megabytes}M`,
      "-object", `memory-backend-file,id=ram,size=${megabytes}M,mem-path=${this.ram},share=on`, "-bios", bios,
      "-display", "none", "-serial", "null", "-monitor", "none", "-nic", "none",
      "-singlestep", "-d", program.fpu ? "cpu,fpu,nochain" : "cpu,nochain", "-D", trace,
    ], { stdio: ["ignore", "ignore", "inherit"] });
    // Until QEMU has opened the pipe nothing may wait for it: it may never do so.
    const first = openSync(trace, constants.O_RDONLY | constants.O_NONBLOCK);
    this.parser.push(firstBytes(first));
    this.fifo = openSync(trace, constants.O_RDONLY);
    closeSync(first);
  }

  /** The state before the next instruction. */
  next(into: State): void {
    while (!this.parser.next(into)) {
      const bytes = readSync(this.fifo, this.chunk);
      if (bytes === 0) throw new Error(`QemuRun: expected another instruction, but QEMU has ended`);
      this.parser.push(this.chunk.subarray(0, bytes));
    }
  }
  memory(): Uint8Array {
    return readFileSync(this.ram);
  }
  memoryDifference(ours: Uint8Array): string | undefined {
    const theirs = this.memory(), at = ours.findIndex((byte, n) => byte !== theirs[n]);
    return at < 0 ? undefined : `memory at 0x${at.toString(16)}: QEMU 0x${theirs[at]?.toString(16)}, ours 0x${ours[at]?.toString(16)}`;
  }
  close(): void {
    this.process.kill("SIGKILL");
    closeSync(this.fifo);
    rmSync(this.directory, { recursive: true });
  }
}
