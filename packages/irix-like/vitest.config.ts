import { defineTests } from "../../tooling/vitest/preset.ts";

export default defineTests();
