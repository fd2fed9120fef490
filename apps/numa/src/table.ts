/** Columns of text; numbers to the right. By default all but the first are. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly boolean[] = head.map((_, n) => n > 0)): string {
  const widths = head.map((h, n) => Math.max(h.length, ...rows.map((r) => r[n]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((c, n) => (right[n] ? c.padStart(widths[n]!) : c.padEnd(widths[n]!))).join("  ").trimEnd(); // a width each
  return [line(head), ...rows.map(line)].join("\n");
}
