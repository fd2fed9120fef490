/** The kernel, by what it runs on: bare metal, or a virtual machine with Disco's monitor calls. */
export const KERNEL_IMAGES = { bare: "unix.elf", disco: "unix-disco.elf" } as const;

/** What the build makes: kernels, and a root disk. */
export const IMAGES = [KERNEL_IMAGES.bare, KERNEL_IMAGES.disco, "root.img"] as const;

export type ImageName = (typeof IMAGES)[number];

/**
 * Where an image is. A browser fetches it; Node reads it with `readImage` of `@disco-vm/irix-like/node`. The file of the root disk
 * ends after the last block in use: `growDisk` of `@disco-vm/guest-sdk` gives it its size.
 */
export function imageUrl(name: ImageName): URL {
  if (!IMAGES.includes(name)) throw new RangeError(`imageUrl: expected one of ${IMAGES.join(", ")}, got ${String(name)}`);
  return new URL(`../dist/images/${name}`, import.meta.url);
}
