/** Images from the file system. */
import { readFileSync } from "node:fs";
import { growDisk } from "@disco-vm/guest-sdk";
import { imageUrl, type ImageName } from "./images.ts";

/** The kernel, or the root disk in its full size. */
export function readImage(name: ImageName): Uint8Array {
  const bytes = contents(name);
  return name === "root.img" ? growDisk(bytes) : bytes;
}

function contents(name: ImageName): Uint8Array {
  const file = imageUrl(name);
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new Error(`readImage: expected an image at ${file.pathname}, got none; in a clone of the repository run "npm run setup"`, { cause: error });
  }
}
