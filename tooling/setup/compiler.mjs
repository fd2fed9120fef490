// The MIPS cross compiler that guest programs are built with. Looked for in the order in which
// @disco-vm/guest-sdk looks for it: DISCO_CC_PREFIX, the PATH, .cache/toolchain.
import { join } from "node:path";
import { installPackages, unpackPackages } from "./debian.mjs";
import { toolchain } from "./place.mjs";
import { attempt, SetupError, say } from "./run.mjs";

const TARGET = "mips64-linux-gnuabi64";
const PACKAGES = [`gcc-${TARGET}`, `binutils-${TARGET}`];
// Results are quoted for this version: another one gives other images and so other hashes.
const VERSION = "12";

export function setUpCompiler() {
  const named = process.env.DISCO_CC_PREFIX;
  if (named) {
    if (!works(named)) throw new SetupError(`setup: DISCO_CC_PREFIX is ${named}, but ${named}gcc does not run; unset it or name a prefix such as /usr/bin/${TARGET}-`);
    return;
  }
  if (candidates().some(works)) return;
  if (attempt("apt-get", ["--version"]).status !== 0) throw new SetupError(howToInstall());
  if (process.getuid?.() === 0) {
    say(`installing the Debian packages ${PACKAGES.join(" and ")}`);
    installPackages(PACKAGES);
  } else {
    say(`unpacking the Debian packages ${PACKAGES.join(" and ")} into .cache/toolchain`);
    unpackPackages(PACKAGES, toolchain, TARGET);
  }
  if (!candidates().some(works)) throw new SetupError(howToInstall());
}

const candidates = () => [`${TARGET}-`, join(toolchain, "bin", `${TARGET}-`)];

function works(prefix) {
  const { status, stdout } = attempt(`${prefix}gcc`, ["-dumpversion"]);
  if (status !== 0 || attempt(`${prefix}ld`, ["--version"]).status !== 0) return false;
  const version = stdout.trim();
  if (version.split(".")[0] !== VERSION) say(`note: ${prefix}gcc is version ${version}; images and their hashes are reproducible with version ${VERSION} only`);
  return true;
}

function howToInstall() {
  return [
    `setup: guest programs are built with gcc ${VERSION} for ${TARGET}, which is missing here and which only apt-get can bring unasked.`,
    `  Debian, Ubuntu:  apt-get install ${PACKAGES.join(" ")}`,
    `  elsewhere:       install or build gcc ${VERSION} and binutils for ${TARGET} and set DISCO_CC_PREFIX to`,
    `                   what stands before "gcc" in the compiler's name, such as /opt/cross/bin/${TARGET}-`,
  ].join("\n");
}
