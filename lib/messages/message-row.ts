import type { Message, MessageProgress } from '../generated/prisma/client';
import type { MessageStatus } from './rules';

/** Columns that say what happened to a message after its acceptance, and what they are without a row of progress. */
const PROGRESS = {
  status: "'queued'",
  attempts: '0',
  possibleDuplicate: 'false',
  submittedAt: 'NULL',
  finalAt: 'NULL',
  errorCode: 'NULL',
  carrier: 'NULL',
  carrierMessageId: 'NULL',
} as const;

/** A row of the table `message` with its progress. All views of a message have some of its columns. */
type MessageColumns = Omit<Message, 'metadata' | 'status'> &
  Pick<MessageProgress, 'byReceipt' | 'receipt'> & {
    status: MessageStatus;
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
  ...(['apiKeyId', 'clientIp', 'carrier', 'carrierMessageId', 'byReceipt', 'receipt'] as const),
] as const satisfies Column[];
export type MessageDetail = View<typeof DETAIL>;

const PREVIEW_LENGTH = 120;

/**
 * SQL: messages `m` with their progress `p`. A message without progress is queued; one of version 0.1 has in its own row
 * what others have in `p`.
 */
export const MESSAGE_WITH_PROGRESS = 'message m LEFT JOIN message_progress p ON p.message_id = m.id';
/** SQL expression for the status of a message of MESSAGE_WITH_PROGRESS. */
export const STATUS = column('status');

/** Select lists over MESSAGE_WITH_PROGRESS; the console's also over `api_key` under `k`. */
export const STORED_COLUMNS = selectList(STORED);
export const LISTED_COLUMNS = `${selectList(LISTED)}, left(m.text, ${PREVIEW_LENGTH}) AS preview, k.name AS "keyName"`;
export const DETAIL_COLUMNS = selectList(DETAIL);

function selectList(columns: readonly Column[]): string {
  return columns.map((name) => `${column(name)} AS "${name}"`).join(', ');
}

/** Columns have the names of their properties in snake case. */
function column(name: Column): string {
  const sqlName = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (name === 'byReceipt') return 'COALESCE(p.by_receipt, false)';
  if (name === 'receipt') return 'p.receipt';
  const isProgress = (text: string): text is keyof typeof PROGRESS => text in PROGRESS;
  return isProgress(name) ? `COALESCE(p.${sqlName}, m.${sqlName}, ${PROGRESS[name]})` : `m.${sqlName}`;
}
