/** Writes the generated C headers to include/. Run by `pnpm --filter @disco-vm/guest-sdk generate`. */
import { writeFileSync } from "node:fs";
import { efsHeader } from "./efs/header.ts";

writeFileSync(new URL("../include/disco/efs.h", import.meta.url), efsHeader());
