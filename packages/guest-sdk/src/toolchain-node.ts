/** Finds the cross compiler. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError } from "./errors.ts";
import { TARGET } from "./flags.ts";

export interface Toolchain {
  /** What stands before "gcc" in the compiler's name. */
  readonly prefix: string;
  readonly version: string;
  /** gcc's own freestanding headers: stddef.h, stdint.h, stdarg.h … */
  readonly headers: string;
}

let found: Toolchain | undefined;

/** DISCO_CC_PREFIX, else the target's gcc on the PATH, else the one that the repository's set-up unpacked. */
export function findToolchain(): Toolchain {
  if (found) return found;
  const named = process.env["DISCO_CC_PREFIX"];
  const candidates = named ? [named] : [`${TARGET}-`, ...unpacked()];
  for (const prefix of candidates) {
    const version = ask(prefix, "-dumpfullversion");
    const headers = ask(prefix, "-print-file-name=include");
    if (version && headers) return (found = { prefix, version, headers });
  }
  throw new BuildError(
    "no-compiler",
    `findToolchain: expected a gcc for ${TARGET}, got none that runs of ${candidates.map((prefix) => `${prefix}gcc`).join(", ")}; ` +
      `in a clone of the repository run "npm run setup", on Debian install gcc-${TARGET}, elsewhere set DISCO_CC_PREFIX`,
  );
}

function ask(prefix: string, question: string): string | undefined {
  const { status, stdout } = spawnSync(`${prefix}gcc`, [question], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** .cache/toolchain of the repository that this file is in, if it is in one. */
function unpacked(): string[] {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "pnpm-workspace.yaml"))) return [join(directory, ".cache/toolchain/bin", `${TARGET}-`)];
    if (dirname(directory) === directory) return [];
  }
}
