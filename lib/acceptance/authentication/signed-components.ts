import { serializeItem } from 'structured-headers';
import type { SignedRequest } from './signature';

// Component identifiers of RFC 9421 §2 and their values.

/** An origin that the client may have sent the request to: the scheme is not on the wire, and a proxy may change the host. */
export type Origin = { scheme: string; host: string };

/** A covered component: its identifier as in the signature base, and its value; null when absent. */
export type Component = { id: string; value: (request: SignedRequest, origin: Origin) => string | null };

type Parameters = ReadonlyMap<string, unknown>;

const DEFAULT_PORTS: Record<string, string> = { https: '443', http: '80' };

/** RFC 9421 §2.2. */
const DERIVED = new Map<string, Component['value']>(
  Object.entries({
    '@method': ({ method }) => method,
    '@authority': (_, origin) => authority(origin),
    '@scheme': (_, { scheme }) => scheme,
    '@target-uri': ({ target }, origin) => `${origin.scheme}://${authority(origin)}${target}`,
    '@request-target': ({ target }) => target,
    '@path': ({ target }) => target.split('?')[0] || '/',
    '@query': ({ target }) => queryOf(target) || '?',
  }),
);

/**
 * Returns the component of an identifier. Null for an unsupported one, such as a field with parameters (`;sf`, `;key`…),
 * which must not verify.
 */
export function componentOf(name: unknown, parameters: Parameters): Component | null {
  if (typeof name !== 'string' || name !== name.toLowerCase()) return null;
  if (name === '@query-param') return queryParamComponent(parameters);
  const derived = DERIVED.get(name);
  if (parameters.size > 0 || (name.startsWith('@') && !derived)) return null;
  return { id: serializeItem([name, new Map()]), value: derived ?? ((request) => request.header(name)) };
}

/**
 * Returns whether the components cover the whole query: by `@query`, by one that contains it, or each parameter by itself.
 */
export function coversQuery(ids: ReadonlySet<string>, target: string): boolean {
  if (['"@query"', '"@target-uri"', '"@request-target"'].some((id) => ids.has(id))) return true;
  const names = [...new URLSearchParams(queryOf(target)).keys()];
  return names.every((name) => ids.has(queryParamId(formEncoded(name))));
}

/** Returns the request's host with both schemes, and the public URL of this installation. */
export function originsOf({ header, publicUrl }: SignedRequest): Origin[] {
  const host = header('host') ?? '';
  const origins = ['https', 'http'].map((scheme) => ({ scheme, host }));
  const url = publicUrl?.();
  if (url) origins.push({ scheme: new URL(url).protocol.slice(0, -1), host: new URL(url).host });
  return origins;
}

/** RFC 9421 §2.2.3 and RFC 9110 §4.2.3: lower case, without the scheme's default port or an empty one. */
function authority({ scheme, host }: Origin): string {
  return host
    .toLowerCase()
    .replace(/:(\d*)$/, (port, digits) => (digits === '' || digits === DEFAULT_PORTS[scheme] ? '' : port));
}

/**
 * RFC 9421 §2.2.8: name and value are decoded as a form and encoded again. A parameter that occurs several times has no
 * value, because choosing one of them would be a guess.
 */
function queryParamComponent(parameters: Parameters): Component | null {
  const name = parameters.get('name');
  if (typeof name !== 'string' || parameters.size !== 1) return null;
  return {
    id: queryParamId(name),
    value: ({ target }) => {
      const params = [...new URLSearchParams(queryOf(target))];
      const [first, ...more] = params.filter(([decoded]) => formEncoded(decoded) === name);
      return first && more.length === 0 ? formEncoded(first[1]) : null;
    },
  };
}

function queryParamId(encodedName: string): string {
  return serializeItem(['@query-param', new Map([['name', encodedName]])]);
}

/** The application/x-www-form-urlencoded percent-encode set of the URL standard, with `%20` for a space. */
function formEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** With its question mark; empty without one. */
function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start === -1 ? '' : target.slice(start);
}
