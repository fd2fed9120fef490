// pnpm, the version package.json names, in the repository's cache: the system is not touched.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pnpmHome, root } from "./place.mjs";
import { run, say } from "./run.mjs";

export function setUpPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = packageManager.replace("pnpm@", "");
  if (installed() !== version) {
    say(`installing pnpm ${version} into .cache/pnpm`);
    run("npm", ["install", "--prefix", pnpmHome, "--no-save", "--no-package-lock", "--global=false", packageManager]);
  }
  // turbo starts pnpm by name.
  process.env.PATH = [join(pnpmHome, "node_modules", ".bin"), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
}

function installed() {
  const manifest = join(pnpmHome, "node_modules", "pnpm", "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}
