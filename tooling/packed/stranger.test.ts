import { copyFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { findToolchain } from "../../packages/guest-sdk/src/toolchain-node.ts";
import { root, workspaces } from "../repo-checks/workspace.ts";
import { run } from "./run.ts";

// Each file of cases/ is a program of somebody who knows nothing but the published packages. It is
// put into an empty npm project with exactly the packages it names and run; TypeScript is checked
// first against the types that the packages carry.
const cases = join(import.meta.dirname, "cases");

test.each(readdirSync(cases))("a stranger's program: %s", (file) => {
  const project = mkdtempSync(join(tmpdir(), "disco-stranger-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  const text = readFileSync(join(cases, file), "utf8");

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  // Offline and with an empty cache: what is not in the tarballs cannot come.
  run("npm", ["install", "--offline", "--cache", join(project, ".npm"), ...header(text, "installs").join(" ").split(" ").map((name) => tarballOf(name, project))], project);

  expect(runCase(file, project).trimEnd().split("\n")).toEqual(header(text, "prints"));
});

function runCase(file: string, project: string): string {
  const program = join(project, `program${extname(file)}`);
  copyFileSync(join(cases, file), program);
  if (file.endsWith(".sh")) return run("sh", [program], project, { DISCO_CC_PREFIX: findToolchain().prefix });
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(TYPES));
  run("tsc", [], project);
  return run("node", ["program.js"], project);
}

const TYPES = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    module: "nodenext",
    strict: true,
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  },
  files: ["program.ts"],
};

/** The values of the comment lines `// key: value`, or `# key: value`. */
function header(text: string, key: string): string[] {
  const values = [...text.matchAll(new RegExp(`^(?://|#) ${key}: (.*)$`, "gm"))].map(([, value]) => value as string);
  if (values.length === 0) throw new Error(`expected a line "${key}: …" in the comment that opens the case, found none`);
  return values;
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
