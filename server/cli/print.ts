import { InvalidArgumentError, Option } from 'commander';
import { printable, printableJson, printableValue } from '@/lib/text/terminal';

/** The option of every command. */
export const jsonOption = () => new Option('--json', 'print JSON');

/** The option of commands that work inside an account. */
export const accountOption = () =>
  new Option('--account <id or name>', 'the account to work in; needed only when there are several');

/** Parses an option that counts from 1. Throws InvalidArgumentError. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}

/**
 * Prints a command's result: with --json `value` as one line of JSON, else `text`. Use `shown` for names in `text`, so that
 * one from outside cannot forge a line. No control character reaches the terminal in either form.
 */
export function print(options: { json?: boolean }, value: object, text: string): void {
  process.stdout.write(`${options.json ? printableJson(JSON.stringify(value)) : printable(text)}\n`);
}

/** Template tag that escapes the values, so that each stays on one line. */
export function shown(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => printableValue(String(value))));
}

/** Returns headings and rows in aligned columns. */
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
