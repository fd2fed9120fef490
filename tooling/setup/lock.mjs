// One set-up at a time: two commands started together in a fresh clone must not build over each other.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./place.mjs";
import { say } from "./run.mjs";

const file = join(cache, "setup.lock");

/** Runs `work` while holding the lock; waits for another holder as long as its process lives. */
export function withLock(work) {
  mkdirSync(cache, { recursive: true });
  for (let told = false; !take(); pause(200)) {
    if (!told) say("waiting for another set-up in this directory");
    told = true;
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!holderLives()) rmSync(file, { force: true });
    return false;
  }
}

function holderLives() {
  try {
    // Empty: the holder has created the file and not yet written to it.
    const pid = Number(readFileSync(file, "utf8"));
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
