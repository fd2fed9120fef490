import { i32, type Body, type I32Like } from "@disco-vm/wasm";
import { InvariantError } from "../errors.ts";
import { WORK } from "../layout.ts";
import type { Cells } from "./cells.ts";
import type { Rows } from "./table.ts";

/** What must not happen. The code writes it down and traps; this makes words of it. */
export const FAILURE = {
  secondStart: 1, nothingBlocked: 2, nothingToRelease: 3, secondDeferred: 4, cacheRow: 5, homeRow: 6, doneUnasked: 7, otherState: 8, queueFull: 9,
} as const;

export function fail(f: Body, cells: Cells, failure: number, a: I32Like = 0, b: I32Like = 0, c: I32Like = 0): void {
  for (const [cell, value] of [[WORK.failure, i32.const(failure)], [WORK.failureA, a], [WORK.failureB, b], [WORK.failureC, c]] as const) f.add(cells.setWork(cell, value));
  f.unreachable();
}

export function failureOf(work: Int32Array, cache: Rows, home: Rows): InvariantError | undefined {
  const [a, b, c] = [work[WORK.failureA]!, work[WORK.failureB]!, work[WORK.failureC]!];
  const excluded = (rows: Rows): string => `protocol: ${rows.name(a, b)} happened for line ${c}, which the table excludes`;
  const words = {
    [FAILURE.secondStart]: () => `start: CPU ${a} has a transaction; release it first`,
    [FAILURE.nothingBlocked]: () => `start: CPU ${a} has no blocked access`,
    [FAILURE.nothingToRelease]: () => `release: CPU ${a} has no line that has come`,
    [FAILURE.secondDeferred]: () => `CPU ${a}: two messages for a pinned line`,
    [FAILURE.cacheRow]: () => excluded(cache),
    [FAILURE.homeRow]: () => excluded(home),
    [FAILURE.doneUnasked]: () => `DONE for ${a}, which has asked for nothing`,
    [FAILURE.otherState]: () => `CPU ${a}: a line is in state ${c} after event ${b}, which the table takes elsewhere`,
    [FAILURE.queueFull]: () => `more than ${a} messages are under way`,
  }[work[WORK.failure]!];
  return words && new InvariantError(words());
}
