import { defineChecks } from "../vitest/checks.ts";

const { test } = defineChecks("packed");

// Checks of what is built and packed: `npm test` runs them after the build, apart from the other tests.
export default { test: { ...test, globalSetup: "pack.ts" } };
