/** What the command says itself goes to stderr, never between the guest's bytes. */
export function note(message: string): void {
  process.stderr.write(`disco: ${message}\n`);
}
