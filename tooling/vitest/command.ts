import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
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

/** Packages that carry images: in a bundle all are looked for in one place. */
const images = ["workloads", "irix-like"].map((name) => fileURLToPath(new URL(`../../packages/${name}/dist/images`, import.meta.url)));

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
    mkdirSync(join(to, "dist/images"), { recursive: true });
    for (const directory of images) for (const name of readdirSync(directory)) symlinkSync(join(directory, name), join(to, "dist/images", name));
    symlinkSync(join(from, "node_modules"), join(to, "node_modules"));
    project.provide("commands", join(to, "dist"));
    return () => rmSync(to, { recursive: true, force: true });
  };
}
