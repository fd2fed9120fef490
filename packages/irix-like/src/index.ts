export * from "./images.ts";
export * from "./memory-disk.ts";
export * from "./programs.ts";
export * from "./syscalls.ts";
export * from "./table2.ts";
