import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "tooling/repo-checks", "tooling/vitest"],
    // One process a core: the simulator is one thread, and more only fight for the caches.
    maxWorkers: 2,
  },
});
