import type { AcceptedMessage } from '../messages/accepted';
import { PRIORITY_NAMES } from '../messages/priorities';
import type { StoredMessage } from '../messages/read';

/** A message as the 202 answer to POST /api/sms tells of it. */
export function acceptedJson(message: AcceptedMessage) {
  return messageJson(message, message.sendAt ? 'scheduled' : 'queued');
}

/** A message as GET /api/sms tells of it: what the 202 said, and what became of it. */
export function storedJson(message: StoredMessage) {
  return {
    ...messageJson(message, message.status),
    submitted_at: message.submittedAt,
    final_at: message.finalAt,
    error_code: message.errorCode,
    attempts: message.attempts,
    possible_duplicate: message.possibleDuplicate,
  };
}

/** With the settings it is sent by, whoever they come from: request, key or account. */
function messageJson(message: AcceptedMessage, status: string) {
  return {
    id: message.id,
    status,
    to: message.recipient,
    from: message.sender,
    text: message.text,
    segments: message.segments,
    encoding: message.encoding,
    mode: message.mode,
    autoconvert: message.autoReplace,
    dlr_url: message.dlrUrl,
    priority: PRIORITY_NAMES[message.priority],
    send_at: message.sendAt,
    valid_until: message.validUntil,
    reference: message.reference,
    metadata: message.metadata,
    created_at: message.createdAt,
  };
}
