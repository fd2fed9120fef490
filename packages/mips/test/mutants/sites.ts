/** The places at which a row can be changed: the operations that its clause asks the abstract machine for, in order. */
import type { Selector } from "../../src/engine/decode-table.ts";
import type { Operation } from "../../src/isa/effects.ts";
import { FIELD_LETTERS, type FieldName, type Fields, type Row } from "../../src/row.ts";
import type { Semantics } from "../../src/semantics.ts";

/** The machine as its engine makes it: fields are places in the word, values and conditions are the engine's own. */
export type Machine = Semantics<unknown, unknown, Selector>;

/** Stands for a field among the operands of a site. */
export class FieldOperand {
  constructor(readonly name: FieldName) {}
}

/** One operation of a clause. Every value and condition among its operands is undefined. */
export interface Site {
  readonly index: number;
  readonly operation: Operation;
  readonly operands: readonly unknown[];
}

const FIELDS = Object.fromEntries(Object.keys(FIELD_LETTERS).map((name) => [name, new FieldOperand(name as FieldName)])) as Fields<FieldOperand>; // all of them

export function sitesOf(row: Row): readonly Site[] {
  const sites: Site[] = [];
  const notes = new Proxy({}, {
    get: (_, operation: Operation) => (...operands: unknown[]) => {
      sites.push({ index: sites.length, operation, operands });
      for (const operand of operands) if (typeof operand === "function") (operand as () => void)(); // the body of `when`
      return operation === "divide" ? {} : undefined;
    },
  });
  row.exec(notes as Semantics<undefined, undefined, FieldOperand>, FIELDS); // values are opaque to a clause
  return sites;
}

/** `exec`, with `change` in the place of the operation at a site. */
export function changedAt(exec: Row["exec"], { index }: Site, change: (m: Machine, ...operands: never[]) => unknown): Row["exec"] {
  return (m, i) => {
    let n = 0;
    const machine = new Proxy(m, {
      get: (target, operation: Operation) => (...operands: never[]) =>
        n++ === index ? change(target as unknown as Machine, ...operands) : (target[operation] as (...o: never[]) => unknown)(...operands),
    });
    exec(machine, i);
  };
}
