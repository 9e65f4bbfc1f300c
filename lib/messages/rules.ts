/** Every status a message can have. Mirrors the enum `message_status`. */
export const MESSAGE_STATUSES = [
  'scheduled',
  'queued',
  'submitted',
  'delivered',
  'undelivered',
  'expired',
  'rejected',
  'unknown',
  'cancelled',
] as const;

export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/**
 * Which status may follow which. A queued message can end without having been submitted (refused at submission, validity
 * over), and `queued → delivered` is a receipt that came before the carrier's answer to the submission.
 */
const NEXT: Record<MessageStatus, readonly MessageStatus[]> = {
  scheduled: ['queued', 'cancelled', 'expired', 'rejected'],
  queued: ['submitted', 'delivered', 'undelivered', 'expired', 'rejected', 'unknown'],
  submitted: ['delivered', 'undelivered', 'expired', 'rejected', 'unknown'],
  delivered: [],
  undelivered: [],
  expired: [],
  rejected: [],
  unknown: [],
  cancelled: [],
};

/** Whether a message may go from one status to another. Never backwards, never out of a final status. */
export function canMove(from: MessageStatus, to: MessageStatus): boolean {
  return NEXT[from].includes(to);
}

/** Whether nothing can follow this status. */
export function isFinal(status: MessageStatus): boolean {
  return NEXT[status].length === 0;
}

/** Stable codes of the reasons of failed messages, each with its sentence. Part of the public API. */
export const FAILURES = {
  absent_subscriber: 'The phone was switched off or out of reach until the network stopped trying.',
  invalid_recipient: 'The carrier reported that this number cannot receive messages.',
  rejected_by_carrier: 'The carrier refused the message.',
  undeliverable: 'The network could not deliver the message and reported no reason.',
  validity_expired: 'The validity period ended before the message could be handed to a carrier.',
  expired_at_carrier: 'The carrier could not deliver the message within its validity period.',
  unknown_outcome: 'The carrier has no information about the outcome of the message.',
  not_transmittable: 'The text or sender has a character that the carrier’s interface cannot transmit.',
  no_route: 'The carrier of the message was removed, and no route led to another one.',
  worker_failed:
    'The worker stopped each time it handled the message, so it is not tried again. The carrier may have it.',
  outcome_not_recorded:
    'The carrier’s answer could not be stored, so it is not known whether the carrier took the message.',
} as const;

export type FailureCode = keyof typeof FAILURES;

/** The sentence for a message's `error_code`; null when there is none. An unknown code is returned unchanged. */
export function failureSentence(code: string | null): string | null {
  if (code === null) return null;
  return code in FAILURES ? FAILURES[code as FailureCode] : code;
}

/** How a hand-over that did not simply succeed went (`submit_attempt.outcome`), each with the sentence people read. */
export const SUBMIT_ATTEMPT_OUTCOMES = {
  throttled: 'The carrier throttled the message and did not accept it. It is retried.',
  unknown: 'The carrier’s answer never arrived. The message is sent again and may arrive twice.',
  awaited: 'The carrier’s answer never arrived. The message is not sent again; a receipt can still decide its status.',
  worker_lost: 'The worker stopped during the hand-over. The message is sent again and may arrive twice.',
  rejected: 'The carrier refused the message.',
  not_recorded: 'The carrier’s answer could not be stored.',
} as const;

export type SubmitAttemptOutcome = keyof typeof SUBMIT_ATTEMPT_OUTCOMES;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** How long to wait after hand-over number `attempt` (from 1) whose outcome is unknown: 1 s, doubled, at most 60 s. */
export function resubmitDelayMs(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS);
}

/** What goes first when messages wait: by index what `message.priority` holds. Messente's three. */
export const PRIORITY_NAMES = ['low', 'regular', 'high'] as const;
/** What a message has that does not say. */
export const REGULAR = PRIORITY_NAMES.indexOf('regular');
export type PriorityName = (typeof PRIORITY_NAMES)[number];
