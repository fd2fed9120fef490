import { fork } from "node:child_process";
import type { RadixJob } from "../radix/job.ts";
import type { Progress, RadixRun } from "../radix/simulate.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

// Beside the built bench lies the built worker; beside this source, its source.
const source = import.meta.url.endsWith(".ts");
const WORKER = new URL(source ? "../worker.ts" : "./worker.js", import.meta.url);

/** A simulation that says nothing for so long hangs: it reports a few times a second. */
const SILENCE = 120_000;

/** Simulates a job in a process of its own. */
export function inChild(job: RadixJob, report: (progress: Progress) => void): Promise<RadixRun> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, { serialization: "advanced" });
    const watchdog = setTimeout(() => {
      reject(new Error(`nothing heard for ${SILENCE / 1000} s from the process that simulates it`));
      child.kill();
    }, SILENCE);
    child.on("message", (message: FromWorker) => {
      watchdog.refresh();
      if ("progress" in message) return report(message.progress);
      if ("run" in message) resolve(message.run);
      else reject(new Error(message.failure));
      child.disconnect();
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(watchdog);
      reject(new Error(`the process that simulates it ended with ${signal ?? `code ${code}`} and no result`)); // too late if there is one
    });
    child.send({ job } satisfies ToWorker);
  });
}
