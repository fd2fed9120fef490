// dist of every package, guest images included, brought up to date by turbo.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";
import { run, say } from "./run.mjs";
import { isDone, setDone, setUndone } from "./stamp.mjs";
import { workspaces } from "./workspaces.mjs";

const STEP = "build";
const NOT_SOURCES = new Set(["node_modules", "dist", "coverage", ".turbo"]);
// What lies in a package's directory and is not built; turbo.json leaves the same out.
const NOT_BUILT = new Set([...NOT_SOURCES, "test", "README.md", "CHANGELOG.md", "vitest.config.ts"]);

export function setUpBuild() {
  // turbo knows best what is stale, but takes seconds to say so; file times answer at once.
  const key = `${newest()} ${process.env.DISCO_CC_PREFIX ?? ""}`;
  if (isDone(STEP, key) && allBuilt()) return;
  setUndone(STEP);
  say("building the packages and guest images");
  run("turbo", ["run", "build", "--output-logs=errors-only"], { env: { TURBO_TELEMETRY_DISABLED: "1" } });
  setDone(STEP, key);
}

/** The time of the youngest source file or directory, and how many there are. */
function newest() {
  let time = 0;
  let count = 0;
  const visit = (path) => {
    const status = statSync(path);
    time = Math.max(time, status.mtimeMs);
    count++;
    if (!status.isDirectory()) return;
    for (const name of readdirSync(path)) if (!NOT_SOURCES.has(name)) visit(join(path, name));
  };
  for (const sources of ["package.json", "pnpm-lock.yaml", "turbo.json", "tooling/tsup", "tooling/tsconfig"]) visit(join(root, sources));
  for (const directory of workspaces()) for (const name of readdirSync(directory)) if (!NOT_BUILT.has(name)) visit(join(directory, name));
  return `${time} ${count}`;
}

function allBuilt() {
  return workspaces().every((directory) => existsSync(join(directory, "dist")));
}
