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
      'Send the message as JSON with Content-Type: application/json, or as a form (application/x-www-form-urlencoded).',
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

function formFields(form: URLSearchParams): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    const value = values.length > 1 ? values : values[0];
    const [, whole, part] = PART.exec(name) ?? [];
    if (whole === undefined || part === undefined) fields.set(name, value);
    else fields.set(whole, { ...(fields.get(whole) as object), [part]: value });
  }
  return Object.fromEntries(fields);
}
