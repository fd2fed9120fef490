/** Writes results.schema.json: pnpm run generate. */
import { fileURLToPath } from "node:url";
import { writeFile } from "../host/write-file.ts";
import { jsonSchema } from "./schema.ts";

writeFile(fileURLToPath(new URL("../../results.schema.json", import.meta.url)), jsonSchema());
