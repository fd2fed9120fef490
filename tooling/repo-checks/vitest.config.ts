import { defineChecks } from "../vitest/checks.ts";

export default defineChecks("repo-checks");
