// `npm run bench`, `npm run -s disco`: sets up what is missing, then is that app.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../setup/place.mjs";
import { setUp } from "../setup/setup.mjs";

const [app, ...args] = process.argv.slice(2);
setUp();

const program = join(root, "apps", app, "dist", `${app}.js`);
process.argv.splice(1, Infinity, program, ...args);
// npm changes to the repository's root; file names on the command line are relative to where the user is.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import(pathToFileURL(program).href);
