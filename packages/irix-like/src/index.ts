export * from "./images.ts";
export * from "./programs.ts";
export * from "./syscalls.ts";
