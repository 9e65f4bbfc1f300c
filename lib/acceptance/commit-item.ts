import type { ErrorCode, FieldErrors } from '../base/errors';
import type { KeyMode } from '../keys/schema';
import type { AcceptedMessage } from '../messages/message-row';

/** A message about to be accepted, its settings resolved. */
export type NewMessage = Omit<AcceptedMessage, 'mode' | 'sendAt' | 'validUntil' | 'createdAt'> & {
  /** ISO 8601; null is at once. */
  sendAt: string | null;
  /** Minutes from acceptance, or from the time it is to be sent. */
  validityMin: number;
  /** Characters that auto-replace `full` found nothing for. */
  unreplaced?: string[];
};

/** Of a signed request: the same one again must not be carried out again. */
export type SignatureRecord = {
  /** SHA-256 of the nonce or, without one, of the signature. Hex. */
  digest: string;
  /** SHA-256 of the signature. Hex. */
  fingerprint: string;
  /** Until when the signature could be shown again. */
  expiresAt: Date;
};

/** Of a request with an Idempotency-Key: the same one again gets the first answer. */
export type IdempotencyRecord = {
  key: string;
  /** SHA-256 over API key, path and body. Hex. */
  fingerprint: string;
};

/** A message of a batch that was refused, by its place there. `stored` is `detail` without names that the caller chose. */
export type RefusedItem = { index: number; code: ErrorCode; detail: string; stored?: string; fields: FieldErrors };

/** What the answer is made of, kept so that a repeated request gets the same one. */
export type SendResult = {
  /** How the caller asked: that is how it is answered. */
  kind: 'message' | 'recipients' | 'batch';
  mode: KeyMode;
  messages: (NewMessage & { index?: number })[];
  refused?: RefusedItem[];
  /** Recipients that were given more than once. */
  merged?: number;
};

/** One request of the batch that is committed: all its messages or none. */
export type CommitItem = {
  accountId: string;
  apiKeyId: string;
  /** The key's revision that the request was judged by. */
  revision: number;
  /** The secret that proved the key, where it is the old one of a rotation under way; its uses are counted apart. */
  oldSecretId: string | null;
  mode: KeyMode;
  clientIp: string | null;
  messages: NewMessage[];
  signature: SignatureRecord | null;
  idempotency: IdempotencyRecord | null;
  /** Of signed and idempotent requests: the `Answer` as JSON. */
  answer: string | null;
};
