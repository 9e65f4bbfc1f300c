import { isReceived, type ReportContent } from './content';
import { receiptText } from './receipt-text';

/** Bits of `dlr-mask`: delivered, not delivered, queued by the carrier, accepted by it, refused by it. */
const REPORT_VALUES: Readonly<Record<string, number>> = { delivered: 1, buffered: 4, submitted: 8, rejected: 16 };
const NOT_DELIVERED = 2;
const CODINGS: Readonly<Record<string, number>> = { gsm7: 0, binary: 1, ucs2: 2 };

type Value = (content: ReportContent) => string;

/**
 * Values of Kannel's escape codes (Kannel user guide, "Parameters of URLs"; gw/urltrans.c). `%p` and `%P` are sender and
 * recipient of the SMS, also in reports. `%F`, in Kannel the id at the carrier, is the id that Postern's API returned: to the
 * receiver, Postern is the carrier. Codes of what Postern does not report are empty.
 */
const VALUES: Readonly<Record<string, Value>> = {
  a: ({ text }) => (text ?? '').split(/\s+/).filter(Boolean).join(' '),
  A: (content) => (isReceived(content) ? (content.text ?? '') : receiptText(content)),
  b: ({ text }) => text ?? '',
  B: () => '',
  c: ({ encoding }) => String(CODINGS[encoding] ?? 0),
  C: () => 'UTF-8',
  d: (content) => (isReceived(content) ? '0' : String(REPORT_VALUES[content.status] ?? NOT_DELIVERED)),
  D: metaData,
  f: () => '',
  F: ({ id }) => id,
  i: () => '',
  I: ({ id }) => id,
  k: ({ text }) => (text ?? '').trim().split(/\s+/)[0] ?? '',
  m: () => '',
  M: () => '',
  n: ({ reference }) => reference ?? '',
  o: ({ accountId }) => accountId,
  O: () => '',
  p: ({ from }) => from ?? '',
  P: ({ to }) => to,
  q: ({ from }) => withPlus(from ?? ''),
  Q: ({ to }) => withPlus(to),
  r: ({ text }) => (text ?? '').trim().split(/\s+/).slice(1).join(' '),
  R: () => '',
  t: ({ occurredAt }) => occurredAt.toISOString().slice(0, 19).replace('T', ' '),
  T: ({ occurredAt }) => String(Math.floor(occurredAt.getTime() / 1_000)),
  u: () => '',
};

/** An octet is percent-encoded text. A literal percent sign is `%%` or `%25`. */
const CODE = /%(?:([\dA-Fa-f]{2})|(%)|([^%]?))/gs;

/** Replaces the codes of a pattern from a URL's path or query. Values are percent-encoded, so that none can end its place. */
export function fillPlaceholders(pattern: string, content: ReportContent): string {
  return pattern.replace(CODE, (code, octet?: string, percent?: string, letter?: string) => {
    if (octet) return code;
    if (percent) return '%25';
    const value = letter ? VALUES[letter] : undefined;
    return value ? percentEncoded(value(content)) : `%25${letter ?? ''}`;
  });
}

/** Returns the codes of a URL that are neither percent-encoded octets nor `%%`, such as `%d`. */
export function placeholdersOf(url: URL): string[] {
  if (!url.pathname.includes('%') && !url.search.includes('%')) return [];
  return [...`${url.pathname}${url.search}`.matchAll(CODE)].flatMap(([code, octet, percent]) =>
    octet || percent ? [] : [code],
  );
}

/** Whether placeholders are filled in: the formats of receivers that were written for Kannel. */
export function hasPlaceholders(format: string): boolean {
  return format === 'query' || format === 'form';
}

/** Why the placeholders of a URL cannot be used with the format, as a sentence for the field; null when they can. */
export function placeholderProblem(url: URL, format: string): string | null {
  const codes = placeholdersOf(url);
  const [first] = codes;
  if (first === undefined) return null;
  if (!hasPlaceholders(format)) {
    return `Use placeholders such as ${first} only with the formats query and form; write a percent sign as %25.`;
  }
  const unknown = codes.find((code) => !VALUES[code.slice(1)]);
  if (unknown === undefined) return null;
  return `Use a known placeholder instead of ${unknown}: %${Object.keys(VALUES).join(', %')}. Write a percent sign as %25.`;
}

/** Percent-encodes all but unreserved characters (RFC 3986 §2.3), so that the text fits into path, query and form alike. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Metadata in the form of Kannel's `meta-data`: `?group?name=value&name=value`. */
function metaData({ metadata }: ReportContent): string {
  const pairs = Object.entries(metadata).map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`);
  return pairs.length === 0 ? '' : `?postern?${pairs.join('&')}`;
}

function withPlus(number: string): string {
  return number.startsWith('00') ? `+${number.slice(2)}` : number;
}
