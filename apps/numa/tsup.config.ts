import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ entry: ["src/numa.ts"], platform: "node", dts: false, external: [/^node:/, "vega", "vega-lite"] });
