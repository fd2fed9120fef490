import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { root, workspaces } from "../repo-checks/workspace.ts";
import { run } from "./run.ts";

// Each file of cases/ is a program of somebody who knows nothing but the published packages. It is
// put into an empty npm project with exactly the packages it names, checked by TypeScript against
// the types they carry, and run.
const cases = join(import.meta.dirname, "cases");

test.each(readdirSync(cases))("a stranger's program: %s", (file) => {
  const project = mkdtempSync(join(tmpdir(), "disco-stranger-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  const text = readFileSync(join(cases, file), "utf8");

  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  // Offline and with an empty cache: what is not in the tarballs cannot come.
  run("npm", ["install", "--offline", "--cache", join(project, ".npm"), ...header(text, "installs").join(" ").split(" ").map(tarballOf)], project);

  copyFileSync(join(cases, file), join(project, "program.ts"));
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(TYPES));
  run("tsc", [], project);

  expect(run("node", ["program.js"], project).trimEnd().split("\n")).toEqual(header(text, "prints"));
});

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

/** The values of the comment lines `// key: value`. */
function header(text: string, key: string): string[] {
  const values = [...text.matchAll(new RegExp(`^// ${key}: (.*)$`, "gm"))].map(([, value]) => value as string);
  if (values.length === 0) throw new Error(`expected a line "// ${key}: …" in the case, found none`);
  return values;
}

function tarballOf(packageName: string): string {
  const found = workspaces().find(({ manifest }) => manifest.name === packageName);
  if (!found) throw new Error(`expected the name of a package of this workspace, got ${packageName}`);
  return join(inject("tarballs"), `disco-vm-${found.name}-${found.manifest.version}.tgz`);
}
