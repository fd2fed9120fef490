/**
 * The clauses, as the engine executes them, against a second statement of what the manuals say: whole-number arithmetic and
 * byte-wise memory, written without looking at the clauses' way of computing. Instructions are run so often that most are
 * translated on the way.
 */
import { expect, test } from "vitest";
import { CLAUSES, UNCHECKED } from "./clauses/all.ts";
import { names, Sheet } from "./clauses/sheet.ts";
import { USABLE } from "./clauses/usable.ts";

/** One engine for all: building one takes longer than most checks. */
const shared = new Sheet("large");

test.each(names(CLAUSES))("%s", (name) => CLAUSES[name]!(shared.fresh())); // its keys

test.each(names(USABLE))("%s is executed where it may be", (name) => USABLE[name]!(shared.fresh())); // its keys

test("every row is compared here", () => expect(UNCHECKED).toEqual([]));
