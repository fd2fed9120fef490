/**
 * What services cost IRIX 5.3 on the bare machine: microseconds each, in pmake on one CPU. Table 2 of "Disco: Running Commodity
 * Operating Systems on Scalable Multiprocessors" (Bugnion, Devine, Rosenblum, SOSP '97). The names are those of the kernel's
 * annotations.
 */
export const TABLE_2: Readonly<Record<string, number>> = {
  DEMAND_ZERO: 21, QUICK_FAULT: 5, open: 42, UTLB_MISS: 0.035, write: 12, read: 23, execve: 437,
};
