import { AppError } from '../errors';
import type { ApiRequest } from './api-request';

/** Largest body of most API routes. The web server refuses more before it is buffered; this holds behind Next, too. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Largest body of a batch: a thousand messages of ten segments. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

/** The request's bytes, as signatures cover them. Throws `body_too_large`. */
export async function bodyOf(request: ApiRequest, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  if (request.alreadyRead) return request.alreadyRead;
  const body = Buffer.from(await request.arrayBuffer());
  if (body.length > maxBytes) throw bodyTooLarge(maxBytes);
  return body;
}

export function bodyTooLarge(maxBytes = MAX_BODY_BYTES): AppError {
  return new AppError('body_too_large', `The body may have at most ${maxBytes} bytes.`);
}

/**
 * The fields of a JSON or form body. A form field given more than once is a list, `name[part]` an object. Throws `unsupported_media_type`,
 * `malformed_json`. What the value must be is the schema's business.
 */
export function parseFields(contentType: string | null, body: Buffer): unknown {
  const type = mediaType(contentType ?? '');
  if (type === 'application/x-www-form-urlencoded') return formFields(new URLSearchParams(body.toString('utf8')));
  if (type !== JSON_TYPE) {
    throw new AppError(
      'unsupported_media_type',
      'Send the body as JSON with Content-Type: application/json, or as a form (application/x-www-form-urlencoded).',
    );
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('malformed_json', 'The body is not valid JSON.');
  }
}

const JSON_TYPE = 'application/json';

/** Without its parameters, in small letters. */
function mediaType(contentType: string): string {
  return contentType === JSON_TYPE ? JSON_TYPE : (contentType.split(';')[0] as string).trim().toLowerCase();
}

const PART = /^([^[\]]+)\[([^[\]]+)\]$/;

type Values = Map<string, string[]>;

/** In one pass, before anybody has shown a key: each field costs the same, however many there are. */
function formFields(form: URLSearchParams): Record<string, unknown> {
  const plain: Values = new Map();
  const inParts = new Map<string, Values>();
  for (const [name, value] of form) {
    const [, whole, part] = PART.exec(name) ?? [];
    if (whole === undefined || part === undefined) {
      add(plain, name, value);
      continue;
    }
    const parts = inParts.get(whole) ?? new Map();
    inParts.set(whole, parts);
    add(parts, part, value);
  }
  const fields: [string, unknown][] = inOne(plain);
  for (const [whole, parts] of inParts) {
    const object = Object.fromEntries(inOne(parts));
    fields.push([whole, plain.has(whole) ? [...(plain.get(whole) as string[]), object] : object]);
  }
  return Object.fromEntries(fields);
}

function add(values: Values, name: string, value: string): void {
  const given = values.get(name);
  if (given) given.push(value);
  else values.set(name, [value]);
}

function inOne(values: Values): [string, unknown][] {
  return [...values].map(([name, given]) => [name, given.length > 1 ? given : given[0]]);
}
