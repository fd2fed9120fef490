// Debian packages, installed by root or unpacked into a directory by anybody else.
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cache } from "./place.mjs";
import { run } from "./run.mjs";

const QUIET = ["-qq", "-o", "Dpkg::Use-Pty=0"];

export function installPackages(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", [...QUIET, "update"], { env });
  run("apt-get", [...QUIET, "install", "--yes", "--no-install-recommends", ...packages], { env });
}

/**
 * Unpacks `packages` and what they need that the system lacks into `directory`, and writes
 * wrappers for the tools of `target` into its bin.
 */
export function unpackPackages(packages, directory, target) {
  const { debs, apt } = privateApt();
  run("apt-get", [...apt, ...QUIET, "update"]);
  run("apt-get", [...apt, ...QUIET, "download", ...missing(apt, packages)], { cwd: debs });

  // Renamed when complete, so that an interrupted set-up leaves nothing that looks finished.
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "bin"), { recursive: true });
  for (const deb of readdirSync(debs)) run("dpkg-deb", ["--extract", join(debs, deb), join(unfinished, "root")]);
  for (const tool of readdirSync(join(unfinished, "root", "usr", "bin"))) if (tool.startsWith(`${target}-`)) writeWrapper(unfinished, tool);
  rmSync(directory, { recursive: true, force: true });
  renameSync(unfinished, directory);
  rmSync(join(cache, "apt"), { recursive: true, force: true });
}

/** apt with lists and archives of its own, since the system's can be written by root only and may be empty. */
function privateApt() {
  const home = join(cache, "apt");
  const debs = join(home, "debs");
  rmSync(home, { recursive: true, force: true });
  for (const part of [debs, join(home, "state", "lists", "partial"), join(home, "cache", "archives", "partial")]) mkdirSync(part, { recursive: true });
  const options = [
    `Dir::State=${join(home, "state")}`,
    `Dir::Cache=${join(home, "cache")}`,
    "Dir::State::status=/var/lib/dpkg/status",
    "Debug::NoLocking=1",
  ];
  return { debs, apt: options.flatMap((option) => ["-o", option]) };
}

/** What installing `packages` would install, as name=version. */
function missing(apt, packages) {
  const plan = run("apt-get", [...apt, "--simulate", "install", "--no-install-recommends", ...packages]);
  return [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)].map(([, name, version]) => `${name}=${version}`);
}

/** gcc finds its own pieces relative to where it is; only the shared libraries need a hint. */
function writeWrapper(directory, tool) {
  const libraries = readdirSync(join(directory, "root", "usr", "lib"))
    .filter((name) => name.includes("-linux-gnu") && !name.startsWith("gcc"))
    .map((name) => `$root/usr/lib/${name}`)
    .join(":");
  const file = join(directory, "bin", basename(tool));
  writeFileSync(
    file,
    [
      "#!/bin/sh",
      'root=$(dirname "$(dirname "$(readlink -f "$0")")")/root',
      `LD_LIBRARY_PATH=${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`,
      "export LD_LIBRARY_PATH",
      `exec "$root/usr/bin/${tool}" "$@"`,
      "",
    ].join("\n"),
  );
  chmodSync(file, 0o755);
}
