import { type ErrorCode, HTTP_STATUS } from '@/lib/errors';

/** What each code of the HTTP API means and what to do about it. Codes that only the console meets are left out. */
const MEANINGS: Partial<Record<ErrorCode, string>> = {
  malformed_json: 'The body is not JSON. Check quotes and commas.',
  invalid_request: 'The request as a whole is wrong; the detail says how.',
  unauthorized: 'The credential is missing, mistyped, deleted or was never issued, or the signature is wrong.',
  key_disabled: 'An administrator has disabled the key.',
  key_expired: 'The key’s time is over. An administrator can give it a later date.',
  clock_skew: 'The signed date is more than 300 seconds off. Set the clock by the answer’s Date header.',
  signature_incomplete: 'The signature must cover the date, the request line and the digest of the body.',
  weak_algorithm: 'SHA-1 or MD5, which only keys marked “compatible” take. Use SHA-256.',
  query_key_not_allowed: 'The key may not stand in the URL. Send it in a header, or have the key’s page allow it.',
  forbidden: 'The key may not do this.',
  ip_not_allowed: 'The key does not accept requests from this address.',
  missing_scope: 'The key lacks the scope for this. An administrator can add it.',
  account_not_verified: 'The operator has to verify the account first.',
  not_found: 'No such message in your account.',
  method_not_allowed: 'The address exists, but not for this method.',
  conflict: 'The request contradicts what is already there.',
  nonce_reused: 'Another request used this nonce. Give each request its own.',
  idempotency_key_in_use: 'The first request with this Idempotency-Key is still being carried out. Try again shortly.',
  not_cancellable: 'Only a message that is still scheduled can be cancelled.',
  body_too_large: 'The body is over 64 KiB.',
  unsupported_media_type: 'Send Content-Type: application/json, or a form.',
  invalid_fields: 'Fields are missing or wrong; “errors” names each.',
  sender_not_approved: 'The sender is not one of the account’s approved sender IDs.',
  idempotency_key_reused: 'Another request used this Idempotency-Key. Give each request its own.',
  too_many_attempts: 'Slow down and follow Retry-After.',
  internal: 'Our fault. Try again, then tell the operator the request id.',
  overloaded:
    'More requests came than can be written. Nothing was accepted; try again after the seconds in Retry-After.',
  unavailable: 'Nothing was accepted. Try again after the seconds in Retry-After.',
};

/** Codes with status and meaning, by status. */
export const ERROR_MEANINGS = Object.entries(MEANINGS)
  .map(([code, meaning]) => ({ code, status: HTTP_STATUS[code as ErrorCode], meaning }))
  .toSorted((a, b) => a.status - b.status);
