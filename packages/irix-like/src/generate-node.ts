/** Writes the generated C headers to include/. Run by `pnpm --filter @disco-vm/irix-like generate`. */
import { writeFileSync } from "node:fs";
import { cHeaders } from "./headers.ts";

for (const [name, text] of Object.entries(cHeaders())) writeFileSync(new URL(`../include/${name}`, import.meta.url), text);
