import { publicKeyOf, type SignatureScheme } from '../signature';

const PREFIXES: Record<SignatureScheme, string> = { v1: 'whsec_', v1a: 'whsk_' };
/** Standard Webhooks 1.0.0, "Signature scheme": "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const MIN_BYTES = 24;
const MAX_BYTES = 64;
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
const FORMS: Record<SignatureScheme, string> = {
  v1: `Use whsec_ followed by the base64 of ${MIN_BYTES} to ${MAX_BYTES} random bytes.`,
  v1a: 'Use whsk_ followed by the base64 of an Ed25519 private key.',
};
const SHOWN_CHARACTERS = 4;

export type SecretOrProblem = { secret: string; problem: null } | { secret: null; problem: string };

/**
 * Returns a secret that the caller brings along in normal form: the prefix of its scheme, and base64 with its padding.
 * Otherwise the problem, as a sentence for the field that never quotes the secret.
 */
export function parseSecret(text: string, scheme: SignatureScheme): SecretOrProblem {
  const prefix = PREFIXES[scheme];
  const encoded = text.trim().startsWith(prefix) ? text.trim().slice(prefix.length) : text.trim();
  const bare = encoded.replace(/=+$/, '');
  const bytes = Buffer.from(bare, 'base64');
  // Decoding skips what is not base64, and two texts can have the same bytes: receivers would disagree about the secret.
  if (!BASE64.test(encoded) || bytes.toString('base64').replace(/=+$/, '') !== bare) return refused(FORMS[scheme]);
  if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES)
    return refused(`${FORMS[scheme]} These are ${bytes.length}.`);
  if (bytes.every((byte) => byte === bytes[0])) return refused('Use random bytes: all of these are the same.');
  const secret = prefix + bytes.toString('base64');
  return scheme === 'v1a' && !isPrivateKey(secret) ? refused(FORMS.v1a) : { secret, problem: null };
}

function isPrivateKey(secret: string): boolean {
  try {
    return publicKeyOf(secret) !== null;
  } catch {
    return false;
  }
}

function refused(problem: string): SecretOrProblem {
  return { secret: null, problem };
}

/** Returns the form of a secret that may be shown, which identifies it: `whsec_…wxyz`. */
export function hintOfSecret(secret: string): string {
  return `${secret.slice(0, secret.indexOf('_') + 1)}…${secret.slice(-SHOWN_CHARACTERS)}`;
}
