import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { workspaces } from "../repo-checks/workspace.ts";
import { run } from "./run.ts";

/** An npm project of its own with these packages as they are or would be published; gone after the test. */
export function strangersProject(packageNames: readonly string[]): string {
  const project = mkdtempSync(join(tmpdir(), "disco-stranger-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  // Offline and with an empty cache: what is not in the tarballs cannot come.
  run("npm", ["install", "--offline", "--cache", join(project, ".npm"), ...packageNames.map((name) => tarballOf(name, project))], project);
  return project;
}

/** A package as it is or would be published: ours from the workspace, another one from where it is installed for ours. */
function tarballOf(packageName: string, project: string): string {
  const ours = workspaces().find(({ manifest }) => manifest.name === packageName);
  if (ours) return join(inject("tarballs"), `disco-vm-${ours.name}-${ours.manifest.version}.tgz`);
  const user = workspaces().find(({ manifest }) => packageName in (manifest.dependencies ?? {}));
  if (!user) throw new Error(`expected the name of a package of this workspace or of one it depends on, got ${packageName}`);
  const installed = realpathSync(join(user.directory, "node_modules", packageName));
  return join(project, run("npm", ["pack", "--offline", "--ignore-scripts", installed], project).trim());
}
