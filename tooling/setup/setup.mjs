// Everything a command of this repository needs, brought in order. Node's own modules only: this
// runs before there is a node_modules. Run by itself (`npm run setup`) it sets up and does nothing else.
import { pathToFileURL } from "node:url";
import { setUpBuild } from "./build.mjs";
import { setUpCompiler } from "./compiler.mjs";
import { setUpDependencies } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { setUpPnpm } from "./pnpm.mjs";
import { SetupError } from "./run.mjs";

const NODE = 20;

export function setUp() {
  try {
    if (parseInt(process.versions.node) < NODE) throw new SetupError(`setup: expected Node ${NODE} or later, found ${process.versions.node}`);
    withLock(() => {
      setUpPnpm();
      setUpDependencies();
      setUpCompiler();
      setUpBuild();
    });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) setUp();
