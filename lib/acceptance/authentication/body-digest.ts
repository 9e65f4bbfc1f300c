import { createHash } from 'node:crypto';
import { parseDictionary } from 'structured-headers';

/**
 * Result of comparing a digest header with the body. `weak`: right, but only by MD5 or SHA-1. `unknown`: it names no
 * algorithm that is checked here, so it proves nothing.
 */
export type DigestVerdict = 'strong' | 'weak' | 'unknown' | 'wrong';

type Algorithm = { hash: string; weak: boolean };

/** Names of RFC 3230, RFC 5843 and RFC 9530. Others (`unixsum`, `crc32c`, `id-…`) prove nothing about a body. */
const ALGORITHMS = new Map<string, Algorithm>([
  ['sha-256', { hash: 'sha256', weak: false }],
  ['sha-512', { hash: 'sha512', weak: false }],
  ['sha', { hash: 'sha1', weak: true }],
  ['md5', { hash: 'md5', weak: true }],
]);

type Named = { algorithm: Algorithm | undefined; isRight: (digest: Buffer) => boolean };

/** Verifies one value without the algorithm's name, in hex or base64, as vendors' clients send `X-Content-SHA256` and `Content-MD5`. */
export function plainDigest(hash: string, weak: boolean) {
  return (value: string, body: Buffer): DigestVerdict => {
    const digest = createHash(hash).update(body).digest();
    const isRight = value.toLowerCase() === digest.toString('hex') || value === digest.toString('base64');
    return isRight ? (weak ? 'weak' : 'strong') : 'wrong';
  };
}

/** Verifies `Digest: SHA-256=base64, MD5=base64` of RFC 3230: a list, names in any case. */
export function verifyDigest(value: string, body: Buffer): DigestVerdict {
  const named: Named[] = [];
  for (const entry of value.split(',')) {
    const [, name = '', digest] = /^[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(\S+)[ \t]*$/.exec(entry) ?? [];
    if (digest === undefined && entry.trim() === '') continue;
    if (digest === undefined) return 'wrong';
    named.push({
      algorithm: ALGORITHMS.get(name.toLowerCase()),
      isRight: (expected) => digest === expected.toString('base64'),
    });
  }
  return verifyAll(named, body);
}

/** Verifies `Content-Digest: sha-256=:base64:, …` of RFC 9530: a structured dictionary of byte sequences. */
export function verifyContentDigest(value: string, body: Buffer): DigestVerdict {
  try {
    const named: Named[] = [];
    for (const [name, [digest]] of parseDictionary(value)) {
      const isRight = (expected: Buffer) => digest instanceof ArrayBuffer && expected.equals(Buffer.from(digest));
      named.push({ algorithm: ALGORITHMS.get(name), isRight });
    }
    return verifyAll(named, body);
  } catch {
    return 'wrong';
  }
}

/** Each digest of a known algorithm must be right; the strongest of them counts. */
function verifyAll(named: readonly Named[], body: Buffer): DigestVerdict {
  let verdict: DigestVerdict = 'unknown';
  // A long list of digests must not hash a large body once per entry.
  const digests = new Map<string, Buffer>();
  for (const { algorithm, isRight } of named) {
    if (!algorithm) continue;
    const digest = digests.get(algorithm.hash) ?? createHash(algorithm.hash).update(body).digest();
    digests.set(algorithm.hash, digest);
    if (!isRight(digest)) return 'wrong';
    if (!algorithm.weak) verdict = 'strong';
    else if (verdict === 'unknown') verdict = 'weak';
  }
  return verdict;
}
