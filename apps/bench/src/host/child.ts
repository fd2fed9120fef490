import { fork } from "node:child_process";
import type { RadixJob } from "../radix/job.ts";
import type { Progress, RadixRun } from "../radix/simulate.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

// Beside the built bench lies the built worker; beside this source, its source.
const source = import.meta.url.endsWith(".ts");
const WORKER = new URL(source ? "../worker.ts" : "./worker.js", import.meta.url);

/** Simulates a job in a process of its own. */
export function inChild(job: RadixJob, report: (progress: Progress) => void): Promise<RadixRun> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, { serialization: "advanced" });
    child.on("message", (message: FromWorker) => {
      if ("progress" in message) return report(message.progress);
      if ("run" in message) resolve(message.run);
      else reject(new Error(message.failure));
      child.disconnect();
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(new Error(`the process that simulated it ended with ${signal ?? `code ${code}`} and no result`)));
    child.send({ job } satisfies ToWorker);
  });
}
