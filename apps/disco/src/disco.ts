#!/usr/bin/env node
import { CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import { CliError, EXIT } from "./exit-codes.ts";
import { note } from "./messages.ts";

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = commandLine((code) => { exitCode = code; });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)]) command.exitOverride();
  process.stdout.on("error", ignoreClosedPipe);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.badOption.code; // Commander has said it.
    if (error instanceof CliError) {
      note(error.message);
      return EXIT[error.exit].code;
    }
    note(`invariant broken, a bug of the simulator: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    note(`Please report it with this command line: disco ${argv.slice(2).join(" ")}`);
    return EXIT.invariant.code;
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
