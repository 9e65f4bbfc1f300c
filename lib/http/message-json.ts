import type { StoredMessage } from '../messages/read';
import type { AcceptedMessage } from '../messages/replay';

/** Body of the 202 answer to POST /api/sms. */
export function acceptedJson(message: AcceptedMessage) {
  return messageJson(message, 'queued');
}

/** Body of GET /api/sms/{id}: what the 202 said, and what became of it. */
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
    created_at: message.createdAt,
  };
}
