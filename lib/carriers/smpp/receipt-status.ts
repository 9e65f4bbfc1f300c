import type { FailureCode, MessageStatus } from '../../messages/rules';

/** message_state of SMPP 3.4 §5.2.28; 0 and 9 are of SMPP 5.0. */
const BY_STATE: readonly MessageStatus[] = [
  ...(['submitted', 'submitted', 'delivered', 'expired', 'undelivered'] as const),
  ...(['undelivered', 'submitted', 'unknown', 'rejected', 'undelivered'] as const),
];

/** Spellings of `stat`, without what is no letter. Those that carriers cut to seven letters are among them. */
const SPELLINGS: Partial<Record<MessageStatus, string>> = {
  delivered:
    'DELIVRD DELIVERED DELIVERD DELIVRED DELIVER DELIVRE DELIVERE DELIV DLVRD DLVRED DELVRD READ SEEN SUCCESS OK',
  expired: 'EXPIRED EXPIRD EXPRD EXPIRE EXPRED TIMEOUT TIMEDOUT',
  undelivered:
    'UNDELIV UNDELIVERED UNDELIVERD UNDELIVRD UNDELIVERABLE UNDELVRD UNDLVRD UNDELIVE UNDELIVER FAILED FAIL FAILURE DELETED DELETE DELETD CANCELLED CANCELED CANCEL SKIPPED ERROR',
  rejected: 'REJECTD REJECTED REJECT REJECTE REJCTD REJCTED REJD NACK BLOCKED BARRED REFUSED',
  unknown: 'UNKNOWN UNKNOWNS UNKNOW UNKNWN UNKN UNDEFINED',
  submitted:
    'ENROUTE ENROUT ENRTE ACCEPTD ACCEPTED ACCEPT ACCEPTE ACCPTD ACCEPTABLE ACK ACKED BUFFERED BUFFRED BUFFERD BUFFERE SCHEDULED SCHEDLD PENDING SENT SUBMITTED SUBMITD SUBMIT QUEUED PROCESSING INPROGRESS RETRY',
};

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([status, words]) =>
    words.split(' ').map((word): [string, MessageStatus] => [word, status as MessageStatus]),
  ),
);

/** Returns the status of a message_state; null when it has no meaning. */
export function statusOfState(state: number | null): MessageStatus | null {
  return state === null ? null : (BY_STATE[state] ?? null);
}

/** Returns the status of the `stat` in a receipt's text, in any spelling; null when it is not known. */
export function statusOfText(stat: string | null): MessageStatus | null {
  if (stat === null) return null;
  if (/^\d{1,3}$/.test(stat)) return statusOfState(Number(stat));
  return BY_SPELLING.get(stat.toUpperCase().replace(/[^A-Z]/g, '')) ?? null;
}

const FAILURE_BY_STATUS: Partial<Record<MessageStatus, FailureCode>> = {
  undelivered: 'undeliverable',
  expired: 'expired_at_carrier',
  rejected: 'rejected_by_carrier',
  unknown: 'unknown_outcome',
};

/** Error codes of GSM networks (3GPP TS 29.002 §17.6.6), which carriers commonly report in decimal. */
const FAILURE_BY_ERROR = new Map<number, FailureCode>([
  [1, 'invalid_recipient'], // unknown subscriber
  [5, 'invalid_recipient'], // unidentified subscriber
  [6, 'absent_subscriber'], // absent subscriber (SM)
  [9, 'invalid_recipient'], // illegal subscriber
  [11, 'invalid_recipient'], // teleservice not provisioned
  [12, 'invalid_recipient'], // illegal equipment
  [13, 'rejected_by_carrier'], // call barred
  [27, 'absent_subscriber'], // absent subscriber
]);

/** network_error_code of SMPP 3.4 §5.3.2.31: the type of network, then the code. */
const GSM_NETWORK = 3;

/**
 * Returns the failure of a receipt with a status. A code of the network is more exact than the status, but only where its
 * meaning is certain: other codes are the carrier's own and remain in the raw text.
 */
export function failureOfReceipt(
  status: MessageStatus,
  error: string | null,
  networkError: Uint8Array | null,
): FailureCode | null {
  const general = FAILURE_BY_STATUS[status] ?? null;
  if (status !== 'undelivered') return general;
  const code = networkCode(networkError) ?? (error !== null && /^\d{1,3}$/.test(error) ? Number(error) : null);
  return (code === null ? undefined : FAILURE_BY_ERROR.get(code)) ?? general;
}

function networkCode(value: Uint8Array | null): number | null {
  if (value?.length !== 3 || value[0] !== GSM_NETWORK) return null;
  return ((value[1] ?? 0) << 8) | (value[2] ?? 0);
}
