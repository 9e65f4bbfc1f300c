import type { WebhookFormat } from '../endpoints/schema';
import { type SigningKey, signatureHeaders } from '../signature';
import { contentOf, type ReportContent } from './content';
import { formFields } from './fields';
import { messageMediaBody } from './messagemedia';
import { messenteBody, messenteSignature } from './messente';
import { fillPlaceholders, hasPlaceholders, percentEncoded, placeholdersOf } from './placeholders';

/** Where a report goes, and in which form. */
export type Destination = {
  url: URL;
  format: WebhookFormat;
  /** The current one first. During the overlap of a rotation also the previous one. */
  keys: readonly SigningKey[];
  /** The current secret as text: formats of other vendors sign with it. */
  secret: string;
  /** Of the customer. */
  headers: Readonly<Record<string, string>>;
};

/** The stored report. */
export type StoredReport = { id: string; accountId: string; body: string };

/** An HTTP request as it is sent: `path` with the query, `body` empty with GET. */
export type ReportRequest = {
  method: 'GET' | 'POST';
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
};

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

type Formatted = Pick<ReportRequest, 'method' | 'path' | 'body'> & { headers: Readonly<Record<string, string>> };

/**
 * Returns the request that carries a report at time `at`. All formats have the headers of Standard Webhooks; where there is no
 * body, path and query are signed in its place. Throws a SyntaxError for a stored body that is not JSON.
 */
export function requestOf(report: StoredReport, to: Destination, at: Date, userAgent: string): ReportRequest {
  const { method, path, body, headers } = formatted(report, to);
  const signed = method === 'GET' ? path : body;
  return {
    ...{ method, origin: to.url.origin, path, body },
    headers: {
      ...to.headers,
      ...headers,
      'user-agent': userAgent,
      ...signatureHeaders(to.keys, report.id, at, signed),
    },
  };
}

function formatted({ id, accountId, body }: StoredReport, to: Destination): Formatted {
  const { url, format, secret } = to;
  const path = `${url.pathname}${url.search}`;
  if (format === 'standard') return { method: 'POST', path, body, headers: JSON_TYPE };
  const content = contentOf(id, accountId, body);
  if (hasPlaceholders(format)) return inUrl(url, format, content);
  if (format === 'messagemedia') {
    return { method: 'POST', path, body: messageMediaBody(content, url.href), headers: JSON_TYPE };
  }
  const text = messenteBody(content);
  return { method: 'POST', path, body: text, headers: { ...JSON_TYPE, ...messenteSignature(secret, text) } };
}

/** `query`: GET of the URL. `form`: POST to its path, with its query as body. Without placeholders, all fields are added. */
function inUrl(url: URL, format: WebhookFormat, content: ReportContent): Formatted {
  const pathname = fillPlaceholders(url.pathname, content);
  const filled = fillPlaceholders(url.search.slice(1), content);
  const fields = placeholdersOf(url).length > 0 ? [] : [encodedFields(content)];
  const query = [...(filled ? [filled] : []), ...fields].join('&');
  if (format === 'form') return { method: 'POST', path: pathname, body: query, headers: FORM_TYPE };
  return { method: 'GET', path: query ? `${pathname}?${query}` : pathname, body: '', headers: {} };
}

function encodedFields(content: ReportContent): string {
  return formFields(content)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .join('&');
}
