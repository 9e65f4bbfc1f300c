import type { ErrorCode } from '@/lib/errors';

/** Why a request was refused, for who looks after the key rather than the program. Others speak for themselves. */
export const REFUSAL_WORDS: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'The secret or the signature was wrong.',
  key_disabled: 'The key was disabled.',
  key_expired: 'The key had expired.',
  ip_not_allowed: 'The address is not let in.',
  missing_scope: 'The key lacks the scope for this.',
  query_key_not_allowed: 'The key stood in the URL.',
  clock_skew: 'The clock of the client is more than 5 minutes off.',
  signature_incomplete: 'The signature covers too little: it needs date, request line and body digest.',
  weak_algorithm: 'The request was signed with SHA-1 or MD5.',
  nonce_reused: 'The nonce of another request was used again.',
  invalid_fields: 'Fields of the message were missing or wrong.',
  malformed_json: 'The body was not JSON.',
  unsupported_media_type: 'The body was neither JSON nor a form.',
  body_too_large: 'The body was over 64 KiB.',
};
