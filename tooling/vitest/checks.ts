import { defineConfig } from "vitest/config";

/** Tests of the repository itself, which lie beside what they check with. */
export function defineChecks(name: string) {
  return defineConfig({
    test: { name, include: ["**/*.test.ts"], testTimeout: 300_000, hookTimeout: 600_000 },
  });
}
