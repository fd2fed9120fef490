import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ entry: ["src/disco.ts"], platform: "node", dts: false });
