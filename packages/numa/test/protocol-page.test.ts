import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { protocolPage } from "../tools/protocol-page.ts";

test("docs/numa-protocol.md is what `pnpm --filter @disco-vm/numa generate` writes", () => {
  expect(readFileSync(new URL("../../../docs/numa-protocol.md", import.meta.url), "utf8")).toBe(protocolPage());
});
