/**
 * What a stock gcc needs to compile and link for this system: headers, C library, linker script, and specs, which are gcc's own
 * way to be told (two empty lines: nothing). `gcc --sysroot=DIRECTORY -specs=DIRECTORY/irix.specs` then does what `cc` does on such a system.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ABI_FLAGS, LIBC as SDK_LIBC } from "@disco-vm/guest-sdk";
import type { Builder } from "@disco-vm/guest-sdk/build";
import { LIBC, USER_TARGET } from "./programs.ts";

/** %R is the sysroot; `include%s` is the compiler's own directory of headers. */
const SPECS = `*self_spec:
+ %<mips64r2 %<march=mips64r2 %<mabi=64 ${ABI_FLAGS.join(" ")} -no-pie -static -mno-madd4 -ffp-contract=off -fno-stack-protector -fno-asynchronous-unwind-tables

%rename cpp_unique_options base_cpp_unique_options

*cpp_unique_options:
-nostdinc -isystem %R/include -isystem %R/include-base -isystem include%s %(base_cpp_unique_options)

%rename link base_link

*link:
%(base_link) -L%R/lib -T %R/lib/irix.ld ${USER_TARGET.flags?.join(" ") ?? ""} -z muldefs --gc-sections --build-id=none

*startfile:


*endfile:


*libgcc:


*lib:
-lc
`;

/** An archive without members: the mathematical functions are in libc. */
const EMPTY_ARCHIVE = "!<arch>\n";

export function buildSysroot(builder: Builder, output: string): void {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(join(output, "lib"), { recursive: true });
  cpSync(new URL("../include/", import.meta.url), join(output, "include"), { recursive: true });
  for (const include of SDK_LIBC.include) cpSync(fileURLToPath(new URL(include, SDK_LIBC.directory)), join(output, "include-base"), { recursive: true });
  builder.archive(LIBC, join(output, "lib/libc.a"));
  writeFileSync(join(output, "lib/libm.a"), EMPTY_ARCHIVE);
  writeFileSync(join(output, "lib/irix.ld"), USER_TARGET.script);
  writeFileSync(join(output, "irix.specs"), SPECS);
}
