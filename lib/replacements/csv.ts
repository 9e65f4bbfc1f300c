import { csvLine, withoutFormulaGuard } from '../base/csv';
import { MAX_ENTRIES, type Pair, pairProblem } from './rules';

/** Largest file for an import. */
export const MAX_CSV_BYTES = 64 * 1024;
const HEAD = ['search', 'replacement'];

/** An invalid line, counted from 1, with its fix. */
export type CsvProblem = { line: number; message: string };
export type ParsedCsv = { pairs: Pair[]; problems: CsvProblem[] };

/** Returns the table as CSV (RFC 4180). */
export function toCsv(pairs: readonly Pair[]): string {
  const lines = pairs.map(({ search, replacement }) => csvLine([search, replacement]));
  return `${HEAD.join(',')}\r\n${lines.join('')}`;
}

/**
 * Parses a file with one entry a line: search, comma, replacement (RFC 4180, with or without the header and a byte order
 * mark). Returns a problem for every invalid line; more entries than a table can hold are one problem.
 */
export function parseCsv(text: string): ParsedCsv {
  const records = recordsOf(text.replace(/^\ufeff/, ''));
  const first = records[0]?.fields.map((field) => field.trim().toLowerCase());
  if (first?.length === 2 && HEAD.every((name, i) => first[i] === name)) records.shift();
  if (records.length > MAX_ENTRIES) {
    const line = records[MAX_ENTRIES]?.line ?? 0;
    return {
      pairs: [],
      problems: [{ line, message: `A table can have at most ${MAX_ENTRIES} entries. Remove some.` }],
    };
  }
  const lines = new Map<string, number>();
  const parsed: ParsedCsv = { pairs: [], problems: [] };
  for (const { line, fields, problem } of records) {
    const [search = '', replacement = ''] = fields.map(withoutFormulaGuard);
    const message = problem ?? shapeProblem(fields) ?? ruleProblem({ search, replacement }, lines.get(search));
    if (message) parsed.problems.push({ line, message });
    else parsed.pairs.push({ search, replacement });
    if (!lines.has(search)) lines.set(search, line);
  }
  return parsed;
}

function shapeProblem(fields: string[]): string | null {
  if (fields.length === 2) return null;
  if (fields.length === 1 && fields[0]?.includes(';')) return 'Separate the two values with a comma, not a semicolon.';
  if (fields.length === 1) return 'Enter two values separated by a comma: the search text and its replacement.';
  return `There are ${fields.length} values. Put a value that contains a comma in double quotes.`;
}

function ruleProblem(pair: Pair, sameAsLine: number | undefined): string | null {
  const problems = pairProblem(pair);
  if (problems) return problems.search ?? problems.replacement ?? null;
  return sameAsLine === undefined ? null : `Line ${sameAsLine} has the same search text. Remove one of them.`;
}

type CsvRecord = { line: number; fields: string[]; problem: string | null };

/** One value, with or without quotes, and its end. A quote is allowed only at the beginning and, doubled, inside. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
const UNENDED = 'A double quote that begins here never ends. Write a quote inside a value twice, as "".';
const STRAY_QUOTE = 'Put the whole value in double quotes, and write a quote inside it twice, as "".';

/** Returns the file's records with the lines they begin in. Empty lines are skipped. */
function recordsOf(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  for (let at = 0; at < text.length && records.length <= MAX_ENTRIES + 1; ) {
    const record: CsvRecord = { line, fields: [], problem: null };
    const end = readRecord(text, at, record);
    const source = text.slice(at, end);
    line += source.match(/\r\n|\r|\n/g)?.length ?? 0;
    at = end;
    if (/[^\r\n]/.test(source)) records.push(record);
  }
  return records;
}

/** Fills `record` with the record at `start`. Returns where the next one begins. */
function readRecord(text: string, start: number, record: CsvRecord): number {
  let at = start;
  while (true) {
    FIELD.lastIndex = at;
    const found = FIELD.exec(text);
    if (!found) {
      record.problem = text[at] === '"' && !/^"(?:[^"]|"")*"/.test(text.slice(at)) ? UNENDED : STRAY_QUOTE;
      return endOfLine(text, at);
    }
    const [, quoted, plain = '', end] = found;
    record.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at = FIELD.lastIndex;
    if (end !== ',') return at;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from).search(/[\r\n]/);
  if (end < 0) return text.length;
  return from + end + (text.startsWith('\r\n', from + end) ? 2 : 1);
}
