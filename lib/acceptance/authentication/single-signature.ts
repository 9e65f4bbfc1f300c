import { AppError } from '../../base/errors';
import type { SignedRequest } from './signature';

/** Characters of a header that holds a credential; valid ones have a few hundred. Longer ones are not parsed. */
const MAX_LENGTH = 4_096;
const HEADERS = ['authorization', 'signature-input', 'signature', 'x-api-key'];
const HMAC_PART = /(?<![a-z])([a-z]+)\s*=\s*"[^"]*"/gi;
const KEY_ID = /;\s*keyid\s*=/g;
/** RFC 8941 §3.2: the last of two members with one name would count. */
const LABEL = /(?:^|,)\s*([a-z*][a-z0-9_.*-]*)=:/g;

/**
 * Throws `invalid_request` for an ambiguous signature (a part of `hmac` twice, two signatures, a label twice), and for a
 * header of more than 4,096 characters.
 */
export function requireSingleSignature(request: SignedRequest): void {
  for (const name of HEADERS) {
    const value = request.header(name);
    if (value === null) continue;
    if (value.length > MAX_LENGTH) throw refusal(`The header ${name} has more than ${MAX_LENGTH} characters.`);
    if (name === 'authorization') requireDistinct(/^hmac\s/i.test(value) ? partsOf(value, HMAC_PART) : [], name);
    if (name === 'signature') requireDistinct(partsOf(value, LABEL), name);
    if (name === 'signature-input' && partsOf(value, KEY_ID).length > 1) {
      throw refusal('The header signature-input has several signatures with a keyid. Send the one of your API key.');
    }
  }
}

function partsOf(value: string, pattern: RegExp): string[] {
  return [...value.matchAll(pattern)].map(([, name]) => name?.toLowerCase() ?? '');
}

function requireDistinct(names: string[], header: string): void {
  if (new Set(names).size < names.length)
    throw refusal(`The header ${header} has one of its parts twice. Send each once.`);
}

function refusal(message: string): AppError {
  return new AppError('invalid_request', message);
}
