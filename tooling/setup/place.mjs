// Where things are. Everything the set-up brings goes below .cache, so that removing it undoes the set-up.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const cache = join(root, ".cache");
export const pnpmHome = join(cache, "pnpm");
export const toolchain = join(cache, "toolchain");
