import { InvalidArgumentError, Option } from 'commander';
import { printable, printableJson, printableValue } from '@/lib/text/terminal';

/** The option every command has. */
export const jsonOption = () => new Option('--json', 'print JSON');

/** The option of commands that work inside an account. */
export const accountOption = () =>
  new Option('--account <id or name>', 'the account to work in; needed only when there are several');

/** Reads an option that counts from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}

/**
 * A command's result: `value` as one line of JSON, else `text`. Names in a text are written with `shown`, so that one from
 * outside cannot forge a line; no control reaches the terminal in either form.
 */
export function print(options: { json?: boolean }, value: object, text: string): void {
  process.stdout.write(`${options.json ? printableJson(JSON.stringify(value)) : printable(text)}\n`);
}

/** A tagged template whose values are shown on one line, escaped. */
export function shown(words: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: words }, ...values.map((value) => printableValue(String(value))));
}

/** Rows under their headings, in columns. */
export function table(headings: string[], rows: string[][]): string {
  const all = [headings, ...rows.map((row) => row.map(printableValue))];
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
