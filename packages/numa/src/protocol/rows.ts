import { CACHE_TABLE } from "./cache-table.ts";
import { DIRECTORY_TABLE } from "./directory-table.ts";
import { rowsOf } from "./table.ts";

/** All rows of both tables, named as in `Exploration.rows`. */
export function tableRows(): string[] {
  return [...rowsOf("cache", CACHE_TABLE), ...rowsOf("home", DIRECTORY_TABLE)];
}
