/** The name closest to a misspelt one, for messages: ` (did you mean "addiu"?)`, or nothing. */
export function nearest(name: string, names: Iterable<string>): string {
  let best: string | undefined, least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const d = distance(name, candidate);
    if (d < least) (least = d), (best = candidate);
  }
  return best === undefined ? "" : ` (did you mean "${best}"?)`;
}

/** Levenshtein's: insertions, deletions and replacements of one letter. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
  }
  return row[b.length] ?? 0;
}
