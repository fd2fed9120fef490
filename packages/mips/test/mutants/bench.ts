/** Engines with mutants in the place of a row. All mutants of a clause are in one, which a cell switches between. */
import { i32, type Body } from "@disco-vm/wasm";
import { decodeTables } from "../../src/engine/decode-table.ts";
import { Emitter } from "../../src/engine/emitter.ts";
import { FlatSystem, type FlatSystemOptions } from "../../src/flat-system.ts";
import { rows, type Mnemonic } from "../../src/isa/rows.ts";
import type { Row } from "../../src/row.ts";
import type { Mutant } from "./mutant.ts";

/** Linear memory that a FlatSystem leaves alone (its tables begin at 64), and where its decode tables are. */
const SWITCH = 8, TABLES = 64;
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
 * Runs `body` with the row changed. The systems it makes are interpreters, kept and used again as they were when new;
 * `select(n)` puts the nth of `clauses` into them from then on, 0 the row's own.
 */
function withRow<T>(name: Mnemonic, changed: Partial<Row>, body: (select: (n: number) => void) => T): T {
  const row = rows[name] as Writable, own: Row = { ...row }; // written to, and put back
  const make = FlatSystem.createSync, kept = new Map<string, { system: FlatSystem; bytes: Uint8Array }>();
  let selected = 0;
  try {
    Object.assign(row, changed);
    // A gate is in the decode tables, too. Made when asked for: rows that share an entry and not their unit are refused.
    const tables = "exec" in changed ? undefined : (): Uint8Array => decodeTables().bytes;
    FlatSystem.createSync = (options: FlatSystemOptions = {}) => {
      const key = JSON.stringify(options), plain = !options.memory && !options.host && !options.devices; // else they may have state of their own
      let found = plain ? kept.get(key) : undefined;
      if (!found) {
        const system = make.call(FlatSystem, { ...options, tier: 0 });
        if (tables) new Uint8Array(system.memory.buffer).set(tables(), TABLES);
        kept.set(key, (found = { system, bytes: new Uint8Array(system.memory.buffer).slice() }));
      }
      const memory = new Uint8Array(found.system.memory.buffer);
      memory.set(found.bytes);
      memory[SWITCH] = selected;
      return found.system;
    };
    return body((n) => { selected = n; });
  } finally {
    FlatSystem.createSync = make;
    for (const key of Object.keys(row) as (keyof Row)[]) if (!(key in own)) delete row[key as "unit"]; // what was added
    Object.assign(row, own);
  }
}

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
