/** All mutants of a row, made by rule from its clause and its gate. */
import type { Selector } from "../../src/engine/decode-table.ts";
import { rows, type Mnemonic } from "../../src/isa/rows.ts";
import { fieldsOf } from "../../src/engine/emitter.ts";
import type { FieldName, Row } from "../../src/row.ts";
import { INTEGER } from "./operators.ts";
import { FLOATING, MEMORY, SYSTEM } from "./operators-more.ts";
import { changedAt, FieldOperand, sitesOf, type Machine, type Site } from "./sites.ts";

export interface Mutant {
  readonly row: Mnemonic;
  /** Where and what: unique in its row. */
  readonly what: string;
  /** The row's properties that differ: its clause, or those of its gate. */
  readonly changed: { readonly exec: Row["exec"] } | Omit<Partial<Row>, "exec">;
}

type Change = (m: Machine, ...operands: never[]) => unknown;
const OPERATORS = { ...INTEGER, ...MEMORY, ...SYSTEM, ...FLOATING };
/** Fields that name registers of the same kind. */
const KINDS: readonly (readonly FieldName[])[] = [["rs", "rt", "rd"], ["fs", "ft", "fd", "fr"]];

/** A field is taken for another of its row, read as 0, or read without its top bit. */
function fieldChanges(row: Row, { operation, operands }: Site): [string, Change][] {
  const own = fieldsOf(row);
  return operands.flatMap((operand, position) => {
    if (!(operand instanceof FieldOperand)) return [];
    const { name: field } = operand, place = own[field], kind = KINDS.find((names) => names.includes(field)) ?? [];
    // A field of no bits reads as 0. `signed` has its zero among its operators; a write to register 0 is one not done.
    const instead: [string, Selector][] = [
      ...kind.filter((name) => name !== field && own[name]).map((name): [string, Selector] => [name, own[name]]),
      ...(operation === "signed" || operation === "setGpr" ? [] : [["0", { shift: place.shift, width: 0 }] satisfies [string, Selector]]),
      ["without its top bit", { shift: place.shift, width: place.width - 1 }],
    ];
    return instead.map(([name, selector]): [string, Change] => [`${field} as ${name}`, (m, ...all) =>
      (m[operation] as (...o: unknown[]) => unknown)(...all.map((o, n) => (n === position ? selector : o)))]);
  });
}

function clauseMutants(name: Mnemonic, row: Row): Mutant[] {
  const seen = new Map<string, number>();
  return sitesOf(row).flatMap((site) => {
    const nth = (seen.get(site.operation) ?? 0) + 1;
    seen.set(site.operation, nth);
    const operators = OPERATORS[site.operation] as ((...operands: readonly unknown[]) => Record<string, Change>) | undefined; // by operation
    return [...Object.entries(operators?.(...site.operands) ?? {}), ...fieldChanges(row, site)].map(([kind, change]) =>
      ({ row: name, what: `${site.operation}${nth > 1 ? ` ${nth}` : ""}: ${kind}`, changed: { exec: changedAt(row.exec, site, change) } }));
  });
}

function gateMutants(name: Mnemonic, row: Row): Mutant[] {
  const level = ([1, 3, 4] as const).filter((isa) => (isa < 3 ? row.isa >= 3 : isa !== row.isa));
  const unit = [undefined, 0, 1, 2].filter((u) => u !== row.unit) as (0 | 1 | 2)[]; // or undefined, which Gate has for none
  return [
    ...level.map((isa): Mutant => ({ row: name, what: `gate: level ${isa}`, changed: { isa } })),
    ...unit.map((u): Mutant => ({ row: name, what: `gate: ${u === undefined ? "no unit" : `unit ${u}`}`, changed: { unit: u } })),
    ...(row.isa >= 3 || (row.unit === 1 && row.bits.includes("C"))
      ? [{ row: name, what: "gate: other exception", changed: { denied: row.denied === "E" ? "RI" : "E" } } satisfies Mutant] : []),
  ];
}

export function mutantsOf(name: Mnemonic): readonly Mutant[] {
  const row: Row = rows[name];
  return [...clauseMutants(name, row), ...gateMutants(name, row)];
}
