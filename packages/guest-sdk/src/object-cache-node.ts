/** Object files by what they are made from, so that a build compiles only what changed. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { existsSync } from "node:fs";
import { join } from "node:path";

export class ObjectCache {
  readonly #directory: string;
  readonly #headers = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** The file for an object made from these; `make` writes it if it is not there. */
  object(source: string, include: readonly string[], recipe: readonly string[], make: (output: string) => void): string {
    const hash = createHash("sha256");
    for (const part of [...recipe, readFileSync(source), ...include.map((directory) => this.#digestOfHeaders(directory))]) hash.update(part).update("\0");
    const file = join(this.#directory, `${hash.digest("hex").slice(0, 32)}.o`);
    this.#used.add(file);
    if (!existsSync(file)) {
      // Renamed when complete: another build may look at the same time.
      const unfinished = `${file}.${process.pid}`;
      make(unfinished);
      renameSync(unfinished, file);
    }
    return file;
  }

  /** Removes what this build had no use for. */
  prune(): void {
    for (const name of readdirSync(this.#directory)) if (name.endsWith(".o") && !this.#used.has(join(this.#directory, name))) rmSync(join(this.#directory, name));
  }

  /** Any header may be included by any source: all of them count. */
  #digestOfHeaders(directory: string): string {
    const known = this.#headers.get(directory);
    if (known) return known;
    const hash = createHash("sha256");
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".h"));
    for (const name of names.sort()) hash.update(name).update("\0").update(readFileSync(join(directory, name))).update("\0");
    const digest = hash.digest("hex");
    this.#headers.set(directory, digest);
    return digest;
  }
}
