/** What the text of a receipt says, as written. Every field may be missing. */
export type ReceiptText = { id: string | null; state: string | null; error: string | null };

/**
 * Names of the fields in any spelling that carriers use: `Id:`, `STAT =`, `submit_date:`, `Error`. Only an id needs something
 * before it: carriers also write `err:000text:`.
 */
const FIELD =
  /(?:(?:^|[\s,;|&+"'{(<[])(message[ _-]?id|msg[ _-]?id|id)|(stat(?:us|e)?|err(?:or)?(?:[ _-]?code)?|sub|dlvrd|submit[ _-]?date|done[ _-]?date|text))["']?\s*[:=]/gi;
/** Longest text that is searched. A receipt has about 120 characters. */
const LONGEST = 2_000;
const LONGEST_VALUE = 200;

/**
 * Reads the text of a receipt, such as `id:… sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:…`
 * (SMPP 3.4 appendix B), whose form each carrier varies: letters of any case, spaces, other separators, fields in another
 * order or missing. Returns null when it has neither an id nor a state. Never throws.
 */
export function parseReceiptText(text: string): ReceiptText | null {
  const found: ReceiptText = { id: null, state: null, error: null };
  const fields = [...text.slice(0, LONGEST).matchAll(FIELD)];
  for (const [index, match] of fields.entries()) {
    const name = kindOf(match[1] ?? match[2] ?? '');
    if (name === 'text') {
      // The message's own text may contain `stat:`. It counts only when the fields before it are missing.
      if (found.id !== null && found.state !== null) break;
      continue;
    }
    if (name === null || found[name] !== null) continue;
    const start = match.index + match[0].length;
    const next = fields[index + 1];
    const value = firstWord(text.slice(start, next ? next.index : LONGEST));
    if (value !== '') found[name] = value;
  }
  return found.id === null && found.state === null ? null : found;
}

function kindOf(name: string): keyof ReceiptText | 'text' | null {
  const lower = name.toLowerCase();
  if (lower === 'text') return 'text';
  if (lower.endsWith('id')) return 'id';
  if (lower.startsWith('stat')) return 'state';
  return lower.startsWith('err') ? 'error' : null;
}

function firstWord(value: string): string {
  const word = /^\s*["']?([^\s,;|&"'<>{}[\]()]+)/.exec(value)?.[1] ?? '';
  return word.slice(0, LONGEST_VALUE).replace(/[+.]+$/, '');
}
