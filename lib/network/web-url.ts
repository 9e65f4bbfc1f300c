import ipaddr from 'ipaddr.js';
import { characterName } from '../text/character-names';
import { parseUrl } from './parse-url';

const MAX_URL_LENGTH = 2_000;
/** DNS limits (RFC 1035 §2.3.4). */
const MAX_LABEL_LENGTH = 63;
const MAX_HOST_LENGTH = 253;
const HOST = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/;

/** WHATWG skips or encodes these without an error, and an invisible mark can make one URL look like another. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;
/** WHATWG also accepts `http:host`, `http:/host`, `http:///host` and backslashes; other clients read those differently. */
const AUTHORITY = /^([a-z][a-z\d+.-]*):\/\/([^/?#]+)/i;

const PORT = /^(?:\[[^\]]*\]|[^:[\]]*):([^:]*)$/;
const MAX_PORT = 65_535;

/** A host of the largest length, each character percent-encoded, and a port. */
const MAX_AUTHORITY_LENGTH = 3 * MAX_HOST_LENGTH + 6;

const HOST_PROBLEM = 'Use a URL with a valid host name or IP address.';
const FORM = 'Use a full URL such as https://example.com/reports.';
const LENGTH = 'Use a URL of at most 2,000 characters, with what must be percent-encoded written out.';

/** A parsed URL, or the problem as a sentence for the field. */
export type ParsedWebUrl = { url: URL; problem: null } | { url: null; problem: string };

/**
 * The one parser of http and https URLs in requests and forms. A webhook's URL is parsed at the edge and again, from the
 * stored text, before each attempt: host queue, port rule and request use the URL it returns, and `url.href` is stored.
 * Refuses forms that parsers disagree about. Never throws.
 */
export function parseWebUrl(text: string): ParsedWebUrl {
  if (text.length > MAX_URL_LENGTH) return refused(LENGTH);
  const [, scheme, authority] = AUTHORITY.exec(text) ?? [];
  if (!scheme || !authority) return refused(FORM);
  const [invisible] = INVISIBLE.exec(text) ?? [];
  if (invisible) return refused(`Use a URL without ${characterName(invisible)}, or percent-encode it.`);
  if (!/^https?$/i.test(scheme)) return refused('Use a URL that starts with https:// or http://.');
  if (text.includes('\\')) return refused('Use forward slashes; percent-encode a backslash as %5C.');
  // Two schemes, as of a pasted URL: WHATWG reads the second one as a host with an empty port.
  if (/^https?:$/i.test(authority)) return refused('Use http:// or https:// once, at the beginning.');
  if (authority.includes('@')) return refused('Leave user name and password out of the URL.');
  if (authority.length > MAX_AUTHORITY_LENGTH) return refused(HOST_PROBLEM);
  const url = parseUrl(text);
  if (!url) return refused(hasInvalidPort(authority) ? `Use a port from 1 to ${MAX_PORT}.` : FORM);
  // One host, one queue: `example.com.` and `example.com` are the same name.
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (!isHost(url.hostname)) return refused(HOST_PROBLEM);
  // `http.request` takes port 0 as "no port".
  if (url.port === '0') return refused('Use another port: nothing can listen on port 0.');
  return url.href.length > MAX_URL_LENGTH ? refused(LENGTH) : { url, problem: null };
}

/** Returns host and port, the unit that concurrency is limited by; empty for a text that is not a valid URL. */
export function webHost(text: string): string {
  return parseWebUrl(text).url?.host ?? '';
}

function refused(problem: string): ParsedWebUrl {
  return { url: null, problem };
}

function hasInvalidPort(authority: string): boolean {
  const [, port = ''] = PORT.exec(authority) ?? [];
  return !/^\d*$/.test(port) || Number(port) > MAX_PORT;
}

function isHost(hostname: string): boolean {
  if (hostname.length > MAX_HOST_LENGTH) return false;
  if (ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''))) return true;
  if (!HOST.test(hostname)) return false;
  return hostname.split('.').every((label) => label.length <= MAX_LABEL_LENGTH);
}
