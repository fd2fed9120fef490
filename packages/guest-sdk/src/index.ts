export * from "./flags.ts";
export * from "./library.ts";
export * from "./link-script.ts";
