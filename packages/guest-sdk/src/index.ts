export * from "./flags.ts";
export * from "./library.ts";
export * from "./link-script.ts";
export * from "./efs/errors.ts";
export * from "./efs/format.ts";
export * from "./efs/header.ts";
export * from "./efs/make.ts";
