// node_modules, exactly as the lockfile says.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";
import { run, say } from "./run.mjs";
import { isDone, setDone } from "./stamp.mjs";
import { workspaces } from "./workspaces.mjs";

const STEP = "node_modules";

export function setUpDependencies() {
  const key = hashOf(["pnpm-lock.yaml", "package.json"].map((name) => join(root, name)).concat(workspaces().map((directory) => join(directory, "package.json"))));
  if (isDone(STEP, key) && existsSync(join(root, "node_modules", ".modules.yaml"))) return;
  say("installing the packages of pnpm-lock.yaml into node_modules");
  // CI: never ask before replacing a node_modules that another version made.
  run("pnpm", ["install", "--frozen-lockfile"], { env: { CI: "true" } });
  setDone(STEP, key);
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}
