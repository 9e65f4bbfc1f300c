import { createHmac, timingSafeEqual } from 'node:crypto';
import { type InnerList, isInnerList, parseDictionary, serializeInnerList, serializeItem } from 'structured-headers';
import { matchesContentDigest } from './hmac';
import { isWithinSkew, type ParsedSignature, type SignatureVerdict, type SignedRequest } from './signature';

// RFC 9421 HTTP Message Signatures with hmac-sha256, the body covered by RFC 9530 Content-Digest.

type Covered = { name: string; line: (request: SignedRequest, scheme: string) => string | null };

/** The scheme is not on the wire; behind a proxy the client used https where we see http. */
const SCHEMES = ['https', 'http'];

const DERIVED = new Map<string, Covered['line']>(
  Object.entries({
    '@method': ({ method }) => method,
    '@authority': (request) => authority(request),
    '@scheme': (_, scheme) => scheme,
    '@target-uri': (request, scheme) => `${scheme}://${authority(request)}${request.target}`,
    '@request-target': ({ target }) => target,
    '@path': ({ target }) => target.split('?')[0] ?? '/',
    '@query': ({ target }) => (target.includes('?') ? target.slice(target.indexOf('?')) : '?'),
  }),
);

function authority(request: SignedRequest): string {
  return (request.header('host') ?? '').toLowerCase();
}

/**
 * Reads `Signature-Input` and `Signature`. Of several signatures the first that names a key id counts. Null when there is
 * none, or one that we cannot read.
 */
export function parseMessageSignature(request: SignedRequest): ParsedSignature | null {
  const input = request.header('signature-input');
  const signatures = request.header('signature');
  if (!input || !signatures) return null;
  try {
    const values = parseDictionary(signatures);
    for (const [label, member] of parseDictionary(input)) {
      const [value] = values.get(label) ?? [];
      if (!isInnerList(member) || !(value instanceof ArrayBuffer)) continue;
      const [, parameters] = member;
      const keyId = parameters.get('keyid');
      if (typeof keyId !== 'string') continue;
      const nonce = parameters.get('nonce');
      const signature = Buffer.from(value);
      return {
        keyId,
        value: signature.toString('base64'),
        nonce: typeof nonce === 'string' ? nonce : null,
        verify: (secret, { nowMs }) => verify(member, signature, request, secret, nowMs),
      };
    }
    return null;
  } catch {
    return null;
  }
}

function verify(
  member: InnerList,
  signature: Buffer,
  request: SignedRequest,
  secret: string,
  nowMs: number,
): SignatureVerdict {
  const components = coveredBy(member);
  const algorithm = member[1].get('alg');
  if (!components || (algorithm !== undefined && algorithm !== 'hmac-sha256')) return 'invalid';
  const isRight = SCHEMES.some((scheme) => {
    const base = signatureBase(components, member, request, scheme);
    if (base === null) return false;
    const expected = createHmac('sha256', secret).update(base).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  return isRight ? judge(components, member, request, nowMs) : 'invalid';
}

/** Components with parameters (`;sf`, `;key`…) are not understood: what is not understood must not verify. */
function coveredBy([items]: InnerList): Covered[] | null {
  const covered: Covered[] = [];
  for (const [name, parameters] of items) {
    if (typeof name !== 'string' || parameters.size > 0 || covered.some((other) => other.name === name)) return null;
    const derived = DERIVED.get(name);
    if (name.startsWith('@') && !derived) return null;
    covered.push({ name, line: derived ?? ((request) => request.header(name.toLowerCase())) });
  }
  return covered;
}

/** RFC 9421 §2.5. Null when a covered header is missing. */
function signatureBase(
  components: Covered[],
  member: InnerList,
  request: SignedRequest,
  scheme: string,
): string | null {
  const lines: string[] = [];
  for (const { name, line } of components) {
    const value = line(request, scheme);
    if (value === null) return null;
    lines.push(`${serializeItem([name, new Map()])}: ${value.trim()}`);
  }
  lines.push(`"@signature-params": ${serializeInnerList(member)}`);
  return lines.join('\n');
}

function judge(components: Covered[], member: InnerList, request: SignedRequest, nowMs: number): SignatureVerdict {
  const names = new Set(components.map(({ name }) => name));
  const digest = request.header('content-digest');
  if (names.has('content-digest') && !matchesContentDigest(digest ?? '', request.body)) return 'invalid';
  const coversQuery = names.has('@query') || !request.target.includes('?');
  const coversTarget = names.has('@target-uri') || names.has('@request-target') || (names.has('@path') && coversQuery);
  const coversBody = names.has('content-digest') || request.body.length === 0;
  const created = member[1].get('created');
  const expires = member[1].get('expires');
  if (!names.has('@method') || !coversTarget || !coversBody || typeof created !== 'number')
    return 'signature_incomplete';
  if (typeof expires === 'number' && expires * 1_000 < nowMs) return 'clock_skew';
  return isWithinSkew(created * 1_000, nowMs) ? 'valid' : 'clock_skew';
}
