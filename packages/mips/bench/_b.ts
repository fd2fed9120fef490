import { build } from "./build.ts";
const P: Record<string, number> = { mix: 3000, radix: 300, fpu: 4000, walk: 200, bytecode: 60_000, kernel: 20_000 };
for (const [n, r] of Object.entries(P)) console.log(build(n, "disco", r));
