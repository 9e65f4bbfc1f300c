import anyAscii from 'any-ascii';
import type { AutoReplaceMode } from './auto-replace-modes';
import { isGsm } from './text';

export type Replacement = readonly [search: string, replacement: string];

/** What an account without a table of its own replaces: typography that a phone keyboard or word processor put in. */
export const DEFAULT_REPLACEMENTS: readonly Replacement[] = [
  ['„', '"'],
  ['“', '"'],
  ['”', '"'],
  ['«', '"'],
  ['»', '"'],
  ['‘', "'"],
  ['’', "'"],
  ['‚', "'"],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\t', ' '],
  ['`', "'"],
];

/**
 * The text as it is sent. Messente's modes: `off` forwards it exactly; `on` applies only the table (single characters and
 * words, longest first, each place once); `full` then replaces every character that GSM 03.38 does not have by the closest
 * it has. What has no counterpart there stays as it is.
 */
export function autoReplace(text: string, mode: AutoReplaceMode, table: readonly Replacement[]): string {
  if (mode === 'off') return text;
  const replaced = applyTable(text, table);
  return mode === 'on' || isGsm(replaced) ? replaced : closestGsm(replaced);
}

function applyTable(text: string, table: readonly Replacement[]): string {
  const replacements = new Map(table.filter(([search]) => search !== ''));
  if (replacements.size === 0) return text;
  const searches = [...replacements.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
  return text.replace(new RegExp(searches.join('|'), 'g'), (found) => replacements.get(found) ?? found);
}

function escapeRegExp(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Per grapheme of one code point; characters already in GSM (ä, ö, ñ, é, €…) are left alone. */
function closestGsm(text: string): string {
  let result = '';
  for (const character of text.normalize('NFC')) {
    if (isGsm(character)) {
      result += character;
      continue;
    }
    const ascii = anyAscii(character);
    result += ascii !== '' && isGsm(ascii) ? ascii : character;
  }
  return result;
}
