/** The guest programs of this package. */

export interface GuestProgram {
  /** Relative to the package. */
  readonly sources: readonly string[];
  readonly libraries: readonly "splashos"[];
  readonly doc: string;
}

export const PROGRAMS = {
  hello: { sources: ["programs/hello.c"], libraries: [], doc: "prints a line and its arguments; the first argument is the exit code" },
  smp: { sources: ["programs/smp.c"], libraries: [], doc: "starts every CPU; all count one counter up with LL/SC and say hello" },
  chase: { sources: ["programs/chase.c"], libraries: [], doc: "memory latency by following a chain of pointers: -b bytes -s stride -n loads -a physical address" },
  privileged: {
    sources: ["programs/privileged-vectors.S", "programs/privileged.c"],
    libraries: [],
    doc: "registers, TLB, exceptions and interrupts of a kernel; the exit code is the number of failed checks",
  },
  libc: { sources: ["programs/libc.c"], libraries: [], doc: "checks of the C library; the exit code is the number of failures" },
  splash: { sources: ["programs/splash.c"], libraries: ["splashos"], doc: "every PARMACS macro, with as many threads as CPUs and with three times as many" },
  radix: {
    sources: ["radix/keys.c", "radix/main.c", "radix/options.c", "radix/sort.c"],
    libraries: ["splashos"],
    doc: "SPLASH-2's radix sort: -p processors -n keys -r radix -m maximum key -s seed -t",
  },
} as const satisfies Record<string, GuestProgram>;

export type ProgramName = keyof typeof PROGRAMS;
