import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { doctest } from "./doctest.ts";

const SOURCE = "@disco-vm/source";
const TESTS = ["test/**/*.test.ts", "src/**/*.test.ts"];

/**
 * How every package is tested, from sources: its test files and, unless it has none, the
 * "```ts doctest" examples of its README.
 */
export function defineTests({ examples = true }: { examples?: boolean } = {}) {
  return defineConfig({
    plugins: [doctest()],
    resolve: { conditions: [SOURCE, ...defaultClientConditions] },
    ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
    test: {
      include: examples ? [...TESTS, "README.md"] : TESTS,
      testTimeout: 300_000,
      hookTimeout: 300_000,
      passWithNoTests: true,
    },
  });
}
