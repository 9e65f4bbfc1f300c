const PREFIX = 'whsec_';
/** Standard Webhooks 1.0.0, "Signature scheme": "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const MIN_BYTES = 24;
const MAX_BYTES = 64;
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
const FORM = `Use ${PREFIX} followed by the base64 of ${MIN_BYTES} to ${MAX_BYTES} random bytes.`;
const SHOWN_CHARACTERS = 4;

export type SecretOrProblem = { secret: string; problem: null } | { secret: null; problem: string };

/**
 * Returns a secret that the caller brings along in normal form: the prefix, and base64 with its padding. Otherwise the
 * problem, as a sentence for the field that never quotes the secret.
 */
export function parseSecret(text: string): SecretOrProblem {
  const encoded = text.trim().startsWith(PREFIX) ? text.trim().slice(PREFIX.length) : text.trim();
  const bare = encoded.replace(/=+$/, '');
  const bytes = Buffer.from(bare, 'base64');
  // Decoding skips what is not base64, and two texts can have the same bytes: receivers would disagree about the secret.
  if (!BASE64.test(encoded) || bytes.toString('base64').replace(/=+$/, '') !== bare) return refused(FORM);
  if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) return refused(`${FORM} These are ${bytes.length}.`);
  if (bytes.every((byte) => byte === bytes[0])) return refused('Use random bytes: all of these are the same.');
  return { secret: PREFIX + bytes.toString('base64'), problem: null };
}

function refused(problem: string): SecretOrProblem {
  return { secret: null, problem };
}

/** Returns the form of a secret that may be shown, which identifies it: `whsec_…wxyz`. */
export function hintOfSecret(secret: string): string {
  return `${PREFIX}…${secret.slice(-SHOWN_CHARACTERS)}`;
}
