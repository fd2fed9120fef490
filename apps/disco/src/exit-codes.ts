/**
 * What the command's exit code says. A guest's exit code is the command's own; guests of guest-sdk use 0 to 127 and 224
 * to 227, and a shell reports signals as 129 to 192, so what the command has to say itself starts at 200.
 */
export const EXIT = {
  badOption: { code: 200, doc: "an option, argument or command is wrong" },
  unreadable: { code: 201, doc: "a file cannot be read" },
  badImage: { code: 202, doc: "the image is not a big-endian MIPS executable, is damaged, or is not for this machine" },
  doesNotFit: { code: 203, doc: "the image does not fit the memory" },
  memoryBudget: { code: 204, doc: "the configuration needs more memory than there is" },
  cycleLimit: { code: 205, doc: "the cycle limit of --max-cycles was reached" },
  deadlock: { code: 206, doc: "guest deadlock: every CPU is idle and nothing is to come" },
  invariant: { code: 207, doc: "an invariant of the simulator is broken: a bug, please report it" },
  unknownSymbol: { code: 208, doc: "the image has no such symbol" },
  unwritable: { code: 209, doc: "a file cannot be written" },
  badAssembly: { code: 210, doc: "the assembly text is wrong" },
  interrupted: { code: 211, doc: "ended by Ctrl-A x at the console" },
} as const satisfies Record<string, { readonly code: number; readonly doc: string }>;

export type ExitName = keyof typeof EXIT;

/** Ends the command with that exit code and the message on stderr. */
export class CliError extends Error {
  override readonly name = "CliError";
  constructor(readonly exit: ExitName, message: string) {
    super(message);
  }
}

/** The table, for --help. */
export function exitCodeHelp(): string {
  const rows = Object.values(EXIT).map(({ code, doc }) => `  ${code}  ${doc}`);
  return ["", "Exit codes of disco run: the guest's own, 0 to 255, and", ...rows].join("\n");
}
