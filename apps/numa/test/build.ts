import { buildCommands } from "../../../tooling/vitest/command.ts";

export const setup = buildCommands(new URL("../", import.meta.url), ["src/numa.ts"]);
