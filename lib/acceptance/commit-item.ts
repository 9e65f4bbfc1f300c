import type { Environment } from '../access/environment';
import type { ErrorCode, FieldErrors } from '../base/errors';
import type { Charge } from '../credit/charge';
import type { AcceptedMessage } from '../messages/message-row';

/** A message to be accepted, its settings resolved. */
export type NewMessage = Omit<AcceptedMessage, 'environment' | 'sendAt' | 'validUntil' | 'createdAt'> & {
  /** ISO 8601; null to send at once. */
  sendAt: string | null;
  /** Minutes from acceptance, or from the time it is to be sent. */
  validityMin: number;
  /** Name of the carrier that it is routed to. */
  carrier: string;
  /** Characters that auto-replace `full` has no replacement for. */
  unreplaced?: string[];
};

/** Stored of a signed request, so that a replay is not carried out again. */
export type SignatureRecord = {
  /** SHA-256 of the nonce or, without one, of the signature. Hex. */
  digest: string;
  /** SHA-256 of the signature. Hex. */
  fingerprint: string;
  /** Until when the signature stays valid. */
  expiresAt: Date;
};

/** Stored of a request with an Idempotency-Key, so that a replay gets the first response. */
export type IdempotencyRecord = {
  key: string;
  /** SHA-256 over API key, path and body. Hex. */
  fingerprint: string;
};

/** A refused message of a batch, by its index there. `stored` is `detail` without names that the caller chose. */
export type RefusedItem = { index: number; code: ErrorCode; detail: string; stored?: string; fields: FieldErrors };

/** The content of a 202 response, stored so that a replay gets the same one. */
export type SendResult = {
  /** The form of the request, which the response repeats. */
  kind: 'message' | 'recipients' | 'batch';
  environment: Environment;
  messages: (NewMessage & { index?: number })[];
  refused?: RefusedItem[];
  /** How many recipients were repetitions of others. */
  merged?: number;
};

/** One request of a group commit: all its messages or none. */
export type CommitItem = {
  accountId: string;
  apiKeyId: string;
  /** The key's revision that the request was checked at. */
  revision: number;
  /** The secret that authenticated the request, where it is the old one of a rotation under way; its uses are counted separately. */
  oldSecretId: string | null;
  environment: Environment;
  clientIp: string | null;
  messages: NewMessage[];
  /** What its messages cost; null where the account does not pay from a balance. */
  charge: Charge | null;
  signature: SignatureRecord | null;
  idempotency: IdempotencyRecord | null;
  /** Of signed and idempotent requests: the `SendResult` as JSON. */
  storedResult: string | null;
};
