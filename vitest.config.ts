import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "tooling/*/vitest.config.ts"],
    // One process a core: the simulator is one thread, and more only fight for the caches.
    maxWorkers: 2,
  },
});
