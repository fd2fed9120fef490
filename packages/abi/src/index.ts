export * from "./boot.ts";
export * from "./devices.ts";
export * from "./headers.ts";
export * from "./interrupts.ts";
export * from "./memory-map.ts";
export * from "./monitor-calls.ts";
export * from "./special-page.ts";
