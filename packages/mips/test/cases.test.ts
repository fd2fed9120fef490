/** Every program of test/cases, on every engine; what must come out stands in the programs. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCase, type CaseFile } from "./case-file.ts";
import { CaseMachine, type Engine } from "./case-machine.ts";

const ENGINES: readonly Engine[] = [
  { name: "tier 0, functional", tier: 0, flavour: "functional", caches: false },
  { name: "tier 0, timed, with caches", tier: 0, flavour: "timed", caches: true },
  { name: "tier 1, functional", tier: 1, flavour: "functional", caches: false },
  { name: "tier 1, timed, with caches", tier: 1, flavour: "timed", caches: true },
];
/** For programs of several CPUs, whose stores the small memory with caches does not tell each other. */
const SHARED: readonly Engine[] = ENGINES.map(({ tier, flavour }) => ({ name: `tier ${tier}, ${flavour}`, tier, flavour, caches: false }));

const directory = new URL("cases/", import.meta.url);
const names = readdirSync(directory).filter((name) => name.endsWith(".s")).sort();

const machines = new Map<string, CaseMachine>();
function machineOf(engine: Engine): CaseMachine {
  const key = JSON.stringify(engine), machine = machines.get(key) ?? new CaseMachine(engine);
  machines.set(key, machine);
  return machine;
}

function caseOf(name: string): CaseFile {
  try {
    return readCase(readFileSync(new URL(name, directory), "utf8"));
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

test("there are cases, and tier 1 translates them", () => {
  expect(names.length).toBeGreaterThan(60);
  const machine = new CaseMachine(ENGINES[2]!), file = caseOf("traps-compare-signed-and-unsigned.s"); // ENGINES has four
  for (let n = 0; n < 3; n++) {
    machine.load(file);
    machine.run(file, 1000);
  }
  expect(machine.translated).toBeGreaterThan(0);
});

describe.each(names)("%s", (name) => {
  const file = caseOf(name);
  const engines = (file.cpus > 1 ? SHARED : ENGINES).filter((e) => file.memory === "any" || e.caches === (file.memory === "caches"));
  test.each(engines.map((e) => [e.name, e] as const))("%s", (_, engine) => {
    const machine = machineOf(engine);
    // The first run finds what is hot; later ones are translated, and cut into pieces.
    for (const slice of file.cpus > 1 ? [50, 1, 3, 7, 64] : [1000, 1000, 1000, 1, 13]) {
      machine.load(file);
      machine.run(file, slice);
      expect(machine.failures(file), `turns of ${slice}`).toEqual([]);
    }
  });
});
