// Runs a program quietly; its output is shown only if it fails.
import { spawnSync } from "node:child_process";
import { root } from "./place.mjs";

/** What the user must know or do before the set-up can go on. Printed without a stack. */
export class SetupError extends Error {}

/** Runs `command` to its end and returns what it wrote to stdout. */
export function run(command, args, { cwd = root, env = {} } = {}) {
  const done = attempt(command, args, { cwd, env });
  if (done.status === 0) return done.stdout;
  throw new SetupError(`${[command, ...args].join(" ")}\n${done.output}\nsetup: the command above failed (${done.reason})`);
}

/** Like `run`, but says how it ended instead of throwing. */
export function attempt(command, args, { cwd = root, env = {} } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    // Under `npm run -s` an npm started here would be silent about its errors too.
    env: { ...process.env, npm_config_loglevel: "error", ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return {
    status: done.status,
    stdout: done.stdout ?? "",
    output: `${done.stdout ?? ""}${done.stderr ?? ""}`.trimEnd(),
    reason: done.error?.message ?? (done.signal ? `signal ${done.signal}` : `exit code ${done.status}`),
  };
}

/** One line about what is being done. On stderr, since stdout belongs to the command that was asked for. */
export function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}
