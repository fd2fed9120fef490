/** The commands and their options. */
import { readFileSync } from "node:fs";
import { explore, PROFILES, type ExploreOptions, type ProfileName } from "@disco-vm/numa";
import { Command, InvalidArgumentError, Option } from "commander";
import { explorationText } from "./exploration-text.ts";
import { profileText, profilesText } from "./profile-text.ts";
import { simulate, type SimulateOptions } from "./simulate.ts";

/** Exit codes: something was found that must not be; the command line or a file is wrong. */
export const FOUND = 1, WRONG = 2;

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
const HOMES = ["own", "node", "third", "bus"] as const;

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const n = /^\d+$/.test(text) ? Number(text) : NaN;
    if (n >= least && n <= most) return n;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

interface ExploreArguments {
  readonly nodes: number;
  readonly lines: 1 | 2;
  readonly both?: number;
  readonly home: (typeof HOMES)[number];
  readonly devices: number;
  readonly maxStates: number;
}

/** Says on the error output how far an exploration is. */
function progress(): NonNullable<ExploreOptions["onProgress"]> {
  let said = performance.now();
  return (visited, waiting) => {
    if (performance.now() - said < SAY_EVERY) return;
    said = performance.now();
    process.stderr.write(`visited ${visited} states, of which ${waiting} wait for their moves\n`);
  };
}
const SAY_EVERY = 10_000;

/** The program; `done` gets the exit code of the command that ran. */
export function commandLine(done: (exitCode: number) => void): Command {
  const print = (text: string): void => { process.stdout.write(`${text}\n`); };
  const program = new Command("disco-numa")
    .description("A cc-NUMA memory system, alone: caches, a directory protocol, queues and an interconnect.")
    .version(version)
    .showHelpAfterError("(disco-numa --help, disco-numa COMMAND --help)");

  program.command("simulate")
    .description("run an address trace and say what it costs")
    .argument("<trace>", "a trace file, as docs/numa-traces.md says")
    .addOption(new Option("--profile <name>", "the machine").choices(PROFILE_NAMES).default("flash-1997"))
    .addOption(new Option("--interleave <unit>", "what nodes take turns in: their share of RAM, or pages").choices(["node", "page"]).default("node"))
    .option("--no-contention", "nothing is ever waited for")
    .option("--json <file>", "write the whole report to this file")
    .option("--svg <file>", "write a picture of it to this file")
    .action(async (trace: string, options: SimulateOptions) => {
      print(await simulate(trace, options));
      done(0);
    });

  program.command("explore")
    .description("visit every state that the protocol can get into; exit code 0 only if all were visited and none is wrong")
    .option("--nodes <n>", "CPUs that use the lines, each with a node", whole(1, 4), 2)
    .option("--lines <n>", "lines, 1 or 2", whole(1, 2), 1)
    .option("--both <n>", "CPUs that use the second line, the others only the first", whole(1, 4))
    .addOption(new Option("--home <where>", "the lines' home: CPU 0's own node, a node that CPUs 0 and 1 share, a third one, or a bus").choices(HOMES).default("own"))
    .option("--devices <n>", "nodes whose devices read and write the lines too", whole(0, 2), 0)
    .option("--max-states <n>", "give up when so many have been visited, of those that differ only in names one each", whole(1, 2 ** 30), 100_000_000)
    .action(({ nodes, ...rest }: ExploreArguments) => {
      const options: ExploreOptions = { cpus: nodes, ...rest, onProgress: progress() }, found = explore(options);
      print(explorationText(found));
      done(found.complete ? 0 : FOUND);
    });

  program.command("profiles")
    .description("show the machines that come along, or one with its numbers and their sources")
    .addArgument(program.createArgument("[name]").choices(PROFILE_NAMES))
    .action((name: ProfileName | undefined) => {
      print(name ? profileText(name) : profilesText());
      done(0);
    });

  return program;
}
