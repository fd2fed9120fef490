// node_modules, exactly as the lockfile says.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";
import { run, say } from "./run.mjs";
import { isDone, setDone } from "./stamp.mjs";

const STEP = "node_modules";

export function setUpDependencies() {
  const key = createHash("sha256").update(readFileSync(join(root, "pnpm-lock.yaml"))).digest("hex");
  if (isDone(STEP, key) && existsSync(join(root, "node_modules", ".modules.yaml"))) return;
  say("installing the packages of pnpm-lock.yaml into node_modules");
  // CI: never ask before replacing a node_modules that another version made.
  run("pnpm", ["install", "--frozen-lockfile"], { env: { CI: "true" } });
  setDone(STEP, key);
}
