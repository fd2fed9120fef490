/** A set of C and assembly sources that programs are linked with. */
import { STRICT_FLAGS } from "./flags.ts";
import type { Platform } from "./link-script.ts";

export interface Library {
  readonly name: string;
  /** Where the sources are; ends with a slash. */
  readonly directory: URL;
  /** Relative to `directory`. */
  readonly sources: readonly string[];
  /** Directories with headers for whoever uses the library, relative to `directory`. */
  readonly include: readonly string[];
  /** For the compiler, after the flags that all code is compiled with. */
  readonly flags?: readonly string[];
}

const directory = new URL("../", import.meta.url);

/** The C library subset. */
export const LIBC: Library = {
  name: "c",
  directory,
  include: ["include/"],
  flags: STRICT_FLAGS,
  sources: [
    "libc/errno.c", "libc/format-double.c", "libc/format.c", "libc/getopt.c", "libc/integer.c", "libc/malloc.c", "libc/math.c",
    "libc/number.c", "libc/panic.c", "libc/printf.c", "libc/scan.c", "libc/setjmp.S", "libc/sprintf.c", "libc/stdio.c",
    "libc/stdlib.c", "libc/string-more.c", "libc/string.c",
  ],
};

/** Some of this package's sources (`libc/string.c`, `hal/fdt.c`), for software that has no use for the rest. */
export function sdkSources(sources: readonly string[], flags: readonly string[]): Library {
  return { name: "sdk", directory, include: ["include/", "libc/"], flags, sources };
}

/** Start-up code and hardware access of a platform: the one difference between an image for bare metal and for a VM. */
export const HAL: Readonly<Record<Platform, Library>> = { bare: hal("bare"), disco: hal("disco") };

function hal(platform: Platform): Library {
  return {
    name: `hal-${platform}`,
    directory,
    include: ["include/"],
    flags: STRICT_FLAGS,
    sources: [
      "hal/boot-info.c", "hal/exception.S", "hal/exception.c", "hal/fdt.c", "hal/heap.c", "hal/start.S", "hal/start.c",
      `hal/${platform}.c`,
    ],
  };
}
