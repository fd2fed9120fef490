// `npm test`: sets up what is missing, then every check there is. Ends with one line of counts.
// Arguments go to vitest: `npm test -- --project mips` runs that package's tests only.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, root } from "../setup/place.mjs";
import { setUp } from "../setup/setup.mjs";

const chosen = process.argv.slice(2);
const started = Date.now();
let passed = 0;
let failed = 0;

setUp();
process.env.TURBO_TELEMETRY_DISABLED = "1";
if (chosen.length === 0) {
  countOne("types of tooling", shown("tsc", ["--noEmit"]));
  countTasks("types of packages", "turbo", ["run", "typecheck", "--continue", "--output-logs=errors-only"]);
  countOne("lint", shown("oxlint", ["--quiet"]));
}
countTests("tests", chosen);
if (chosen.length === 0) countTests("packages as published", ["--root", "tooling/packed"]);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countOne(title, { status }) {
  count(title, status === 0 ? 1 : 0, status === 0 ? 0 : 1);
}

/** Counts turbo's tasks, one a package. */
function countTasks(title, command, args) {
  const { status, output } = shown(command, args);
  const [, good, all] = output.match(/Tasks:\s+(\d+) successful, (\d+) total/) ?? [0, 0, 0];
  count(title, Number(good), Number(all) - Number(good), status);
}

/** Counts vitest's tests, and a file that could not even be loaded as one failure. */
function countTests(title, args) {
  const report = join(cache, "reports", `${title.replaceAll(" ", "-")}.json`);
  mkdirSync(join(cache, "reports"), { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args], { cwd: root, stdio: "inherit" });
  let result = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  try {
    result = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    console.log(`test: vitest left no report for ${title}`);
  }
  const unloaded = result.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"));
  count(title, result.numPassedTests, result.numFailedTests + unloaded.length, status);
}

/** A tool that ends badly without naming a failure has failed all the same. */
function count(title, good, bad, status = 0) {
  const all = status !== 0 && bad === 0 ? 1 : bad;
  passed += good;
  failed += all;
  console.log(`test: ${title}: ${good} passed, ${all} failed (${Math.round((Date.now() - started) / 1000)} s since the start)`);
}

/** Runs a tool of the workspace; its output is passed on and returned. */
function shown(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const output = `${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}`;
  process.stdout.write(output);
  return { status: status ?? 1, output };
}
