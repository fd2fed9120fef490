/** The command `disco-cc`: C sources to an image, without a build script. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { BuildError, Builder } from "./build-node.ts";
import type { Library } from "./library.ts";
import { PLATFORMS, type Platform } from "./link-script.ts";

const USAGE = `disco-cc --platform ${PLATFORMS.join("|")} -o IMAGE.elf [--with PACKAGE]… [-I DIRECTORY]… SOURCE…
  --with PACKAGE   links the library that the npm package exports as LIBRARY, such as @disco-vm/splashos`;

/** Returns the exit code. */
export async function discoCc(args: string[]): Promise<number> {
  try {
    const { platform, output, include, libraries, sources } = await parse(args);
    const directory = pathToFileURL(`${process.cwd()}/`);
    const program = { name: "program", directory, sources, include: include.map((path) => `${path}/`), libraries };
    const objects = mkdtempSync(join(tmpdir(), "disco-cc-"));
    try {
      new Builder({ cache: objects }).build(program, platform, resolve(output));
    } finally {
      rmSync(objects, { recursive: true, force: true });
    }
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function parse(args: string[]) {
  const { values, positionals } = options(args);
  const platform = PLATFORMS.find((known) => known === values.platform);
  if (!platform || !values.output || positionals.length === 0) throw new BuildError("arguments", USAGE);
  const libraries = await Promise.all((values.with ?? []).map(libraryOf));
  return { platform: platform satisfies Platform, output: values.output, include: values.include ?? [], libraries, sources: positionals };
}

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        platform: { type: "string" },
        output: { type: "string", short: "o" },
        include: { type: "string", short: "I", multiple: true },
        with: { type: "string", multiple: true },
      },
    });
  } catch (error) {
    throw new BuildError("arguments", `${(error as Error).message}\n${USAGE}`);
  }
}

async function libraryOf(name: string): Promise<Library> {
  const module = (await import(entryOf(name))) as { LIBRARY?: Library };
  if (!module.LIBRARY) throw new BuildError("arguments", `--with: expected a package that exports LIBRARY, got ${name}`);
  return module.LIBRARY;
}

/** Where a package begins that is installed where the user is, which need not be where this file is. */
function entryOf(name: string): string {
  try {
    const manifest = createRequire(resolve("here.js")).resolve(`${name}/package.json`);
    const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports: { ".": { import: string } } };
    return new URL(exports["."].import, pathToFileURL(manifest)).href;
  } catch {
    throw new BuildError("arguments", `--with: expected a package that is installed here, got ${name}; npm install ${name}`);
  }
}
