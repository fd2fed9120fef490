import { defineConfig, type Options } from "tsup";

/**
 * How every package is built. The one place that knows the bundler: a package names its entries
 * (`src/index.ts` unless told otherwise) and, rarely, another tsup option.
 */
export function definePackage(options: Options = {}) {
  return defineConfig({
    entry: ["src/index.ts"],
    format: "esm",
    target: "es2022",
    platform: "neutral",
    // The entries of *-node.ts files; no other entry may reach one (tooling/repo-checks).
    external: [/^node:/],
    sourcemap: true,
    dts: true,
    clean: true,
    // One chunk an entry reads better in a debugger than split pieces.
    splitting: false,
    silent: true,
    ...options,
  });
}
