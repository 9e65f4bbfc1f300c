import type { FailureCode, MessageStatus } from '../../messages/rules';
import type { ReceiptStatus } from './callback-schema';
import type { HttpSettings } from './settings';

/** Usual words, in the spelling of SMPP 3.4 and in full, without anything but letters. */
const WORDS: Record<ReceiptStatus, string> = {
  submitted:
    'ACCEPTD ACCEPTED ACK BUFFERED ENROUTE INPROGRESS PENDING PROCESSED PROCESSING QUEUED SCHEDULED SENDING SENT SUBMITTED SUBMITD',
  delivered: 'DELIVERED DELIVRD DELIVERD READ SEEN',
  undelivered: 'UNDELIV UNDELIVERED UNDELIVERABLE UNDELIVRD FAILED FAILURE DELETED',
  expired: 'EXPIRED EXPIRD',
  rejected: 'REJECTD REJECTED NACK CANCELED CANCELLED BLOCKED REFUSED',
  unknown: 'UNKNOWN',
};

const BY_WORD = new Map(
  Object.entries(WORDS).flatMap(([status, words]) => words.split(' ').map((word) => [word, status as ReceiptStatus])),
);

/** Returns the status of a carrier's word: by the settings, else by its usual meaning, in any case. Null when unknown. */
export function receiptStatus(word: string, { statuses }: HttpSettings['receipts']): ReceiptStatus | null {
  const plain = word.trim().toLowerCase();
  const own = statuses.find((known) => known.word.toLowerCase() === plain);
  return own?.status ?? BY_WORD.get(plain.toUpperCase().replace(/[^A-Z]/g, '')) ?? null;
}

const FAILURE_BY_STATUS: Partial<Record<MessageStatus, FailureCode>> = {
  undelivered: 'undeliverable',
  expired: 'expired_at_carrier',
  rejected: 'rejected_by_carrier',
  unknown: 'unknown_outcome',
};

/** Returns the failure of a receipt: the meaning of the carrier's code, else that of the status. Null without a failure. */
export function receiptFailure(
  status: ReceiptStatus,
  code: string | null,
  { errorCodes }: HttpSettings,
): FailureCode | null {
  const general = FAILURE_BY_STATUS[status] ?? null;
  if (general === null || code === null) return general;
  return errorCodes.find((known) => known.code === code.trim())?.meaning ?? general;
}
