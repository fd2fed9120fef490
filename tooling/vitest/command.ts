import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The directory of an app's commands, built as they are published but from sources: always the present ones. */
    commands: string;
  }
}

const images = fileURLToPath(new URL("../../packages/workloads/dist/images", import.meta.url));

/** A global set-up that builds the app's entries with all of the workspace they use, so that a child process starts in no time. */
export function buildCommands(app: URL, entry: readonly string[]) {
  return async (project: TestProject): Promise<() => void> => {
    const from = fileURLToPath(app), to = mkdtempSync(join(tmpdir(), "disco-commands-"));
    const { dependencies } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { dependencies: Record<string, string> };
    await build({
      config: false, silent: true, entry: entry.map((file) => join(from, file)), outDir: join(to, "dist"),
      format: "esm", platform: "node", target: "es2022", splitting: false, noExternal: [/^@disco-vm\//],
      // Named, since tsup would look into the package.json of the directory that vitest was started in.
      external: Object.keys(dependencies).filter((name) => !name.startsWith("@disco-vm/")),
      esbuildOptions: (options) => { options.conditions = ["@disco-vm/source"]; },
    });
    cpSync(join(from, "package.json"), join(to, "package.json"));
    mkdirSync(join(to, "dist"), { recursive: true });
    symlinkSync(images, join(to, "dist", "images"));
    symlinkSync(join(from, "node_modules"), join(to, "node_modules"));
    project.provide("commands", join(to, "dist"));
    return () => rmSync(to, { recursive: true, force: true });
  };
}
