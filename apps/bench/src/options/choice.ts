import { InvalidArgumentError } from "commander";
import { closest, distance } from "fastest-levenshtein";

/** Parses an argument that is one of a few names; a wrong one is refused with all of them and the nearest. */
export function choice<const T extends string>(names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    const near = closest(text, names);
    const related = near.startsWith(text) || distance(text.toLowerCase(), near.toLowerCase()) <= Math.max(2, near.length / 3);
    throw new InvalidArgumentError(`Expected ${names.join(" or ")}, got "${text}".${related ? ` Did you mean "${near}"?` : ""}`);
  };
}

/** Parses a whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const n = /^\d+$/.test(text) ? Number(text) : NaN;
    if (n >= least && n <= most) return n;
    const near = Number.isNaN(n) ? "" : ` The nearest is ${Math.min(Math.max(n, least), most)}.`;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}, got "${text}".${near}`);
  };
}

/** Parses what is separated by commas, without repetitions. */
export function listOf<T>(one: (text: string) => T): (text: string) => T[] {
  return (text) => [...new Set(text.split(",").map((part) => one(part.trim())))];
}
