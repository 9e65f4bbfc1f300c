import { AppError, invalidFields } from '../base/errors';
import { mediaTypeOf, requireIdentity, unsupported } from './content-type';
import { formFields } from './form';
import type { ApiRequest } from './http';
import { type JsonLimits, parseJson } from './json-text';
import { decodeUtf8 } from './utf8';

/** Largest body of most API routes. The web server refuses more before it is buffered; this holds behind Next, too. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Largest body of a batch: a thousand messages of ten segments. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** How JSON begins, as it is or percent-escaped; no field of a form is named so. */
const LIKE_JSON = /^\s*(?:[[{"]|%5B|%7B|%22)/i;

export function bodyTooLarge(maxBytes = MAX_BODY_BYTES): AppError {
  return new AppError('body_too_large', `The body may have at most ${maxBytes} bytes.`);
}

/**
 * The fields of a JSON or form body, the one way from bytes to text: UTF-8, uncompressed, each name once in an object.
 * A form field given more than once is a list, `name[part]` an object. JSON is held to `limits`. Throws `unsupported_media_type`, `malformed_json`,
 * `invalid_fields`. What the value must be is the schema's business.
 */
export function parseFields({ headers, body }: Pick<ApiRequest, 'headers' | 'body'>, limits: JsonLimits): unknown {
  requireIdentity(headers.get('content-encoding'));
  const contentType = headers.get('content-type');
  const type = contentType === JSON_TYPE ? JSON_TYPE : mediaTypeOf(contentType ?? '');
  if (type !== JSON_TYPE && type !== FORM_TYPE) throw otherType(type, body);
  const decoded = decodeUtf8(body);
  if (type === JSON_TYPE) {
    if ('problem' in decoded) throw new AppError('malformed_json', decoded.problem);
    return parseJson(decoded.text, limits);
  }
  if ('problem' in decoded) throw invalidFields({ body: decoded.problem });
  if (LIKE_JSON.test(decoded.text)) throw unsupported(LOOKS_LIKE_JSON);
  return formFields(decoded.text);
}

const LOOKS_LIKE_JSON = 'The body is JSON. Send it with Content-Type: application/json.';

function otherType(type: string, body: Buffer): AppError {
  if (LIKE_JSON.test(body.toString('latin1', 0, 64))) return unsupported(LOOKS_LIKE_JSON);
  const wanted = `Send the body as JSON with Content-Type: ${JSON_TYPE}, or as a form (${FORM_TYPE}).`;
  return unsupported(type === '' ? `The header Content-Type is missing. ${wanted}` : wanted);
}
