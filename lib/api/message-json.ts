import type { SendResult } from '../acceptance/commit-item';
import type { StoredResult } from '../acceptance/replay';
import type { AcceptedMessage, StoredMessage } from '../messages/message-row';
import { PRIORITY_NAMES } from '../messages/rules';
import { fieldProblems } from './problem';

/**
 * Returns the body of a 202 response: the message itself for a request with one recipient, else `messages`, which for a
 * batch holds the refused ones, too, in the order of the request.
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
    validUntil: validUntilFormatter.format(fromMs + validityMin * 60_000),
    createdAt: createdAtFormatter.format(createdAt.getTime()),
  });
}

/** Formats times as ISO 8601 and caches the last one: the messages of one commit share theirs. */
class IsoFormatter {
  #ms = Number.NaN;
  #text = '';

  format(ms: number): string {
    if (ms !== this.#ms) {
      this.#text = new Date(ms).toISOString();
      this.#ms = ms;
    }
    return this.#text;
  }
}

const createdAtFormatter = new IsoFormatter();
const validUntilFormatter = new IsoFormatter();

/** Returns a message as GET /api/sms shows it: the fields of the 202 response and its progress. */
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

type MessageState = Pick<AcceptedMessage, 'environment'> & {
  status: string;
  sendAt: Date | string | null;
  validUntil: Date | string;
  createdAt: Date | string;
};

/** With its effective settings, from the request, the key or the account. */
function messageJson(
  message: Omit<SendResult['messages'][number], 'sendAt' | 'validityMin' | 'carrier'>,
  state: MessageState,
) {
  return {
    /** Its index in the batch; absent elsewhere. */
    index: message.index,
    id: message.id,
    status: state.status,
    to: message.recipient,
    from: message.sender,
    text: message.text,
    segments: message.segments,
    encoding: message.encoding,
    environment: state.environment,
    auto_replace: message.autoReplace,
    /** Only in the 202 response; absent where everything was replaced. */
    unreplaced: message.unreplaced,
    dlr_url: message.dlrUrl,
    priority: PRIORITY_NAMES[message.priority],
    send_at: state.sendAt,
    valid_until: state.validUntil,
    reference: message.reference,
    metadata: message.metadata,
    created_at: state.createdAt,
  };
}
