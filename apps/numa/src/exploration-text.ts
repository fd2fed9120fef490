import { tableRows, type Exploration } from "@disco-vm/numa";

export function explorationText(found: Exploration): string {
  const rows = tableRows(), { states, visited, transitions, complete, violation } = found;
  const lines = [`${states} states, ${transitions} transitions, ${violation ? 1 : 0} violations`, ...(visited < states ? [`${visited} visited: of those that differ only in names one each`] : []), `${found.rows.size} of ${rows.length} rows of the tables ran`];
  if (violation) lines.push("", `violation: ${violation.message}`, ...violation.trace.map((step, n) => `${String(n + 1).padStart(4)}. ${step}`));
  else if (!complete) lines.push("gave up: more states than --max-states");
  return lines.join("\n");
}
