import { mergeConfig } from "vitest/config";
import { defineTests } from "../../tooling/vitest/preset.ts";

export default mergeConfig(defineTests({ examples: false }), { test: { globalSetup: "test/build.ts" } });
