/** The linked images that this package carries. */
import { PLATFORMS, type Platform } from "@disco-vm/guest-sdk";
import { PROGRAMS, type ProgramName } from "./programs.ts";

export type ImageName = `${ProgramName}-${Platform}`;

/** Every image: each program, for bare metal (`-bare`) and for a virtual machine with Disco's monitor calls (`-disco`). */
export const IMAGES: readonly ImageName[] = (Object.keys(PROGRAMS) as ProgramName[]).flatMap((program) =>
  PLATFORMS.map((platform): ImageName => `${program}-${platform}`),
);

/** Where an image's ELF file is. A browser fetches it; Node reads it with `readImage` of `@disco-vm/workloads/node`. */
export function imageUrl(name: ImageName): URL {
  if (!IMAGES.includes(name)) throw new RangeError(`imageUrl: expected one of ${IMAGES.join(", ")}, got ${String(name)}`);
  return new URL(`../dist/images/${name}.elf`, import.meta.url);
}
