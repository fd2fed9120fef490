import { spawn } from "node:child_process";
import { accessSync, constants, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, extname, join, normalize } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { strangersProject } from "./project.ts";
import { run } from "./run.ts";

// @disco-vm/mips as packed, bundled by Vite for a browser worker, against the same program in Node. The set-up does not
// install a browser, which is larger than all else that it installs: without one the comparison is skipped, and says so.
const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

test("@disco-vm/mips in a worker of a browser is what it is in Node", async ({ skip }) => {
  const project = strangersProject(["@disco-vm/mips", "@disco-vm/wasm"]);
  cpSync(join(import.meta.dirname, "browser"), project, { recursive: true });
  run("vite", ["build", "--logLevel", "warn"], project);
  const assets = join(project, "dist/assets");
  const worker = readdirSync(assets).find((name) => name.startsWith("worker"));
  expect(worker).toBeDefined();
  expect(readFileSync(join(assets, worker!), "utf8")).not.toMatch(/["']node:/); // found just above

  const print = 'import { result } from "./program.js"; console.log(JSON.stringify(await result()));';
  const inNode = JSON.parse(run("node", ["--input-type=module", "-e", print], project)) as Result;
  expect(inNode["tier1"]).toMatchObject({ code: 42, refills: 1, compiled: true });
  expect(inNode["tier1"]).toEqual({ ...inNode["tier0"], compiled: true });
  expect(inNode["timed"]!["cycles"]).toBeGreaterThan(inNode["tier0"]!["cycles"] as number); // result() makes both

  const browser = BROWSERS.flatMap((name) => (process.env["PATH"] ?? "").split(delimiter).map((place) => join(place, name))).find(executable);
  if (browser === undefined) {
    const why = `not compared with a browser: no ${BROWSERS.join(", ")} on the PATH (on Debian, apt-get install chromium)`;
    console.warn(why); // the reporter shows a skipped test without its reason
    return skip(why);
  }
  expect(await inBrowser(browser, join(project, "dist"))).toEqual({ value: inNode });
});

type Result = Record<string, Record<string, unknown>>;

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Opens the page of a directory, and gives what it posts. */
async function inBrowser(browser: string, directory: string): Promise<unknown> {
  let server!: Server; // the promise sets it at once
  const posted = new Promise<unknown>((resolve) => {
    server = createServer((request, response) => {
      if (request.method === "POST") {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          response.end();
          resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")));
        });
        return;
      }
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      const file = join(directory, path === "/" ? "index.html" : path);
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // of a TCP server

  const profile = mkdtempSync(join(tmpdir(), "disco-browser-"));
  const child = spawn(browser, [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`,
  ], { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString("utf8")));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  onTestFinished(async () => {
    child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  const died = ended.then(() => { throw new Error(`${browser} ended before the page had posted anything:\n${said.join("")}`); });
  return Promise.race([posted, died]);
}
