// The directories of the workspace's packages and apps.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";

export function workspaces() {
  return ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((directory) => existsSync(join(directory, "package.json"))),
  );
}
