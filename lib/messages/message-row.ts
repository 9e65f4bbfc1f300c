import type { Message } from '../generated/prisma/client';

/** A row of the table `message`. All views of a message have some of its columns. */
type MessageColumns = Omit<Message, 'metadata'> & {
  /** The caller's own names and values. */
  metadata: Record<string, string> | null;
};
type Column = keyof MessageColumns & string;
type View<Columns extends readonly Column[]> = Pick<MessageColumns, Columns[number]>;

/** A message as it was accepted, with its settings resolved. */
const ACCEPTED = [
  ...(['id', 'environment', 'recipient', 'sender', 'text', 'encoding', 'segments', 'autoReplace', 'dlrUrl'] as const),
  ...(['priority', 'sendAt', 'validUntil', 'reference', 'metadata', 'createdAt'] as const),
] as const satisfies Column[];
export type AcceptedMessage = View<typeof ACCEPTED>;

/** A message as GET /api/sms/{id} returns it. */
const STORED = [
  ...ACCEPTED,
  ...(['status', 'submittedAt', 'finalAt', 'errorCode', 'attempts', 'possibleDuplicate'] as const),
] as const satisfies Column[];
export type StoredMessage = View<typeof STORED>;

/** A message in the list of the console, which adds the start of its text and the name of its key. */
const LISTED = [
  ...(['id', 'status', 'environment', 'recipient', 'sender', 'segments', 'apiKeyId', 'reference'] as const),
  ...(['createdAt', 'sendAt'] as const),
] as const satisfies Column[];
export type ListedMessage = View<typeof LISTED> & { preview: string; keyName: string };

/** A message on its page in the console. */
const DETAIL = [
  ...STORED,
  ...(['apiKeyId', 'clientIp', 'runAt', 'carrier', 'carrierMessageId'] as const),
] as const satisfies Column[];
export type MessageDetail = View<typeof DETAIL>;

const PREVIEW_LENGTH = 120;

/** Select lists over `message` under the alias `m`; the console's also over `api_key` under `k`. */
export const STORED_COLUMNS = selectList(STORED);
export const LISTED_COLUMNS = `${selectList(LISTED)}, left(m.text, ${PREVIEW_LENGTH}) AS preview, k.name AS "keyName"`;
export const DETAIL_COLUMNS = selectList(DETAIL);

/** Columns have the names of their properties in snake case. */
function selectList(columns: readonly Column[]): string {
  return columns
    .map((name) => `m.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} AS "${name}"`)
    .join(', ');
}
