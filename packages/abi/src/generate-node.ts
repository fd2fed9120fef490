/** Writes the generated C headers to include/. Run by `pnpm --filter @disco-vm/abi generate`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { cHeaders } from "./headers.ts";

const include = fileURLToPath(new URL("../include/", import.meta.url));
for (const [name, text] of Object.entries(cHeaders())) {
  const file = join(include, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
