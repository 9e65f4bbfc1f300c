import { AppError, invalidFields } from '../base/errors';
import { mediaTypeOf, requireIdentity, unsupported } from './content-type';
import { formFields } from './form';
import type { ApiRequest } from './http';
import { type JsonLimits, parseJson } from './json-text';
import { decodeUtf8 } from './utf8';

/** Largest body of most endpoints. The web server refuses more before it is buffered. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Largest body of a batch: a thousand messages of ten segments. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Characters that are searched for the beginning of JSON. */
const BEGINNING = 64;
/** The beginning of JSON, plain or percent-escaped; no field of a form has such a name. */
const LIKE_JSON = /^(?:\s|\+|%20|%0[9ad])*(?:[[{"]|%5B|%7B|%22)/i;

export function bodyTooLarge(maxBytes = MAX_BODY_BYTES): AppError {
  return new AppError('body_too_large', `The body may have at most ${maxBytes} bytes.`);
}

/**
 * Returns the fields of a JSON or form body, before any schema: UTF-8, uncompressed, each name once in an object. A
 * repeated form field is a list, `name[part]` an object. JSON may hold as much as `limits` allow. Throws
 * `unsupported_media_type`, `malformed_json`, `invalid_fields`.
 */
export function parseFields({ headers, body }: Pick<ApiRequest, 'headers' | 'body'>, limits: JsonLimits): unknown {
  requireIdentity(headers.get('content-encoding'));
  const contentType = headers.get('content-type');
  const type = contentType === JSON_TYPE ? JSON_TYPE : mediaTypeOf(contentType ?? '');
  if (type !== JSON_TYPE && type !== FORM_TYPE) throw wrongType(type, body);
  const decoded = decodeUtf8(body);
  if (type === JSON_TYPE) {
    if ('problem' in decoded) throw new AppError('malformed_json', decoded.problem);
    return parseJson(decoded.text, limits);
  }
  if ('problem' in decoded) throw invalidFields({ body: decoded.problem });
  if (LIKE_JSON.test(decoded.text.slice(0, BEGINNING))) throw unsupported(LOOKS_LIKE_JSON);
  return formFields(decoded.text);
}

const LOOKS_LIKE_JSON = 'The body is JSON. Send it with Content-Type: application/json.';

function wrongType(type: string, body: Buffer): AppError {
  if (LIKE_JSON.test(body.toString('latin1', 0, BEGINNING))) return unsupported(LOOKS_LIKE_JSON);
  const wanted = `Send the body as JSON with Content-Type: ${JSON_TYPE}, or as a form (${FORM_TYPE}).`;
  return unsupported(type === '' ? `The header Content-Type is missing. ${wanted}` : wanted);
}
