/** What is in this package: a kernel, a C library, and the programs of the root disk. */
import { imageScript, linkScript, sdkSources, STRICT_FLAGS, type DirectoryTree, type Library, type LinkTarget, type Platform } from "@disco-vm/guest-sdk";

const directory = new URL("../", import.meta.url);

const under = (path: string, names: string, extension = ".c"): string[] => names.trim().split(/\s+/).map((name) => `${path}/${name}${extension}`);

/** No floating point in the kernel: its registers are the user's. */
const KERNEL_FLAGS = [...STRICT_FLAGS, "-msoft-float", "-DKERNEL"];

/** What both platforms compile alike. */
const COMMON_SOURCES: readonly string[] = [
  "kernel/locore.S",
  ...under("kernel", `
    bio clock dev efs efs-alloc efs-dir exec fault file hal-copy journal kmem lock main namei page pipe prda printf proc region sched signal syscall
    sysfile sysmem syspath sysproc tlb trap tty usercopy vhand vnode`),
];

/** Each platform's own: behind `kernel/hal.h`, and the disk. */
export const PLATFORM_SOURCES: Readonly<Record<Platform, readonly string[]>> = {
  bare: under("kernel", "hal-bare virtio"),
  disco: under("kernel", "hal-disco vdisk"),
};

export const KERNEL_SOURCES: readonly string[] = [...COMMON_SOURCES, ...PLATFORM_SOURCES.bare, ...PLATFORM_SOURCES.disco];

/** Where the kernel is linked: kseg0 on bare metal, the supervisor segment in a virtual machine. */
export const kernelTarget = (platform: Platform): LinkTarget => ({ script: linkScript(platform) });

export function kernel(platform: Platform): Library & { readonly libraries: readonly Library[] } {
  const flags = platform === "disco" ? [...KERNEL_FLAGS, "-DDISCO_GUEST"] : KERNEL_FLAGS;
  return {
    name: `unix-${platform}`, directory, include: ["kernel/", "include/"], flags, sources: [...COMMON_SOURCES, ...PLATFORM_SOURCES[platform]],
    libraries: [sdkSources(["libc/string.c", "libc/integer.c", "hal/fdt.c"], KERNEL_FLAGS)],
  };
}

/** The C library: what is this system's own, and the parts of guest-sdk's that need none. */
export const LIBC_SOURCES: readonly string[] = [
  "user/lib/crt0.S", "user/lib/syscalls.S", ...under("user/lib", "dirent environ exec fnmatch fopen heap locale process regcomp regexec stdio stdio-more strerror time"),
];

/** What every program is linked with. */
export const LIBC: readonly Library[] = [
  { name: "c", directory, include: ["include/"], flags: STRICT_FLAGS, sources: LIBC_SOURCES },
  sdkSources(under("libc", "format format-double getopt integer malloc math number printf scan sprintf stdlib string string-more").concat("libc/setjmp.S"), STRICT_FLAGS),
];

/** Pages of the file are pages of memory: so that they can be mapped. */
export const USER_TARGET: LinkTarget = { script: imageScript(0x1000_0000n), flags: ["-z", "max-page-size=4096"] };

/** Sources of each program, by where it is on the root disk. */
export const USER_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "sbin/init": under("user/bin", "init"),
  "bin/crashtest": under("user/tests", "crashtest"),
  "bin/lmb": under("user/tests", "lmb"),
  "bin/usertests": under("user/tests", "files hostile memory names pipes process races scarcity shell signals threads tools usertests"),
  "bin/sed": under("user/bin", "sed sed-compile"),
  "bin/sh": under("user/bin", "sh sh-arith sh-builtin sh-expand sh-job sh-lex sh-parse sh-run sh-test sh-variable"),
  ...Object.fromEntries("cat chmod cmp cp diff echo find grep head ls mkdir mpstat mv ps rm rmdir sleep sort sync tail tar tee time touch tr uniq wc".split(" ").map((name) => [`bin/${name}`, under("user/bin", name)])),
};

/** A program that this system can run: any C sources. */
export function userProgram(name: string, sources: readonly string[], where: URL = directory): Library & { readonly libraries: readonly Library[] } {
  return { name, directory: where, include: ["include/"], flags: STRICT_FLAGS, sources, libraries: LIBC };
}

/** The root disk but for its programs. */
export const ROOT_FILES: DirectoryTree = {
  dev: {
    console: { device: 0x100, mode: 0o666 },
    tty: { device: 0x100, mode: 0o666 },
    null: { device: 0x200, mode: 0o666 },
    zero: { device: 0x201, mode: 0o666 },
  },
  etc: { motd: { bytes: new TextEncoder().encode("An IRIX-like system: imitation, and says so.\n") } },
  tmp: {},
};
