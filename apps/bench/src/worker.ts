/** A child process: simulates one job and ends. One machine is simulated by one host thread. */
import { readImage } from "@disco-vm/workloads/node";
import type { FromWorker, ToWorker } from "./host/messages.ts";
import { imageFor, simulate } from "./radix/simulate.ts";

const say = (message: FromWorker): void => void process.send?.(message);

// Without its parent nobody wants the result.
process.on("disconnect", () => process.exit());
process.once("message", ({ job }: ToWorker) => {
  try {
    const run = simulate(job, readImage(imageFor(job.monitor)), (progress) => say({ progress }));
    say({ run });
  } catch (error) {
    say({ failure: error instanceof Error ? error.stack ?? error.message : String(error) });
  }
});
