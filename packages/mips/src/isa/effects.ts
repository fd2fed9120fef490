/** What a clause does, found by running it on a machine that only takes notes. */
import type { Fields, Row } from "../row.ts";
import type { Semantics } from "../semantics.ts";

export type Operation = keyof Semantics<unknown, unknown, unknown>;

/** The operations a row's clause uses, in the order in which it asks for them. */
export function operationsOf(row: Row): readonly Operation[] {
  const used: Operation[] = [];
  const machine = new Proxy({}, {
    get: (_, operation: Operation) => (...operands: unknown[]) => {
      used.push(operation);
      for (const operand of operands) if (typeof operand === "function") (operand as () => void)(); // the body of `when`
      return operation === "divide" ? {} : undefined;
    },
  });
  // Values, conditions and fields are opaque to a clause, so that `undefined` can stand for each.
  row.exec(machine as Semantics<undefined, undefined, undefined>, {} as Fields<undefined>);
  return used;
}

/** Branches and jumps: the next instruction is in their delay slot. */
export function hasDelaySlot(row: Row): boolean {
  return operationsOf(row).some((o) => o === "branch" || o === "branchLikely" || o === "jump");
}
