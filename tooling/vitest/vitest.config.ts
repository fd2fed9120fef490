import { defineChecks } from "./checks.ts";

export default defineChecks("vitest-preset");
