import { csvLine } from '../base/csv';
import { formatMoney, parseMoney } from './money';
import type { Price } from './prices';

export const MAX_PRICES = 20_000;
/** Largest file for an import: a server action takes less than 1 MB. */
export const MAX_PRICE_BYTES = 512 * 1024;
const HEAD = 'prefix,price';
/** Longest number in E.164. */
const MAX_PREFIX = 15;
const MAX_PROBLEMS = 20;

/** An invalid line, counted from 1, with its fix. */
export type PriceProblem = { line: number; message: string };
export type ParsedPrices = { prices: Price[]; problems: PriceProblem[] };

/** Returns prices as CSV that can be imported. */
export function toPriceCsv(prices: readonly Price[]): string {
  return `${HEAD}\r\n${prices.map(({ prefix, amount }) => csvLine([prefix || '*', formatMoney(amount)])).join('')}`;
}

/**
 * Parses a file with a prefix and the price of one segment on each line, separated by a comma, with or without the header and
 * a byte order mark. The prefix `*` is all numbers without another price. Returns the first invalid lines.
 */
export function parsePriceCsv(text: string): ParsedPrices {
  const parsed: ParsedPrices = { prices: [], problems: [] };
  const lines = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const cells = line.split(',').map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
    if (line.trim() === '' || (index === 0 && cells.join(',').toLowerCase() === HEAD)) continue;
    if (parsed.problems.length >= MAX_PROBLEMS) break;
    const entry = entryOf(cells, line);
    const known = typeof entry === 'string' ? undefined : lines.get(entry.prefix);
    if (typeof entry === 'string' || known !== undefined) {
      const message = typeof entry === 'string' ? entry : `Line ${known} has the same prefix. Remove one of them.`;
      parsed.problems.push({ line: index + 1, message });
      continue;
    }
    lines.set(entry.prefix, index + 1);
    parsed.prices.push(entry);
    if (parsed.prices.length > MAX_PRICES) {
      const message = `A table has at most ${MAX_PRICES.toLocaleString('en-US')} prices. Remove some.`;
      return { prices: [], problems: [{ line: index + 1, message }] };
    }
  }
  return parsed;
}

/** Returns the price on a line, or its problem. */
function entryOf(cells: string[], line: string): Price | string {
  if (cells.length === 1 && line.includes(';')) return 'Separate prefix and price with a comma, not a semicolon.';
  if (cells.length === 3) return 'There are 3 values. Write the price with a decimal point, such as 0.05.';
  if (cells.length !== 2) return 'Write a prefix and a price, separated by a comma, such as 372,0.05.';
  const [written = '', price = ''] = cells;
  const prefix = written === '*' ? '' : written.replace(/^'?\+/, '');
  if (written === '' || !/^\d*$/.test(prefix) || prefix.length > MAX_PREFIX || /^0/.test(prefix)) {
    return 'Write the prefix as digits with the country code, such as 372, or * for all other numbers.';
  }
  const amount = parseMoney(price);
  if (amount === null) return 'Write the price as a number with a decimal point and at most 6 decimals, such as 0.05.';
  if (amount < 0n) return 'A price cannot be negative. Use 0 for free.';
  if (amount > MAX_PRICE) return 'A price is at most 1000000.';
  return { prefix, amount };
}

const MAX_PRICE = 1_000_000_000_000n;
