/** Engines with mutants in the place of a row. All mutants of a clause are in one, which a cell switches between. */
import { i32, type Body } from "@disco-vm/wasm";
import { Core } from "../../src/core.ts";
import { decodeTables } from "../../src/engine/decode-table.ts";
import { Emitter } from "../../src/engine/emitter.ts";
import { FlatSystem } from "../../src/flat-system.ts";
import { rows, type Mnemonic } from "../../src/isa/rows.ts";
import type { Row } from "../../src/row.ts";
import type { Mutant } from "./mutant.ts";

/** The cell, in linear memory below what any core is given. */
const SWITCH = 8;
type Writable = { -readonly [K in keyof Row]: Row[K] };
type Clause = Row["exec"];
/** What is here of an engine that a clause is emitted by. */
interface Emitting { readonly f: Body; readonly pools: Readonly<Record<string, { used: number }>> }

/** The clause, or instead of it that with the number in the cell. */
function switched(own: Clause, others: readonly Clause[]): Clause {
  return (m, i) => {
    if (!(m instanceof Emitter)) return own(m, i); // somebody who asks what the row does
    const { f, pools } = m as unknown as Emitting; // an interpreter: no other engine is made here
    const used = Object.values(pools).map((pool) => pool.used);
    f.block((done) => {
      others.forEach((clause, n) => f.if(i32.eq(i32.load(i32.const(SWITCH)), n + 1), () => {
        clause(m, i);
        f.br(done);
        Object.values(pools).forEach((pool, k) => { pool.used = used[k] ?? 0; }); // pools made since begin at 0
      }));
      own(m, i);
    });
  };
}

/**
 * Runs `body` with the row changed. The cores it makes are interpreters. FlatSystems are kept and used again as they were
 * when new. `select(n)` puts the nth of `clauses` into what is made from then on, 0 the row's own.
 */
function withRow<T>(name: Mnemonic, changed: Partial<Row>, body: (select: (n: number) => void) => T): T {
  const row = rows[name] as Writable, own: Row = { ...row }; // written to, and put back
  const makeCore = Core.createSync, makeSystem = FlatSystem.createSync, kept = new Map<string, { system: FlatSystem; bytes: Uint8Array }>();
  let selected = 0;
  try {
    Object.assign(row, changed);
    Core.createSync = (options) => {
      const core = makeCore.call(Core, { ...options, tier: 0 }), memory = new Uint8Array(options.memory.buffer);
      // A gate is in the decode tables, too. Rows that share an entry and not their unit are refused.
      if (!("exec" in changed)) memory.set(decodeTables().bytes, options.tables);
      memory[SWITCH] = selected;
      return core;
    };
    FlatSystem.createSync = (options = {}) => {
      // Memory systems and devices may have state of their own.
      if (options.memory || options.host || options.devices) return makeSystem.call(FlatSystem, options);
      const key = JSON.stringify(options), found = kept.get(key) ?? snapshot(makeSystem.call(FlatSystem, options));
      kept.set(key, found);
      const memory = new Uint8Array(found.system.memory.buffer);
      memory.set(found.bytes);
      memory[SWITCH] = selected;
      return found.system;
    };
    return body((n) => { selected = n; });
  } finally {
    Core.createSync = makeCore;
    FlatSystem.createSync = makeSystem;
    for (const key of Object.keys(row) as (keyof Row)[]) if (!(key in own)) delete row[key as "unit"]; // what was added
    Object.assign(row, own);
  }
}
const snapshot = (system: FlatSystem): { system: FlatSystem; bytes: Uint8Array } => ({ system, bytes: new Uint8Array(system.memory.buffer).slice() });

/** Runs `body` with each mutant of a row in turn; after those of the clause, on the same engines with none. */
export function withEach(name: Mnemonic, mutants: readonly Mutant[], body: (mutant: Mutant | undefined) => void): void {
  const clauses = mutants.flatMap((m) => ("exec" in m.changed ? [{ mutant: m, exec: m.changed.exec }] : []));
  if (clauses.length) withRow(name, { exec: switched(rows[name].exec, clauses.map((c) => c.exec)) }, (select) => {
    clauses.forEach(({ mutant }, n) => {
      select(n + 1);
      body(mutant);
    });
    select(0);
    body(undefined);
  });
  for (const mutant of mutants) if (!("exec" in mutant.changed)) withRow(name, mutant.changed, () => body(mutant));
}
