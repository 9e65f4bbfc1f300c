import type { Submission } from '../carrier';
import { headerValue, percentEncode } from './escape';
import { type JsonTemplate, parseJsonTemplate, renderJson } from './json-template';
import type { TemplateSource } from './placeholders';
import { parseRawTemplate, type RawTemplate, renderRaw } from './raw-template';
import { dlrUrlOf } from './receipt-url';
import type { HttpSettings } from './settings';
import { fill, type Part, parseTemplate, RenderError } from './template';
import { parseUrlTemplate, renderTarget, type UrlTemplate } from './url-template';

/** A request as it is sent. */
export type RenderedRequest = {
  method: HttpSettings['method'];
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string | null;
};

export type RenderContext = {
  /** Name of the carrier. */
  carrier: string;
  /** Address of this installation, without a slash at the end. */
  publicUrl: string;
  nowMs: number;
};

type Fields = readonly { name: string; parts: readonly Part[] }[];

type Body =
  | { kind: 'query'; fields: Fields }
  | { kind: 'form'; fields: Fields }
  | { kind: 'json'; template: JsonTemplate }
  | { kind: 'raw'; template: RawTemplate; contentType: string };

type CompiledRequest = {
  url: UrlTemplate;
  headers: Fields;
  user: readonly Part[] | null;
  password: readonly Part[] | null;
  body: Body;
};

const FORM_TYPE = 'application/x-www-form-urlencoded';
const compiled = new WeakMap<HttpSettings, CompiledRequest>();

/**
 * Returns the request for a message. With `mask`, secrets are replaced by `***`, for people to read. Throws RenderError when
 * a value cannot be written where its placeholder is.
 */
export function renderRequest(
  settings: HttpSettings,
  secrets: Readonly<Record<string, string>>,
  submission: Submission,
  context: RenderContext,
  { mask = false } = {},
): RenderedRequest {
  const { url, headers, user, password, body } = compile(settings);
  const shown = mask ? masked(secrets) : secrets;
  const source: TemplateSource = {
    submission,
    secrets: shown,
    dlrUrl: dlrUrlOf(settings, shown, { ...context, messageId: submission.messageId }),
    nowMs: context.nowMs,
    maxValidityMinutes: settings.maxValidityMinutes,
  };
  const { query, ...content } = renderBody(body, source);
  const all = renderHeaders(headers, source);
  if (content.type !== null) all['content-type'] ??= content.type;
  if (user && password) {
    const pair = `${required(user, source)}:${required(password, source)}`;
    all.authorization = `Basic ${mask ? '***' : base64(pair)}`;
  }
  return {
    method: settings.method,
    origin: url.origin,
    target: renderTarget(url, source, query),
    headers: all,
    body: content.body,
  };
}

function compile(settings: HttpSettings): CompiledRequest {
  const known = compiled.get(settings);
  if (known) return known;
  const { url, headers, basicAuth, body } = settings;
  const request: CompiledRequest = {
    url: valid(parseUrlTemplate(url).template),
    headers: compileFields(headers).map((header) => ({ ...header, name: header.name.toLowerCase() })),
    user: basicAuth && valid(parseTemplate(basicAuth.user).parts),
    password: basicAuth && valid(parseTemplate(basicAuth.password).parts),
    body: compileBody(body),
  };
  compiled.set(settings, request);
  return request;
}

function compileBody(body: HttpSettings['body']): Body {
  if (body.kind === 'json') return { kind: 'json', template: valid(parseJsonTemplate(body.template).template) };
  if (body.kind === 'raw') {
    const { template, contentType } = body;
    return { kind: 'raw', template: valid(parseRawTemplate(template, contentType).template), contentType };
  }
  return { kind: body.kind, fields: compileFields(body.fields) };
}

function compileFields(fields: HttpSettings['headers']): { name: string; parts: readonly Part[] }[] {
  return fields.map(({ name, value }) => ({ name, parts: valid(parseTemplate(value).parts) }));
}

/** The schema has accepted every template of the settings. */
function valid<T>(parsed: T | null): T {
  if (parsed === null) throw new RenderError('The settings of the carrier have an invalid template.', true);
  return parsed;
}

function required(parts: readonly Part[], source: TemplateSource): string {
  return fill(parts, source, (value) => value) ?? '';
}

function renderHeaders(headers: Fields, source: TemplateSource): Record<string, string> {
  // Answers are read as they are: none may be compressed.
  const rendered: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Postern' };
  for (const { name, parts } of headers) {
    const value = fill(parts, source, headerValue);
    if (value !== null) rendered[name] = value;
  }
  return rendered;
}

function renderBody(body: Body, source: TemplateSource): { query: string; type: string | null; body: string | null } {
  switch (body.kind) {
    case 'query':
      return { query: renderFields(body.fields, source), type: null, body: null };
    case 'form':
      return { query: '', type: FORM_TYPE, body: renderFields(body.fields, source) };
    case 'json':
      return { query: '', type: 'application/json', body: renderJson(body.template, source) };
    case 'raw':
      return { query: '', type: body.contentType, body: renderRaw(body.template, source) };
  }
}

function renderFields(fields: Fields, source: TemplateSource): string {
  const pairs = fields.flatMap(({ name, parts }) => {
    const value = fill(parts, source, (text) => text);
    return value === null ? [] : `${percentEncode(name)}=${percentEncode(value)}`;
  });
  return pairs.join('&');
}

function masked(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(secrets).map((name) => [name, '***']));
}

/** Base64 of UTF-8 (RFC 7617 §2.1), with what browsers have, too: the console renders previews. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
