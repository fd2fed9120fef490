import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Workspace {
  /** The package's name without its scope. */
  readonly name: string;
  readonly directory: string;
  readonly kind: "package" | "app";
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly exports?: Record<string, unknown>;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

export function workspaces(): Workspace[] {
  return (["packages", "apps"] as const).flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((directory) => existsSync(join(directory, "package.json")))
      .map((directory): Workspace => {
        const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
        return { name: manifest.name.replace("@disco-vm/", ""), directory, kind: group === "packages" ? "package" : "app", manifest };
      }),
  );
}

export interface Source {
  /** Relative to the repository, for messages. */
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below `directory`. */
export function sources(directory: string): Source[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, file: relative(root, path), text: readFileSync(path, "utf8") }));
}
