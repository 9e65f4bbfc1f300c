import { parseWebUrl } from '../../network/web-url';
import { pathSegment, percentEncode } from './escape';
import type { TemplateSource } from './placeholders';
import { fill, type Part, parseTemplate, placeholdersOf, placeholderText, RenderError } from './template';

export type UrlTemplate = { origin: string; host: string; path: readonly Part[]; query: readonly Part[] | null };

export type ParsedUrlTemplate = { template: UrlTemplate; problem: null } | { template: null; problem: string };

/** Also in the forms that WHATWG URL reads as dots. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Parses the URL of a carrier. Placeholders can be in the path and in the query; scheme, host and port are literal, so that
 * no message decides where a request goes. The literal text has the same rules as the URL of a webhook.
 */
export function parseUrlTemplate(text: string): ParsedUrlTemplate {
  const { parts, problem } = parseTemplate(text);
  if (!parts) return refused(problem);
  const optional = placeholdersOf(parts).find(({ isOptional, asNumber }) => isOptional || asNumber);
  if (optional) return refused(`${placeholderText(optional)} in a URL has no ? and no :number. Use the query fields.`);
  const mark = unusedMark(text);
  const marked = parts.map((part, i) => (typeof part === 'string' ? part : `${mark}${i}z`)).join('');
  const parsed = parseWebUrl(marked);
  if (!parsed.url) return refused(parsed.problem);
  const { origin, host, pathname, search, hash } = parsed.url;
  if (host.includes(mark)) return refused('Write scheme, host and port without placeholders.');
  if (hash || marked.includes('#')) return refused('Leave out the # and what follows it: it is never sent.');
  const restore = (literal: string) => restoreParts(literal, mark, parts);
  const query = search === '' ? null : restore(search.slice(1));
  return { template: { origin, host, path: restore(pathname), query }, problem: null };
}

function refused(problem: string): ParsedUrlTemplate {
  return { template: null, problem };
}

/** Returns a mark of letters, which a URL keeps as they are, that the text does not have in any case. */
function unusedMark(text: string): string {
  let mark = 'q';
  while (text.toLowerCase().includes(mark)) mark += 'q';
  return mark;
}

/** Puts the placeholders back where their marks are in the normalized text. */
function restoreParts(text: string, mark: string, parts: readonly Part[]): Part[] {
  const restored: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(new RegExp(`${mark}(\\d+)z`, 'g'))) {
    if (match.index > at) restored.push(text.slice(at, match.index));
    restored.push(parts[Number(match[1])] as Part);
    at = match.index + match[0].length;
  }
  if (at < text.length) restored.push(text.slice(at));
  return restored;
}

/** Returns path and query. Throws RenderError for a value that would make the path another one. */
export function renderTarget({ path, query }: UrlTemplate, source: TemplateSource, more: string): string {
  const filled = fill(path, source, pathSegment) ?? '';
  if (filled.split('/').some((segment) => DOT_SEGMENT.test(segment))) {
    throw new RenderError('A value makes a segment of the path one that consists of dots alone.');
  }
  const own = query === null ? '' : (fill(query, source, percentEncode) ?? '');
  const whole = [own, more].filter((part) => part !== '').join('&');
  return whole === '' ? filled : `${filled}?${whole}`;
}
