/** A line for the person at the terminal; logs for programs are the children's JSON lines. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
