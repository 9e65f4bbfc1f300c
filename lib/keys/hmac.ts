import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isWithinSkew, type ParsedSignature, type SignatureVerdict, type SignedRequest } from './signature';

// The `hmac` scheme of MessageMedia's REST API, whose header grammar is that of Kong's hmac-auth.

const ALGORITHMS = new Map([
  ['hmac-sha1', { hash: 'sha1', weak: true }],
  ['hmac-sha256', { hash: 'sha256', weak: false }],
  ['hmac-sha384', { hash: 'sha384', weak: false }],
  ['hmac-sha512', { hash: 'sha512', weak: false }],
]);
const DATES = ['date', 'x-date'];

type Digest = { weak: boolean; matches: (value: string, body: Buffer) => boolean };

const hashOf = (algorithm: string, body: Buffer, form: 'hex' | 'base64') =>
  createHash(algorithm).update(body).digest(form);
const plainDigest = (algorithm: string, weak: boolean): Digest => ({
  weak,
  matches: (value, body) =>
    value.toLowerCase() === hashOf(algorithm, body, 'hex') || value === hashOf(algorithm, body, 'base64'),
});

/** Headers that may carry the body's digest. MD5 is written in lower-case hex by the vendor's clients, not RFC 1864's base64. */
const DIGESTS: Record<string, Digest> = {
  'x-content-sha256': plainDigest('sha256', false),
  'content-sha256': plainDigest('sha256', false),
  digest: { weak: false, matches: (value, body) => value === `SHA-256=${hashOf('sha256', body, 'base64')}` },
  'content-digest': { weak: false, matches: matchesContentDigest },
  'content-md5': plainDigest('md5', true),
  'x-content-md5': plainDigest('md5', true),
};

/** RFC 9530 `Content-Digest: sha-256=:base64:`; of several algorithms sha-256 or sha-512 must be right. */
export function matchesContentDigest(value: string, body: Buffer): boolean {
  const members = [...value.matchAll(/(sha-256|sha-512)=:([A-Za-z0-9+/=]+):/g)];
  return (
    members.length > 0 &&
    members.every(([, name = '', digest]) => digest === hashOf(name.replace('-', ''), body, 'base64'))
  );
}

/**
 * Reads `Authorization: hmac username="…", algorithm="…", headers="…", signature="…"`. Null when the header is of another
 * scheme, lacks a part or names a header twice. Space around `=` is forgiven, as the vendor's documentation prints it.
 */
export function parseHmac(request: SignedRequest): ParsedSignature | null {
  const header = request.header('authorization');
  if (!header || !/^hmac\s/i.test(header)) return null;
  const parts = Object.fromEntries(
    // Only at the beginning of a word: tried at each of its letters, a long one takes time by the square of its length.
    [...header.matchAll(/(?<![a-z])([a-z]+)\s*=\s*"([^"]*)"/gi)].map((m) => [m[1]?.toLowerCase(), m[2]]),
  );
  const { username } = parts;
  const signature = Buffer.from(parts.signature ?? '', 'base64');
  const algorithm = ALGORITHMS.get((parts.algorithm ?? '').toLowerCase());
  const names = (parts.headers ?? '').split(/\s+/).filter(Boolean);
  // A name given again and again would make much to sign of a little.
  const isRepeated = new Set(names).size < names.length;
  if (!username || signature.length === 0 || !algorithm || names.length === 0 || isRepeated) return null;
  const text = signingString(names, request);
  return {
    keyId: username,
    // As bytes: the same signature can be written in many ways that decode alike.
    value: signature.toString('base64'),
    nonce: null,
    verify: (secret, { compatible, nowMs }) => {
      if (text === null || !isEqual(createHmac(algorithm.hash, secret).update(text).digest(), signature))
        return 'invalid';
      return judge(names, request, { weak: algorithm.weak, compatible, nowMs });
    },
  };
}

/**
 * What is signed: a line `name: value` for each name in the order and letter case written, `METHOD target HTTP/1.1` for
 * request-line, joined by newlines. Null when a named header is missing.
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

/** A right signature must also cover enough: date, request line, and the digest of a body there is. */
function judge(
  names: readonly string[],
  request: SignedRequest,
  { weak, compatible, nowMs }: { weak: boolean; compatible: boolean; nowMs: number },
): SignatureVerdict {
  const covered = new Set(names.map((name) => name.toLowerCase()));
  const digests = Object.entries(DIGESTS).filter(([name]) => covered.has(name));
  for (const [name, digest] of digests) {
    if (!digest.matches(request.header(name) ?? '', request.body)) return 'invalid';
  }
  const dateName = DATES.find((name) => covered.has(name));
  const needsDigest = request.body.length > 0;
  if (!dateName || !covered.has('request-line') || (needsDigest && digests.length === 0)) return 'signature_incomplete';
  const isDigestWeak = needsDigest && digests.every(([, digest]) => digest.weak);
  if ((weak || isDigestWeak) && !compatible) return 'weak_algorithm';
  return isWithinSkew(Date.parse(request.header(dateName) ?? ''), nowMs) ? 'valid' : 'clock_skew';
}
