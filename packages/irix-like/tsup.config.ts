import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ entry: ["src/index.ts", "src/read-image-node.ts"] });
