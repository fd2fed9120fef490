/** Images without the unused blocks at their end, which are most of a new disk. */
import { EFS, SUPERBLOCK } from "./format.ts";

const { blockBytes } = EFS;

/** The image up to its last block in use. */
export function trimDisk(image: Uint8Array): Uint8Array {
  return image.subarray(0, (lastUsed(image) + 1) * blockBytes);
}

/** The image with the size that its superblock says, zeros at its end; as it is if used blocks are missing, or if it is no image. */
export function growDisk(image: Uint8Array): Uint8Array {
  const last = lastUsed(image);
  if (last < 0 || (last + 1) * blockBytes > image.length) return image;
  const bytes = superblock(image, "blocks") * blockBytes;
  if (bytes <= image.length) return image;
  const out = new Uint8Array(bytes);
  out.set(image);
  return out;
}

/** The last block that the bitmap marks; -1 without a bitmap of all blocks. */
function lastUsed(image: Uint8Array): number {
  const isImage = image.length >= blockBytes && superblock(image, "magic") === EFS.magic;
  if (!isImage) return -1;
  const first = superblock(image, "bitmap") * blockBytes, end = superblock(image, "inodes") * blockBytes, blocks = superblock(image, "blocks");
  if (end > image.length || (end - first) * 8 < blocks) return -1;
  let block = blocks - 1;
  while (block >= 0 && (image[first + (block >> 3)]! & (0x80 >> (block & 7))) === 0) block--; // inside the bitmap
  return block;
}

function superblock(image: Uint8Array, name: keyof typeof SUPERBLOCK): number {
  return new DataView(image.buffer, image.byteOffset).getUint32(SUPERBLOCK[name].offset);
}
