import { createHmac, timingSafeEqual } from 'node:crypto';
import { type InnerList, isInnerList, parseDictionary, serializeInnerList } from 'structured-headers';
import { verifyContentDigest } from './body-digest';
import { isWithinSkew, type ParsedSignature, type SignatureVerdict, type SignedRequest } from './signature';
import { type Component, componentOf, coversQuery, type Origin, originsOf } from './signed-components';

// RFC 9421 HTTP Message Signatures with hmac-sha256, the body covered by RFC 9530 Content-Digest.

type Options = Parameters<ParsedSignature['verify']>[1];

/**
 * Parses `Signature-Input` and `Signature`. Of several signatures the first that names a key id counts. Null without one,
 * and for one that cannot be parsed.
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
        verify: (secret, options) => verify(member, signature, request, secret, options),
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
  options: Options,
): SignatureVerdict {
  const components = coveredBy(member);
  const algorithm = member[1].get('alg');
  if (!components || (algorithm !== undefined && algorithm !== 'hmac-sha256')) return 'invalid';
  const isRight = originsOf(request).some((origin) => {
    const base = signatureBase(components, member, request, origin);
    if (base === null) return false;
    const expected = createHmac('sha256', secret).update(base).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  return isRight ? checkCoverage(components, member, request, options) : 'invalid';
}

/** Null when an identifier is not understood or occurs twice (RFC 9421 §2: each MUST occur only once). */
function coveredBy([items]: InnerList): Component[] | null {
  const covered = new Map<string, Component>();
  for (const [name, parameters] of items) {
    const component = componentOf(name, parameters);
    if (!component || covered.has(component.id)) return null;
    covered.set(component.id, component);
  }
  return [...covered.values()];
}

/** RFC 9421 §2.5. Null when a covered component is absent. */
function signatureBase(
  components: readonly Component[],
  member: InnerList,
  request: SignedRequest,
  origin: Origin,
): string | null {
  const lines: string[] = [];
  for (const { id, value } of components) {
    const text = value(request, origin);
    if (text === null) return null;
    lines.push(`${id}: ${text.trim()}`);
  }
  lines.push(`"@signature-params": ${serializeInnerList(member)}`);
  return lines.join('\n');
}

function checkCoverage(
  components: readonly Component[],
  member: InnerList,
  request: SignedRequest,
  { compatible, nowMs }: Options,
): SignatureVerdict {
  const ids = new Set(components.map(({ id }) => id));
  const isDigestCovered = ids.has('"content-digest"');
  const digest = isDigestCovered
    ? verifyContentDigest(request.header('content-digest') ?? '', request.body)
    : 'unknown';
  if (digest === 'wrong') return 'invalid';
  const coversPath = ['"@path"', '"@target-uri"', '"@request-target"'].some((id) => ids.has(id));
  const coversTarget = coversPath && coversQuery(ids, request.target);
  const coversBody = digest !== 'unknown' || request.body.length === 0;
  const created = member[1].get('created');
  const expires = member[1].get('expires');
  if (!ids.has('"@method"') || !coversTarget || !coversBody || typeof created !== 'number')
    return 'signature_incomplete';
  if (digest === 'weak' && request.body.length > 0 && !compatible) return 'weak_algorithm';
  if (typeof expires === 'number' && expires * 1_000 < nowMs) return 'clock_skew';
  return isWithinSkew(created * 1_000, nowMs) ? 'valid' : 'clock_skew';
}
