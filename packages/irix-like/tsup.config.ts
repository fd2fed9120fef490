import { definePackage } from "../../tooling/tsup/preset.ts";

export default definePackage({ entry: ["src/index.ts", "src/irix-cc-node.ts", "src/read-image-node.ts"] });
