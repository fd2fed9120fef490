import { InvalidArgumentError } from "commander";
import { closest, distance } from "fastest-levenshtein";

/** Parses an argument that is one of a few names; a wrong one is refused with all of them and the nearest. */
export function choice<const T extends string>(names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`Expected ${list(names)}.${didYouMean(text, names)}`);
    return found;
  };
}

/** ` Did you mean "x"?`, or nothing when no name is near. */
export function didYouMean(text: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const near = closest(text, names);
  const related = near.startsWith(text) || distance(text.toLowerCase(), near.toLowerCase()) <= Math.max(2, near.length / 3);
  return related ? ` Did you mean "${near}"?` : "";
}

function list(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`; // not empty: callers name choices
}
