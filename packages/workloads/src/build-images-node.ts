/** Builds every image into dist/images. Run by `pnpm build`; recompiles only what changed. */
import { fileURLToPath } from "node:url";
import { Builder, BuildError } from "@disco-vm/guest-sdk/build";
import { PLATFORMS, STRICT_FLAGS } from "@disco-vm/guest-sdk";
import { LIBRARY as SPLASHOS } from "@disco-vm/splashos";
import { PROGRAMS, type GuestProgram, type ProgramName } from "./programs.ts";

const LIBRARIES = { splashos: SPLASHOS };
const directory = new URL("../", import.meta.url);

/** Writes NAME-PLATFORM.elf of each program to the directory `output`; keeps objects in `cache`. */
export function buildImages(output: string, cache: string): void {
  const builder = new Builder({ cache });
  for (const [name, program] of Object.entries(PROGRAMS) as [ProgramName, GuestProgram][])
    for (const platform of PLATFORMS)
      builder.build(
        { name, directory, include: [], flags: STRICT_FLAGS, sources: program.sources, libraries: program.libraries.map((library) => LIBRARIES[library]) },
        platform,
        `${output}/${name}-${platform}.elf`,
      );
  builder.prune();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  try {
    buildImages(fileURLToPath(new URL("dist/images", directory)), fileURLToPath(new URL("node_modules/.cache/objects", directory)));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
