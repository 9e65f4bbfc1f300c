/** A request as signatures see it: the bytes and the target exactly as received. */
export type SignedRequest = {
  method: string;
  /** Request target of the request line, such as `/api/sms?a=1`. */
  target: string;
  /** Value of a header by its lower-case name, several joined with ", ". Null when absent. */
  header: (name: string) => string | null;
  body: Buffer;
  /** The public URL of this installation, because a proxy may have changed the host. */
  publicUrl?: () => string;
};

/**
 * Result of verifying a signature. Every result but `invalid` requires that the signature is right, so it reveals nothing
 * to a caller without the secret.
 */
export type SignatureVerdict =
  | 'valid'
  | 'invalid'
  | 'clock_skew'
  | 'unreadable_date'
  | 'signature_incomplete'
  | 'weak_algorithm';

/** Accepted difference between the client's clock and ours, in seconds, either way. */
export const MAX_SKEW_S = 300;

export function isWithinSkew(atMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) <= MAX_SKEW_S * 1_000;
}

/** A parsed signature of either scheme: the key id it names, and how to verify it. */
export type ParsedSignature = {
  keyId: string;
  /** The signature and, where the scheme has one, the nonce: they identify a replay. */
  value: string;
  nonce: string | null;
  verify: (secret: string, options: { compatible: boolean; nowMs: number }) => SignatureVerdict;
};
