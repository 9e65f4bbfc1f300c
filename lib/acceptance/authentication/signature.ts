/** A request as signatures see it: the bytes and the target exactly as received. */
export type SignedRequest = {
  method: string;
  /** Request target of the request line, such as `/api/sms?a=1`. */
  target: string;
  /** Value of a header by its lower-case name, several joined with ", ". Null when absent. */
  header: (name: string) => string | null;
  body: Buffer;
  /** The address people reach this installation at, where a proxy in front may have changed the host. */
  publicUrl?: () => string;
};

/**
 * How a signature fared. Everything but `invalid` is only ever said of a signature that is right, so it tells nobody
 * anything about a secret they do not hold.
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

/** A parsed signature of either scheme: whose it says it is, and how to check it. */
export type ParsedSignature = {
  keyId: string;
  /** The signature's own text, and the nonce where the scheme has one: what tells a replay. */
  value: string;
  nonce: string | null;
  verify: (secret: string, options: { compatible: boolean; nowMs: number }) => SignatureVerdict;
};
