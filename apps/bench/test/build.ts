import { buildCommands } from "../../../tooling/vitest/command.ts";

export const setup = buildCommands(new URL("../", import.meta.url), ["src/bench.ts", "src/worker.ts"]);
