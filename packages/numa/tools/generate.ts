/** Writes docs/numa-protocol.md. */
import { writeFileSync } from "node:fs";
import { protocolPage } from "./protocol-page.ts";

writeFileSync(new URL("../../../docs/numa-protocol.md", import.meta.url), protocolPage());
