/** Events of webhooks (`type` of the body). Each status of a message that is reported has one, `received` is an incoming message. */
export const WEBHOOK_EVENTS = [
  'message.submitted',
  'message.buffered',
  'message.delivered',
  'message.undelivered',
  'message.expired',
  'message.rejected',
  'message.unknown',
  'message.cancelled',
  'message.received',
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Reported when nothing else was chosen: the final statuses (seed `004…`: "whenever … receives a Delivery Report"). */
export const DEFAULT_EVENTS: readonly WebhookEvent[] = [
  'message.delivered',
  'message.undelivered',
  'message.expired',
  'message.rejected',
  'message.unknown',
  'message.cancelled',
];

/** Reported only to those who chose them: each message may have several. */
export const OPT_IN_EVENTS: readonly WebhookEvent[] = ['message.submitted', 'message.buffered'];
