/** Builds the kernels and the root disk into dist/images, and what a compiler needs into dist/sysroot. Run by `pnpm build`; recompiles only what changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeDisk, PLATFORMS, trimDisk, type DirectoryTree, type FileNode } from "@disco-vm/guest-sdk";
import { Builder, BuildError } from "@disco-vm/guest-sdk/build";
import { KERNEL_IMAGES } from "./images.ts";
import { buildSysroot } from "./sysroot-node.ts";
import { kernel, kernelTarget, ROOT_FILES, USER_PROGRAMS, USER_TARGET, userProgram } from "./programs.ts";

const directory = new URL("../", import.meta.url);
/** The disk's size; the file ends with its last block in use. */
const ROOT_BYTES = 16 << 20;

/** Writes the kernels and root.img to the directory `output`, and what programs are compiled with beside it; keeps objects in `cache`. */
export function buildImages(output: string, cache: string): void {
  const builder = new Builder({ cache });
  for (const platform of PLATFORMS) builder.build(kernel(platform), kernelTarget(platform), `${output}/${KERNEL_IMAGES[platform]}`);
  const tree: Record<string, DirectoryTree | FileNode> = { ...ROOT_FILES };
  const work = mkdtempSync(join(tmpdir(), "disco-root-"));
  try {
    for (const [path, sources] of Object.entries(USER_PROGRAMS)) {
      const [into = "", name = ""] = path.split("/"), file = join(work, name);
      builder.build(userProgram(name, sources), USER_TARGET, file);
      tree[into] = { ...tree[into] as DirectoryTree, [name]: { bytes: new Uint8Array(readFileSync(file)), mode: 0o755 } };
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  writeFileSync(`${output}/root.img`, trimDisk(makeDisk(tree, { bytes: ROOT_BYTES })));
  buildSysroot(builder, `${output}/../sysroot`);
  builder.prune();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  try {
    buildImages(fileURLToPath(new URL("dist/images", directory)), fileURLToPath(new URL("node_modules/.cache/objects", directory)));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
