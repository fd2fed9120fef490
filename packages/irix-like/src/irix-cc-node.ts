/** The command `irix-cc`: the cross gcc itself, told where this system's headers and libraries are. All its options work. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, findToolchain } from "@disco-vm/guest-sdk/build";

/** Where headers, libraries and gcc's specs are. */
const SYSROOT = fileURLToPath(new URL("../dist/sysroot", import.meta.url));

/** Returns gcc's exit code; 1 without a gcc. */
export function irixCc(args: readonly string[]): number {
  try {
    if (!existsSync(SYSROOT)) throw new BuildError("arguments", `irix-cc: expected the C library at ${SYSROOT}, got none; in a clone of the repository run "npm run setup"`);
    const { status, error } = spawnSync(`${findToolchain().prefix}gcc`, [`--sysroot=${SYSROOT}`, `-specs=${join(SYSROOT, "irix.specs")}`, ...args], { stdio: "inherit" });
    if (error) throw error;
    return status ?? 1;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    return 1;
  }
}
