import { CACHE_EVENT, CACHE_TABLE, STATE, type CacheAction } from "./cache-table.ts";
import { DIRECTORY, DIRECTORY_TABLE, HOME_EVENT, type HomeAction } from "./directory-table.ts";
import { Rows, rowsOf, type Table } from "./table.ts";

export type CacheTable = Table<keyof typeof STATE, keyof typeof CACHE_EVENT, CacheAction>;
export type DirectoryTable = Table<keyof typeof DIRECTORY, keyof typeof HOME_EVENT, HomeAction>;

/** The protocol. */
export interface Tables {
  readonly cache: CacheTable;
  readonly home: DirectoryTable;
}
export const PROTOCOL: Tables = { cache: CACHE_TABLE, home: DIRECTORY_TABLE };

export const CACHE_ROWS = new Rows("cache", STATE, CACHE_EVENT);
export const HOME_ROWS = new Rows("home", DIRECTORY, HOME_EVENT);

/** All rows of both tables, named as in `Exploration.rows`. */
export function tableRows(): string[] {
  return [...rowsOf("cache", CACHE_TABLE), ...rowsOf("home", DIRECTORY_TABLE)];
}
