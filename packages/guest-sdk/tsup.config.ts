import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ platform: "node", entry: ["src/index.ts", "src/build-node.ts", "src/disco-cc-node.ts"] });
