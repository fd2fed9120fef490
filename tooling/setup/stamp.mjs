// Remembers for which input a step was last done.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./place.mjs";

const file = (step) => join(cache, "stamps", step);

export function isDone(step, key) {
  try {
    return readFileSync(file(step), "utf8") === key;
  } catch {
    return false;
  }
}

export function setDone(step, key) {
  mkdirSync(join(cache, "stamps"), { recursive: true });
  writeFileSync(file(step), key);
}

export function setUndone(step) {
  rmSync(file(step), { force: true });
}
