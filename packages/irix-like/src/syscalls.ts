/**
 * The system calls, by number: SVR4's where it has the call. From this table come the kernel's switch and the C
 * library's entries (include/sys/syscall.h).
 *
 * A call has its number in v0 and its arguments in a0 to a5; it returns its result in v0 and 0 in a3, or an errno in v0 and 1 in a3,
 * as on IRIX. Arguments and results are 32-bit.
 */
export interface SystemCall {
  readonly number: number;
  /** How many of a0 to a5 it reads. */
  readonly args: number;
  readonly doc: string;
  /** The C library has a function of that name that does more; the bare call is __sys_ and the name. */
  readonly wrapped?: true;
}

export const SYSTEM_CALLS = {
  exit: { number: 1, args: 1, doc: "ends the process", wrapped: true },
  fork: { number: 2, args: 0, doc: "" },
  read: { number: 3, args: 3, doc: "" },
  write: { number: 4, args: 3, doc: "" },
  open: { number: 5, args: 3, doc: "" },
  close: { number: 6, args: 1, doc: "" },
  waitpid: { number: 7, args: 3, doc: "" },
  creat: { number: 8, args: 2, doc: "" },
  link: { number: 9, args: 2, doc: "" },
  unlink: { number: 10, args: 1, doc: "" },
  execve: { number: 11, args: 3, doc: "" },
  chdir: { number: 12, args: 1, doc: "" },
  time: { number: 13, args: 0, doc: "seconds since the machine was switched on", wrapped: true },
  mknod: { number: 14, args: 3, doc: "" },
  chmod: { number: 15, args: 2, doc: "" },
  chown: { number: 16, args: 3, doc: "" },
  brk: { number: 17, args: 1, doc: "", wrapped: true },
  stat: { number: 18, args: 2, doc: "" },
  lseek: { number: 19, args: 3, doc: "" },
  getpid: { number: 20, args: 0, doc: "" },
  alarm: { number: 27, args: 1, doc: "" },
  fstat: { number: 28, args: 2, doc: "" },
  pause: { number: 29, args: 0, doc: "" },
  sync: { number: 36, args: 0, doc: "" },
  kill: { number: 37, args: 2, doc: "" },
  setpgid: { number: 39, args: 2, doc: "" },
  dup: { number: 41, args: 1, doc: "" },
  pipe: { number: 42, args: 1, doc: "" },
  times: { number: 43, args: 1, doc: "" },
  getppid: { number: 44, args: 0, doc: "" },
  getpgrp: { number: 45, args: 0, doc: "" },
  sginap: { number: 48, args: 1, doc: "sleeps for clock ticks; 0: lets others run" },
  ioctl: { number: 54, args: 3, doc: "" },
  uadmin: { number: 55, args: 2, doc: "ends the run with that exit code, disks synchronized" },
  umask: { number: 60, args: 1, doc: "" },
  fcntl: { number: 62, args: 3, doc: "" },
  dup2: { number: 63, args: 2, doc: "" },
  rmdir: { number: 79, args: 1, doc: "" },
  mkdir: { number: 80, args: 2, doc: "" },
  getdents: { number: 81, args: 3, doc: "" },
  rename: { number: 82, args: 2, doc: "" },
  ftruncate: { number: 83, args: 2, doc: "" },
  fsync: { number: 84, args: 1, doc: "" },
  getcwd: { number: 85, args: 2, doc: "", wrapped: true },
  sigaction: { number: 96, args: 4, doc: "the fourth argument is where handlers return to", wrapped: true },
  sigprocmask: { number: 97, args: 3, doc: "" },
  sigsuspend: { number: 98, args: 1, doc: "" },
  sigpending: { number: 99, args: 1, doc: "" },
  sigreturn: { number: 100, args: 1, doc: "" },
  gettimeofday: { number: 108, args: 1, doc: "" },
  mmap: { number: 115, args: 6, doc: "" },
  munmap: { number: 116, args: 2, doc: "" },
  mprotect: { number: 117, args: 3, doc: "" },
  msync: { number: 118, args: 3, doc: "" },
  sproc: { number: 129, args: 5, doc: "a thread: entry, share mask, argument, stack's end, where the entry returns to", wrapped: true },
  prctl: { number: 130, args: 2, doc: "about this process and those it shares with" },
  sysmp: { number: 131, args: 3, doc: "about processors and the kernel's counters" },
  shmget: { number: 140, args: 3, doc: "" },
  shmat: { number: 141, args: 3, doc: "" },
  shmdt: { number: 142, args: 1, doc: "" },
  shmctl: { number: 143, args: 3, doc: "" },
} as const satisfies Record<string, SystemCall>;

export type SystemCallName = keyof typeof SYSTEM_CALLS;
