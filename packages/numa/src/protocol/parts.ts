import type { Func } from "@disco-vm/wasm";
import type { Resolved } from "../config.ts";
import type { Cells } from "./cells.ts";
import type { Put } from "./outbox.ts";
import type { Resources } from "./resources.ts";
import type { Tables } from "./tables.ts";
import type { Transport } from "./transport.ts";
import type { VersionsCode } from "./versions-code.ts";

/** What both sides of the protocol are emitted with. */
export interface Parts {
  readonly r: Resolved;
  readonly cells: Cells;
  readonly resources: Resources;
  readonly transport: Transport;
  readonly put: Put;
  readonly tables: Tables;
  /** (cpu as the core knows it, line, primary index): the line leaves the L1s and line tables of a CPU; or only may not be stored to. */
  readonly lookup: {
    readonly invalidate: Func<readonly ["i32", "i32", "i32"], "void">;
    readonly downgrade: Func<readonly ["i32", "i32", "i32"], "void">;
  };
  /** In check mode. */
  readonly versions: VersionsCode | undefined;
}
