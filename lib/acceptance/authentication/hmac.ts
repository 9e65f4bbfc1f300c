import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseHttpDate } from '../../base/time/http-date';
import { parseAuthParams } from './auth-params';
import { type DigestVerdict, plainDigest, verifyContentDigest, verifyDigest } from './body-digest';
import { isWithinSkew, type ParsedSignature, type SignatureVerdict, type SignedRequest } from './signature';

// The `hmac` scheme of MessageMedia's REST API, with the header grammar of Kong's hmac-auth.

const ALGORITHMS = new Map([
  ['hmac-sha1', { hash: 'sha1', weak: true }],
  ['hmac-sha256', { hash: 'sha256', weak: false }],
  ['hmac-sha384', { hash: 'sha384', weak: false }],
  ['hmac-sha512', { hash: 'sha512', weak: false }],
]);
const DATES = ['date', 'x-date'];

/** Headers that may carry the body's digest. MD5 is written in lower-case hex by the vendor's clients, not RFC 1864's base64. */
const DIGESTS: Record<string, (value: string, body: Buffer) => DigestVerdict> = {
  'x-content-sha256': plainDigest('sha256', false),
  'content-sha256': plainDigest('sha256', false),
  digest: verifyDigest,
  'content-digest': verifyContentDigest,
  'content-md5': plainDigest('md5', true),
  'x-content-md5': plainDigest('md5', true),
};

/**
 * Reads `Authorization: hmac username="…", algorithm="…", headers="…", signature="…"`. Null when the header is of another
 * scheme, lacks a part, or has a part or the name of a header twice. Space around `=` is allowed, as the vendor's
 * documentation prints it.
 */
export function parseHmac(request: SignedRequest): ParsedSignature | null {
  const params = parseAuthParams(request.header('authorization') ?? '', 'hmac');
  if (!params) return null;
  const username = params.get('username');
  const signature = Buffer.from(params.get('signature') ?? '', 'base64');
  const algorithm = ALGORITHMS.get((params.get('algorithm') ?? '').toLowerCase());
  const names = (params.get('headers') ?? '').split(/\s+/).filter(Boolean);
  // Repeated names would turn a small header into a large text to sign.
  const isRepeated = new Set(names.map((name) => name.toLowerCase())).size < names.length;
  if (!username || signature.length === 0 || !algorithm || names.length === 0 || isRepeated) return null;
  const text = signingString(names, request);
  return {
    keyId: username,
    // Of the bytes: one signature has many base64 spellings.
    value: signature.toString('base64'),
    nonce: null,
    verify: (secret, { compatible, nowMs }) => {
      if (text === null || !isEqual(createHmac(algorithm.hash, secret).update(text).digest(), signature))
        return 'invalid';
      return checkCoverage(names, request, { weak: algorithm.weak, compatible, nowMs });
    },
  };
}

/**
 * Returns the signing string: a line `name: value` for each name in the order and letter case written, `METHOD target
 * HTTP/1.1` for request-line, joined by newlines. Null when a named header is missing.
 */
export function signingString(names: readonly string[], request: SignedRequest): string | null {
  const lines: string[] = [];
  for (const name of names) {
    if (name.toLowerCase() === 'request-line') {
      lines.push(`${request.method} ${request.target} HTTP/1.1`);
      continue;
    }
    const value = request.header(name.toLowerCase());
    if (value === null) return null;
    lines.push(`${name}: ${value}`);
  }
  return lines.join('\n');
}

function isEqual(expected: Buffer, given: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Checks what a right signature covers: it must be the date, the request line, and the digest of a body that is not empty. */
function checkCoverage(
  names: readonly string[],
  request: SignedRequest,
  { weak, compatible, nowMs }: { weak: boolean; compatible: boolean; nowMs: number },
): SignatureVerdict {
  const covered = new Set(names.map((name) => name.toLowerCase()));
  const verdicts = Object.entries(DIGESTS)
    .filter(([name]) => covered.has(name))
    .map(([name, verify]) => verify(request.header(name) ?? '', request.body));
  if (verdicts.includes('wrong')) return 'invalid';
  const isBodyCovered = request.body.length === 0 || verdicts.includes('strong') || verdicts.includes('weak');
  const dates = DATES.filter((name) => covered.has(name));
  if (dates.length === 0 || !covered.has('request-line') || !isBodyCovered) return 'signature_incomplete';
  const isDigestWeak = request.body.length > 0 && !verdicts.includes('strong');
  if ((weak || isDigestWeak) && !compatible) return 'weak_algorithm';
  // Two signed dates must both be current: using one of them would be a guess.
  const moments = dates.map((name) => parseHttpDate((request.header(name) ?? '').trim(), nowMs));
  if (moments.includes(null)) return 'unreadable_date';
  return moments.every((at) => at !== null && isWithinSkew(at, nowMs)) ? 'valid' : 'clock_skew';
}
