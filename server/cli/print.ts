import { Option } from 'commander';

/** The option every command has. */
export const jsonOption = () => new Option('--json', 'print JSON');

/** The option of commands that work inside an account. */
export const accountOption = () =>
  new Option('--account <id or name>', 'the account to work in; needed only when there are several');

/** A command's result: `value` as one line of JSON, else `text`. */
export function print(options: { json?: boolean }, value: object, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`);
}

/** Rows under their headings, in columns. */
export function table(headings: string[], rows: string[][]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
