import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ entry: ["src/bench.ts", "src/worker.ts"], platform: "node", dts: false });
