import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { expect, test } from "vitest";
import { findToolchain } from "../../packages/guest-sdk/src/toolchain-node.ts";
import { root } from "../repo-checks/workspace.ts";
import { strangersProject } from "./project.ts";
import { run } from "./run.ts";

// Each file of cases/ is a program of somebody who knows nothing but the published packages. It is
// put into an empty npm project with exactly the packages it names and run; TypeScript is checked
// first against the types that the packages carry.
const cases = join(import.meta.dirname, "cases");

test.each(readdirSync(cases))("a stranger's program: %s", (file) => {
  const text = readFileSync(join(cases, file), "utf8");
  const project = strangersProject(header(text, "installs").join(" ").split(" "));
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
