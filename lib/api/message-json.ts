import type { SendResult } from '../acceptance/commit-item';
import type { StoredMessage } from '../acceptance/read-message';
import type { StoredResult } from '../acceptance/replay';
import type { AcceptedMessage } from '../messages/message-row';
import { PRIORITY_NAMES } from '../messages/priorities';
import { fieldProblems } from './problem';

/**
 * Body of the 202 answer: the message itself where one recipient was asked for, else `messages`, and for a batch what was
 * refused, by its place in the request.
 */
export function acceptedJson({ result, createdAt }: StoredResult) {
  const [first] = result.messages;
  if (result.kind === 'message' && first) return newMessageJson(first, result.environment, createdAt);
  const messages = result.messages.map((message) => newMessageJson(message, result.environment, createdAt));
  if (result.kind === 'recipients') return { messages, ...(result.merged && { merged: result.merged }) };
  return {
    accepted: messages.length,
    refused: result.refused?.length ?? 0,
    messages: inOrder(messages, result.refused),
  };
}

function inOrder(messages: { index?: number | undefined }[], refused: SendResult['refused'] = []) {
  const refusals = refused.map(({ index, code, detail, fields }) => ({
    index,
    status: 'refused',
    code,
    detail,
    errors: fieldProblems(fields, 'body', `messages.${index}`),
  }));
  return [...messages, ...refusals].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
}

function newMessageJson(
  message: SendResult['messages'][number],
  environment: AcceptedMessage['environment'],
  createdAt: Date,
) {
  const { sendAt, validityMin } = message;
  const fromMs = sendAt === null ? createdAt.getTime() : Date.parse(sendAt);
  return messageJson(message, {
    environment,
    status: sendAt === null ? 'queued' : 'scheduled',
    sendAt,
    validUntil: validityEnds.at(fromMs + validityMin * 60_000),
    createdAt: acceptances.at(createdAt.getTime()),
  });
}

/** ISO 8601 of moments, where the same comes many times in a row: one commit's messages share theirs. */
class Moments {
  #ms = Number.NaN;
  #text = '';

  at(ms: number): string {
    if (ms !== this.#ms) {
      this.#text = new Date(ms).toISOString();
      this.#ms = ms;
    }
    return this.#text;
  }
}

const acceptances = new Moments();
const validityEnds = new Moments();

/** A message as GET /api/sms tells of it: what the 202 said, and what became of it. */
export function storedJson(message: StoredMessage) {
  return {
    ...messageJson(message, message),
    submitted_at: message.submittedAt,
    final_at: message.finalAt,
    error_code: message.errorCode,
    attempts: message.attempts,
    possible_duplicate: message.possibleDuplicate,
  };
}

type Course = Pick<AcceptedMessage, 'environment'> & {
  status: string;
  sendAt: Date | string | null;
  validUntil: Date | string;
  createdAt: Date | string;
};

/** With the settings it is sent by, whoever they come from: request, key or account. */
function messageJson(message: Omit<SendResult['messages'][number], 'sendAt' | 'validityMin'>, course: Course) {
  return {
    /** Its place in the batch; absent elsewhere. */
    index: message.index,
    id: message.id,
    status: course.status,
    to: message.recipient,
    from: message.sender,
    text: message.text,
    segments: message.segments,
    encoding: message.encoding,
    environment: course.environment,
    auto_replace: message.autoReplace,
    /** Said once, with the 202; absent where everything was replaced. */
    unreplaced: message.unreplaced,
    dlr_url: message.dlrUrl,
    priority: PRIORITY_NAMES[message.priority],
    send_at: course.sendAt,
    valid_until: course.validUntil,
    reference: message.reference,
    metadata: message.metadata,
    created_at: course.createdAt,
  };
}
