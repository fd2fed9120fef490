/** The commands and their options. */
import { readFileSync } from "node:fs";
import { MAX_CPUS } from "@disco-vm/abi";
import { PROFILES, type ProfileName } from "@disco-vm/numa";
import { PROGRAMS } from "@disco-vm/workloads";
import { Command, Option } from "commander";
import { assembleFile, FORMATS, type AssembleOptions } from "./assemble.ts";
import { listDisk, problemsOf, putOnDisk, readFromDisk, type PutOptions } from "./disk/disk.ts";
import { disassembly, type DisassembleOptions } from "./disassemble.ts";
import { exitCodeHelp } from "./exit-codes.ts";
import { choice } from "./options/choice.ts";
import { count, size, whole } from "./options/numbers.ts";
import { MONITORS, type RunOptions } from "./run/options.ts";
import { run } from "./run/run.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

/** One of a few names; `default` is shown in --help. */
function named<const T extends string>(flags: string, description: string, names: readonly T[], initial: T): Option {
  return new Option(flags, `${description}: ${names.join(", ")}`).argParser(choice(names)).default(initial);
}

/** The program; `done` gets the exit code of the command that ran. */
export function commandLine(done: (exitCode: number) => void): Command {
  const program = new Command("disco")
    .description("Runs big-endian MIPS programs on a simulated cc-NUMA machine, bare or in a virtual machine on the Disco monitor.")
    .version(version)
    .showHelpAfterError("(disco --help, disco COMMAND --help)")
    .configureHelp({ sortSubcommands: false });

  program.command("run")
    .description("run an image: its console on stdout, its exit code as this command's")
    .argument("<image>", `a big-endian MIPS ELF file, or what comes along: irix (a Unix with its root disk), ${Object.keys(PROGRAMS).join(", ")}`)
    .addOption(named("--monitor <name>", "what runs below the image", MONITORS, "none"))
    .addOption(named("--profile <name>", "the machine's memory system", PROFILE_NAMES, "flash-1997"))
    .option("--cpus <n>", "processors, each a node of its own", whole(1, MAX_CPUS), 1)
    .addOption(new Option("--memory <size>", "RAM of the machine, all nodes together").argParser(size).default(size("64M"), "64M"))
    .option("--vm-memory <size>", "guest-physical memory under a monitor (default: three quarters of --memory, at most 256M)", size)
    .addOption(named("--timing <on|off>", "caches, coherence and latencies, or one cycle an instruction", ["on", "off"], "on"))
    .addOption(named("--tier <n>", "0: the interpreter alone; 1: with translations, to the same states and cycles", ["0", "1"], "1"))
    .option("--max-cycles <n>", "stop after so many cycles of 2.5 ns, as in 400M for a second", count)
    .option("--stats <file>", "write counters to this file, as JSON")
    .option("--services", "at the end, print where the cycles went, by service; of images that say where services begin and end: irix", false)
    .option("--hash", "print the hash of the final state", false)
    .option("--append <arguments>", "what the image gets as its command line", "")
    .option("--exec <command>", "with irix: run this command after the boot, and end with its status")
    .option("--disk <file>", "a disk with the contents of this file, which stays as it is; may be repeated (irix: its root disk)", (file: string, all: string[]) => [...all, file], [])
    .option("--dump-registers", "print every processor's registers at the end", false)
    .option("--stop-at <where>", "stop before a symbol (main, main+0x10) or an address is executed")
    .option("--seed <n>", "what the image gets as its seed", whole(0, Number.MAX_SAFE_INTEGER), 0)
    .option("--noise <n>", "delay misses, or how CPUs take turns, a little at random; this is the seed", whole(0, Number.MAX_SAFE_INTEGER))
    .option("--audit", "check the monitor's invariants after each of its entries", false)
    .addHelpText("after", exitCodeHelp)
    .action(async (image: string, options: RunOptions) => done(await run(image, options)));

  program.command("dis")
    .description("disassemble an image, or words")
    .argument("[image]", "as for run")
    .option("--words <hex...>", "disassemble these words instead")
    .option("--start <where>", "begin at a symbol or an address; alone, to the end of that function")
    .option("--count <n>", "so many instructions", whole(1, 2 ** 30))
    .option("--no-aliases", "the instruction table's own names, no nop, move, b")
    .action((image: string | undefined, options: DisassembleOptions) => {
      for (const line of disassembly(image, options)) process.stdout.write(`${line}\n`);
      done(0);
    });

  program.command("asm")
    .description("assemble GNU-style text; without --output, print what came out")
    .argument("<file>", "assembly text")
    .option("-o, --output <file>", "write this file")
    .addOption(named("--format <name>", "of the file", FORMATS, "elf"))
    .option("--origin <address>", "of the first byte: bare (kseg0), guest (a virtual machine's kernel), or an address", "bare")
    .option("--entry <label>", "where the file starts (default: _start, start, or its first byte)")
    .action((file: string, options: AssembleOptions) => {
      const text = assembleFile(file, options);
      if (text !== undefined) process.stdout.write(text);
      done(0);
    });

  const disk = program.command("disk").description("look into a disk image of the IRIX-like system, or put files there; irix is the one that comes along");
  disk.command("ls")
    .description("list a directory, or a file")
    .argument("<image>", "a disk image, or irix")
    .argument("[path]", "absolute", "/")
    .action((image: string, path: string) => {
      for (const line of listDisk(image, path)) process.stdout.write(`${line}\n`);
      done(0);
    });
  disk.command("get")
    .description("write a file of the disk to stdout")
    .argument("<image>", "a disk image, or irix")
    .argument("<path>", "absolute")
    .action((image: string, path: string) => {
      process.stdout.write(readFromDisk(image, path));
      done(0);
    });
  disk.command("put")
    .description("write a file into a disk image, with its permissions")
    .argument("<image>", "a disk image, or irix")
    .argument("<file>", "what is to be written")
    .argument("<path>", "absolute: its name on the disk, or a directory")
    .option("-o, --output <file>", "write the changed image there, and leave the other as it is (irix: needed)")
    .option("--replace", "replace a file of that name", false)
    .action((image: string, from: string, path: string, options: PutOptions) => {
      putOnDisk(image, from, path, options);
      done(0);
    });
  disk.command("check")
    .description("look for damage; the exit code is 0 if there is none")
    .argument("<image>", "a disk image, or irix")
    .action((image: string) => {
      const problems = problemsOf(image);
      for (const problem of problems) process.stdout.write(`${problem}\n`);
      done(problems.length > 0 ? 1 : 0);
    });

  return program;
}
