import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { root, workspaces } from "./workspace.ts";

const pages = [
  ...["README.md", "ARCHITECTURE.md"].map((name) => join(root, name)),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md")).map((name) => join(root, "docs", name)),
  ...workspaces().map(({ directory }) => join(directory, "README.md")),
];

describe.each(pages.map((page) => ({ name: relative(root, page), page, text: readFileSync(page, "utf8") })))("$name", ({ page, text }) => {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, "");

  test("links to files that exist", () => {
    const links = [...prose.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, to]) => to as string);
    expect(links.filter((to) => !existsSync(join(dirname(page), to)))).toEqual([]);
  });

  test("names files of the repository that exist", () => {
    const named = [...prose.matchAll(/`((?:packages|apps|tooling|docs)\/[\w./-]+)`/g)].map(([, path]) => path as string);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("shows what is in the files that its examples come from", () => {
    for (const [, file = "", shown = ""] of text.matchAll(/^```\w+ file="([^"]+)"\n(.*?)^```$/gms)) expect(readFileSync(join(root, file), "utf8")).toContain(shown);
  });
});
