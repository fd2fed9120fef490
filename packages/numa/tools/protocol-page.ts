import { CACHE_TABLE } from "../src/protocol/cache-table.ts";
import { DIRECTORY_TABLE } from "../src/protocol/directory-table.ts";
import { CACHE_ACTION_DOCS, CACHE_EVENT_DOCS, CACHE_STATE_DOCS, HOME_ACTION_DOCS, HOME_EVENT_DOCS, HOME_STATE_DOCS } from "./vocabulary.ts";
import type { Row } from "../src/protocol/table.ts";

type AnyTable = Readonly<Record<string, Readonly<Record<string, Row<string, string> | undefined>>>>;

const cell = (text: string): string => text.replaceAll("|", "\\|");

function list(title: string, docs: Readonly<Record<string, string>>): string[] {
  return [`| ${title} | |`, "| --- | --- |", ...Object.entries(docs).map(([name, doc]) => `| ${name} | ${cell(doc)} |`), ""];
}

function rows(table: AnyTable): string[] {
  return [
    "| state | event | next | actions | |", "| --- | --- | --- | --- | --- |",
    ...Object.entries(table).flatMap(([state, events]) => Object.entries(events).flatMap(([event, row]) =>
      row ? [`| ${state} | ${event} | ${row.next} | ${row.actions.join(", ") || "none"} | ${cell(row.doc)} |`] : [])), "",
  ];
}

/** The protocol's two tables as a page of Markdown. */
export function protocolPage(): string {
  return [
    "# The coherence protocol", "",
    "Generated from the tables that run, in `packages/numa/src/protocol`, by `pnpm --filter @disco-vm/numa generate`; do not edit.", "",
    "What has no row cannot happen: `disco-numa explore` visits every state that a line or two can get into, and would find it.", "",
    "## Cache side", "",
    ...list("state", CACHE_STATE_DOCS), ...list("event", CACHE_EVENT_DOCS), ...list("action", CACHE_ACTION_DOCS), ...rows(CACHE_TABLE),
    "## Directory side", "",
    ...list("state", HOME_STATE_DOCS), ...list("event", HOME_EVENT_DOCS), ...list("action", HOME_ACTION_DOCS), ...rows(DIRECTORY_TABLE),
  ].join("\n").trimEnd() + "\n";
}
