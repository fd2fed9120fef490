/** The C header of the tables. */
import { SYSTEM_CALLS, type SystemCall } from "./syscalls.ts";

/** File name below include/ → text. */
export function cHeaders(): Record<string, string> {
  const calls: [string, SystemCall][] = Object.entries(SYSTEM_CALLS);
  return {
    "sys/syscall.h": [
      "/* Generated from packages/irix-like/src/syscalls.ts; do not edit: change the table and run",
      " * pnpm --filter @disco-vm/irix-like generate */",
      "#ifndef SYS_SYSCALL_H",
      "#define SYS_SYSCALL_H",
      "",
      ...calls.map(([name, { number, doc }]) => `#define SYS_${name} ${number}${doc && ` /* ${doc} */`}`),
      "",
      "/* X(number, name, arguments) for each; W for those to which the C library adds something. */",
      "#define SYSCALLS(X, W) \\",
      ...calls.map(([name, { number, args, wrapped }], n) => `\t${wrapped ? "W" : "X"}(${number}, ${name}, ${args})${n < calls.length - 1 ? " \\" : ""}`),
      "",
      `#define NSYSCALL ${Math.max(...calls.map(([, { number }]) => number)) + 1}`,
      "",
      "#endif",
      "",
    ].join("\n"),
  };
}
