import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../base/errors';
import { compileRanges, isInSet, type RangeSet } from '../../network/ranges';
import { hmacKey } from '../../webhooks/signature';
import { RECEIPT_SECRET } from './receipt-url';
import type { HttpSettings } from './settings';

export type CallbackRequest = {
  target: string;
  headers: { get(name: string): string | null };
  body: Buffer;
  /** Normalized; null when it is unknown. */
  ip: string | null;
  /** The last segment of the path, where it has one. */
  pathSecret: string | null;
};

type Secrets = Readonly<Record<string, string>>;

const MAX_SKEW_S = 300;
const rangeSets = new WeakMap<readonly string[], RangeSet>();

/**
 * Requires that a request is the carrier's own: by its secret, its signature and its address, as far as the settings ask for
 * them. Throws `unauthorized` and `ip_not_allowed`.
 */
export function requireCarrier({ receipts }: HttpSettings, secrets: Secrets, request: CallbackRequest): void {
  const { secretIn, signature, addresses } = receipts;
  if (secretIn === 'none' && signature.kind === 'none') throw unauthorized('This carrier has no secret for receipts.');
  if (secretIn !== 'none') requireSecret(receipts, secrets[RECEIPT_SECRET] ?? '', request);
  if (signature.kind !== 'none') requireSignature(signature, secrets[signature.secret] ?? '', request);
  if (addresses.length > 0 && !isAllowed(addresses, request.ip)) {
    throw new AppError('ip_not_allowed', 'This address is not among those that the carrier may send receipts from.');
  }
}

function requireSecret(
  { secretIn, secretHeader }: HttpSettings['receipts'],
  expected: string,
  request: CallbackRequest,
) {
  const presented = presentedSecret(secretIn, secretHeader, request);
  if (presented !== null && expected !== '' && equals(presented, expected)) return;
  const place = { path: 'as the last part of the path', header: `in the header ${secretHeader}`, query: 'as ?secret=' };
  throw unauthorized(`Send the secret of the carrier ${place[secretIn as keyof typeof place]}.`);
}

function presentedSecret(
  secretIn: HttpSettings['receipts']['secretIn'],
  header: string,
  { target, headers, pathSecret }: CallbackRequest,
): string | null {
  if (secretIn === 'path') return pathSecret;
  if (secretIn === 'header') return headers.get(header)?.trim() ?? null;
  const mark = target.indexOf('?');
  return mark === -1 ? null : new URLSearchParams(target.slice(mark + 1)).get('secret');
}

/** Digests have one length, so the time of the comparison shows nothing. */
function equals(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

type Signature = Exclude<HttpSettings['receipts']['signature'], { kind: 'none' }>;

function requireSignature(signature: Signature, secret: string, { headers, body }: CallbackRequest): void {
  if (secret === '') throw unauthorized('This carrier has no secret for signatures.');
  if (signature.kind === 'hmac_sha256_hex') {
    const presented = headers.get(signature.header)?.trim().toLowerCase() ?? '';
    if (equals(presented, createHmac('sha256', secret).update(body).digest('hex'))) return;
    throw unauthorized(`Sign the body: HMAC-SHA-256 in hexadecimal, in the header ${signature.header}.`);
  }
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  const skewS = Math.abs(Date.now() / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || skewS > MAX_SKEW_S) {
    throw unauthorized('The header webhook-timestamp is missing or more than 5 minutes off.');
  }
  const mac = createHmac('sha256', hmacKey(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const presented = (headers.get('webhook-signature') ?? '').split(' ').slice(0, 10);
  if (presented.some((one) => equals(one, `v1,${mac}`))) return;
  throw unauthorized(
    'The header webhook-signature does not match the body and the webhook secret (Standard Webhooks).',
  );
}

function isAllowed(addresses: readonly string[], ip: string | null): boolean {
  let set = rangeSets.get(addresses);
  if (!set) {
    set = compileRanges(addresses);
    rangeSets.set(addresses, set);
  }
  return ip !== null && (set.includesAll || isInSet(ip, set));
}

function unauthorized(message: string): AppError {
  return new AppError('unauthorized', message);
}
