import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { ImageName } from "@disco-vm/workloads";
import { readImage } from "@disco-vm/workloads/node";
import type { Provenance } from "./schema.ts";

/** Where the results come from: all that is needed to get them again, and on what they were got. */
export function provenance(images: Iterable<ImageName>, seed: number, configuration: Provenance["configuration"], failures: Provenance["failures"]): Provenance {
  return {
    packages: packages(),
    git: git(),
    node: process.version,
    host: {
      platform: process.platform, architecture: process.arch, processor: cpus()[0]?.model ?? "unknown",
      cores: availableParallelism(), memoryBytes: totalmem(),
    },
    images: Object.fromEntries([...images].sort().map((name) => [name, createHash("sha256").update(readImage(name)).digest("hex")])),
    seed, configuration, failures,
  };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function packages(): Record<string, string> {
  const own = readManifest(fileURLToPath(new URL(upToPackage("package.json"), import.meta.url)));
  const { resolve } = createRequire(import.meta.url);
  const ours = Object.keys(own.dependencies ?? {}).filter((name) => name.startsWith("@disco-vm/"));
  return Object.fromEntries([own, ...ours.map((name) => readManifest(resolve(`${name}/package.json`)))].map(({ name, version }) => [name, version]));
}

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8")) as Manifest; // every manifest has these

/** This file is src/results/provenance.ts, or has become part of dist/bench.js. */
const upToPackage = (file: string): string => (import.meta.url.endsWith(".ts") ? `../../${file}` : `../${file}`);

function git(): Provenance["git"] {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const ask = (...args: string[]): string | undefined => {
    const { status, stdout } = spawnSync("git", args, { cwd, encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = ask("rev-parse", "HEAD");
  return commit === undefined ? null : { commit, dirty: ask("status", "--porcelain") !== "" };
}
