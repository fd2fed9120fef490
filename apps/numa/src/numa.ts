#!/usr/bin/env node
import { NumaError } from "@disco-vm/numa";
import { CommanderError } from "commander";
import { commandLine, FOUND, WRONG } from "./command-line.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  let exitCode = 0;
  const program = commandLine((code) => { exitCode = code; });
  for (const command of [program, ...program.commands]) command.exitOverride();
  process.stdout.on("error", (error: NodeJS.ErrnoException) => { if (error.code !== "EPIPE") throw error; });
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG; // Commander has said it.
    // What the user gave is wrong, or a file cannot be read or written.
    if (error instanceof NumaError || (error instanceof Error && "syscall" in error)) {
      process.stderr.write(`disco-numa: ${error.message}\n`);
      return WRONG;
    }
    process.stderr.write(`disco-numa: a bug of the simulator, please report it: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    return FOUND;
  }
}
