/**
 * Who may depend on whom. Lowest first; a package may use what stands in its row and nothing else
 * of the workspace. Guests know the ABI and what they are built with, never the monitor: so a
 * replacement of the monitor needs nothing of Disco, and Disco nothing of a guest.
 */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  wasm: [],
  abi: [],
  mips: ["wasm"],
  numa: ["wasm"],
  machine: ["wasm", "abi", "mips", "numa"],
  monitor: ["wasm", "abi", "mips", "numa", "machine"],
  "guest-sdk": ["abi"],
  splashos: ["abi", "guest-sdk"],
  "irix-like": ["abi", "guest-sdk"],
  workloads: ["abi", "guest-sdk", "splashos", "irix-like"],
};

const EVERYTHING = Object.keys(MAY_USE);

/** Apps stand on top: they may use every package, and nothing uses them. */
export function mayUse(workspace: { name: string; kind: "package" | "app" }): readonly string[] | undefined {
  return workspace.kind === "app" ? EVERYTHING : MAY_USE[workspace.name];
}
