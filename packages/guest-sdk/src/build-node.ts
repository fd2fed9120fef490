/** Compiles and links guest programs: the same bytes from the same sources, on every host and in every directory. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError } from "./errors.ts";
import { ABI_FLAGS, COMPILE_FLAGS, LINK_FLAGS } from "./flags.ts";
import { HAL, LIBC, type Library } from "./library.ts";
import { linkScript, type LinkTarget, type Platform } from "./link-script.ts";
import { ObjectCache } from "./object-cache-node.ts";
import { findToolchain, type Toolchain } from "./toolchain-node.ts";

export { BuildError } from "./errors.ts";
export { findToolchain, type Toolchain } from "./toolchain-node.ts";

/** A program is a set of sources and the libraries that it is linked with, besides the C library and the platform's own. */
export interface Program extends Library {
  readonly libraries?: readonly Library[];
}

/** Headers generated from the ABI's tables. */
const ABI_INCLUDE = join(dirname(createRequire(import.meta.url).resolve("@disco-vm/abi/package.json")), "include");

export class Builder {
  readonly #toolchain: Toolchain;
  readonly #objects: ObjectCache;

  /** Objects are kept in `cache` from one build to the next. */
  constructor({ cache, toolchain = findToolchain() }: { cache: string; toolchain?: Toolchain }) {
    this.#toolchain = toolchain;
    this.#objects = new ObjectCache(cache);
  }

  /**
   * Writes the ELF image of a program to `output`: for a platform, with the C library and start-up code; or for a link
   * target of its own (a kernel, the programs of a guest system), with nothing but the libraries it names.
   */
  build(program: Program, target: Platform | LinkTarget, output: string): void {
    const platform = typeof target === "string" ? [HAL[target], LIBC] : [];
    const used = [program, ...(program.libraries ?? []), ...platform];
    // What is not needed goes when sections are collected.
    this.#link(this.#objectsOf(used), typeof target === "string" ? { script: linkScript(target) } : target, output);
  }

  /** Writes libraries to the archive `output`, for a compiler that is called by hand. */
  archive(libraries: readonly Library[], output: string): void {
    mkdirSync(dirname(output), { recursive: true });
    rmSync(output, { force: true });
    this.#run("ar", ["rcsD", output, ...this.#objectsOf(libraries)], dirname(output), "link");
  }

  /** Forgets objects that no `build` of this builder used. */
  prune(): void {
    this.#objects.prune();
  }

  /** In a fixed order. */
  #objectsOf(libraries: readonly Library[]): string[] {
    const include = [...new Set(libraries.flatMap(includes)), ABI_INCLUDE];
    return libraries.flatMap((library) => [...library.sources].sort().map((source) => this.#compile(library, source, include)));
  }

  #compile(library: Library, source: string, include: readonly string[]): string {
    const directory = fileURLToPath(library.directory);
    const flags = [...ABI_FLAGS, ...COMPILE_FLAGS, ...(library.flags ?? [])];
    const recipe = [this.#toolchain.version, source, ...flags];
    return this.#objects.object(resolve(directory, source), [dirname(resolve(directory, source)), ...include], recipe, (object) =>
      // A relative name and no other name in the output: the directory must not show.
      this.#run("gcc", [...flags, "-nostdinc", `-ffile-prefix-map=${directory}=`, ...include.flatMap((path) => ["-isystem", path]), "-isystem", this.#toolchain.headers, "-c", source, "-o", object], directory, "compile"),
    );
  }

  #link(objects: readonly string[], { script, flags = [] }: LinkTarget, output: string): void {
    const work = mkdtempSync(join(tmpdir(), "disco-link-"));
    try {
      writeFileSync(join(work, "script.ld"), script);
      mkdirSync(dirname(output), { recursive: true });
      this.#run("ld", [...LINK_FLAGS, ...flags, "-T", join(work, "script.ld"), "-o", output, ...objects], work, "link");
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }

  #run(tool: "ar" | "gcc" | "ld", args: readonly string[], cwd: string, code: "compile" | "link"): void {
    const { status, stdout, stderr, error } = spawnSync(`${this.#toolchain.prefix}${tool}`, args, {
      cwd,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" }, // messages that do not depend on the host
    });
    if (status !== 0) throw new BuildError(code, `${this.#toolchain.prefix}${tool} ${args.join(" ")}\n${error?.message ?? `${stdout}${stderr}`}`);
    if (stderr) console.warn(stderr.trimEnd());
  }
}

function includes(library: Library): string[] {
  return library.include.map((path) => fileURLToPath(new URL(path, library.directory)));
}
