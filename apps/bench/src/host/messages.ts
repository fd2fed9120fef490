/** What bench and its child processes say to each other. */
import type { RadixJob } from "../radix/job.ts";
import type { Progress, RadixRun } from "../radix/simulate.ts";

export type ToWorker = { readonly job: RadixJob };
export type FromWorker =
  | { readonly progress: Progress }
  | { readonly run: RadixRun }
  | { readonly failure: string };
