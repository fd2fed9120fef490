/** Builds the programs with the cross compiler, for each machine they run on. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEVICES } from "../../abi/src/devices.ts";

const sources = fileURLToPath(new URL("programs/", import.meta.url)), output = fileURLToPath(new URL("../../../.cache/bench/", import.meta.url));
export const PLATFORMS = ["disco", "malta", "testmips"] as const;
export type Platform = (typeof PLATFORMS)[number];

const PREFIX = process.env["DISCO_CC_PREFIX"] ?? "mips64-linux-gnuabi64-";
const FLAGS = ["-march=r10000", "-mno-madd4", "-ffp-contract=off", "-mabi=64", "-O2", "-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-mno-abicalls", "-fno-pic", "-G0", "-nostdlib", "-static", "-Wl,--build-id=none", "-Wl,-T", join(sources, "link.ld")];
const kseg1 = (address: number): string => `0x${(0xffffffffa0000000n + BigInt(address)).toString(16)}`;
const DEFINES = [
  `-DDISCO_CONSOLE=${kseg1(DEVICES.console.base + DEVICES.console.registers.thr.offset)}`,
  `-DDISCO_HALT=${kseg1(DEVICES.power.base + DEVICES.power.registers.off.offset)}`,
];

/** What the program comes to with the host's own compiler, or undefined where there is none. */
export function native(name: string, repeat: number): string | undefined {
  if (name === "kernel") return undefined; // its handlers are MIPS code
  mkdirSync(output, { recursive: true });
  const file = join(output, `${name}.native`), flags = ["-O2", "-fwrapv", "-ffp-contract=off", `-DREPEAT=${repeat}u`, "-Dmain=program", "-x", "c"];
  const printer = "int program(void); int printf(const char *, ...);\n#undef main\nint main(void) { printf(\"%08x\", program()); return 0; }\n";
  const { status } = spawnSync("gcc", [...flags, "-o", file, join(sources, `${name}.c`), "-"], { input: printer });
  return status === 0 ? spawnSync(file, { encoding: "utf8" }).stdout : undefined;
}

/** Path of the program with that many repetitions, freshly built. */
export function build(name: string, platform: Platform, repeat: number): string {
  mkdirSync(output, { recursive: true });
  const file = join(output, `${name}.${platform}.${repeat}.elf`);
  const more = name === "kernel" ? [join(sources, "handlers.S")] : [];
  const defines = [...DEFINES, `-D${platform.toUpperCase()}`, `-DREPEAT=${repeat}u`];
  const { status, error, stderr } = spawnSync(`${PREFIX}gcc`, [...FLAGS, ...defines, "-o", file, join(sources, "start.S"), join(sources, `${name}.c`), ...more], { encoding: "utf8" });
  if (error) throw new Error(`bench: expected the cross compiler ${PREFIX}gcc, got "${error.message}"; run npm run setup, or set DISCO_CC_PREFIX`);
  if (status !== 0) throw new Error(`bench: ${name} for ${platform} does not compile:\n${stderr}`);
  return file;
}
