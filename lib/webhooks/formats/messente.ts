import { createHmac } from 'node:crypto';
import { isReceived, type ReportContent } from './content';

/** Values of `status` (messente-api-java, api/openapi.yaml). */
const STATUSES: Readonly<Record<string, string>> = {
  submitted: 'ACK',
  buffered: 'ACCEPTD',
  delivered: 'DELIVRD',
  undelivered: 'UNDELIV',
  expired: 'EXPIRED',
  rejected: 'REJECTD',
  unknown: 'UNKNOWN',
  cancelled: 'DELETED',
};

/** Values of `err`, and the sentence that Messente has in `error`. */
const ERRORS: Readonly<Record<string, readonly [err: number, error: string | null]>> = {
  submitted: [0, null],
  buffered: [0, null],
  delivered: [0, null],
  expired: [2, 'Sending message expired'],
  unknown: [999, 'General temporary error'],
};
const DELIVERY_FAILURE = [1, 'Delivery failure'] as const;

/**
 * Returns a report as Messente posts it (https://messente.com/documentation/omnichannel-api/delivery-report), a received
 * message as its inbound callback. Both ids are the message's, times are UTC without a zone.
 */
export function messenteBody(content: ReportContent): string {
  if (isReceived(content)) return inboundBody(content);
  const [err, error] = ERRORS[content.status] ?? DELIVERY_FAILURE;
  return JSON.stringify({
    status: STATUSES[content.status] ?? 'UNKNOWN',
    sender: content.from ?? '',
    err,
    message_id: content.id,
    to: content.to,
    channel: 'sms',
    error: error && (content.error?.title || error),
    omnimessage_id: content.id,
    timestamp: content.occurredAt.toISOString().replace('Z', '000'),
  });
}

function inboundBody(content: ReportContent): string {
  return JSON.stringify({
    msg_id: content.id,
    sub_msg_id: content.id,
    channel: 'sms',
    recipient: content.to,
    time: content.occurredAt.toISOString(),
    text: content.text ?? '',
    sender: content.from ?? '',
  });
}

/**
 * Header that signs a body as Messente does (https://messente.com/documentation/api-setup/security): hex of HMAC-SHA256. The
 * receiver's shared secret is the text of the webhook secret, prefix included.
 */
export function messenteSignature(secret: string, body: string): Record<string, string> {
  return { 'x-messente-signature': createHmac('sha256', secret).update(body).digest('hex') };
}
