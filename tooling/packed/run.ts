import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../repo-checks/workspace.ts";

/** Runs a program, one of the workspace's tools included, and returns its stdout; throws what it wrote if it fails. */
export function run(command: string, args: readonly string[], cwd = root, env: Record<string, string> = {}): string {
  const tools = `${join(root, ".cache/pnpm/node_modules/.bin")}:${join(root, "node_modules/.bin")}`;
  const done = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH: `${tools}:${process.env["PATH"]}`, npm_config_loglevel: "error", NO_COLOR: "1", ...env },
  });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${args.join(" ")}: ${done.error?.message ?? `exit code ${done.status ?? done.signal}`}\n${done.stdout}${done.stderr}`);
}
