import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { run } from "./run.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The directory of the tarballs, as `pnpm publish` would send them. */
    tarballs: string;
  }
}

/** Packs every package once, before all tests. */
export function setup(project: TestProject) {
  const tarballs = mkdtempSync(join(tmpdir(), "disco-packed-"));
  run("pnpm", ["--recursive", "pack", "--pack-destination", tarballs]);
  project.provide("tarballs", tarballs);
  return () => rmSync(tarballs, { recursive: true, force: true });
}
