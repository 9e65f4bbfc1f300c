/** Prints a line for the operator at the terminal. Logs are JSON lines of the child processes. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
