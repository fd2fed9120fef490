/** How guest code is compiled and linked. The flags that matter were checked one by one. */
/** gcc and binutils of this target; results are quoted for this major version of gcc. */
export const TARGET = "mips64-linux-gnuabi64";
export const GCC_VERSION = "12";

export const ABI_FLAGS: readonly string[] = [
  "-march=r10000", // MIPS IV, and nothing newer
  "-mabi=n32", // 32-bit pointers, 64-bit registers
  "-mno-abicalls", // absolute addresses: an image is linked where it runs
  "-fno-pic",
  "-G0", // no small-data section: gp is free to point to the CPU's own data
];

export const COMPILE_FLAGS: readonly string[] = [
  "-std=gnu17",
  "-O2",
  "-ffreestanding",
  "-fno-builtin",
  // Else gcc makes memcpy's own loop a call of memcpy.
  "-fno-tree-loop-distribute-patterns",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  // a * b + c has the same value on every host: no fused or chained multiply-add unless asked for.
  "-ffp-contract=off",
  // R10000's MADD is not fused, so that gcc takes it all the same; the CPU model lacks it.
  "-mno-madd4",
  // What a program does not use is left out when linking.
  "-ffunction-sections",
  "-fdata-sections",
];

/** For a library's or program's `flags`: warnings are errors, as in all code of this project. */
export const STRICT_FLAGS: readonly string[] = ["-Wall", "-Wextra", "-Werror"];

export const LINK_FLAGS: readonly string[] = [
  "-m",
  "elf32btsmipn32",
  "-nostdlib",
  "-static",
  "--gc-sections",
  "--build-id=none",
  // Nothing is mapped from the file: segments need no alignment in it.
  "-z",
  "max-page-size=128",
  "--fatal-warnings",
];
