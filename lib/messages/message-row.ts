import type { Environment } from '../access/environment';
import type { AutoReplaceMode } from '../text/auto-replace-modes';
import type { Encoding } from '../text/encoding';
import type { MessageStatus } from './rules';

/** A message as it was accepted, with its settings resolved. */
export type AcceptedMessage = {
  id: string;
  environment: Environment;
  /** E.164 with +. */
  recipient: string;
  sender: string | null;
  /** As it is sent: after auto-replace. */
  text: string;
  encoding: Encoding;
  segments: number;
  autoReplace: AutoReplaceMode;
  dlrUrl: string | null;
  /** Index into PRIORITY_NAMES. */
  priority: number;
  /** Null is at once. */
  sendAt: Date | null;
  validUntil: Date;
  /** The caller's own id for it. */
  reference: string | null;
  /** The caller's own notes. */
  metadata: Record<string, string> | null;
  createdAt: Date;
};

/** Columns of an AcceptedMessage, of `message` under the alias `m`. */
export const ACCEPTED_COLUMNS = `
  m.id, m.environment, m.recipient, m.sender, m.text, m.encoding, m.segments, m.auto_replace AS "autoReplace",
  m.dlr_url AS "dlrUrl", m.priority, m.send_at AS "sendAt", m.valid_until AS "validUntil", m.reference, m.metadata,
  m.created_at AS "createdAt"`;

/** A message as GET /api/sms/{id} answers it. */
export type StoredMessage = AcceptedMessage & {
  status: MessageStatus;
  submittedAt: Date | null;
  finalAt: Date | null;
  errorCode: string | null;
  attempts: number;
  possibleDuplicate: boolean;
};

/**
 * SQL: messages `m` with their progress `p`. A message without progress is queued; one of version 0.1 has its status and
 * what led to it in its own row.
 */
export const MESSAGE_WITH_PROGRESS = 'message m LEFT JOIN message_progress p ON p.message_id = m.id';
/** SQL expression for the status of a message of `MESSAGE_WITH_PROGRESS`. */
export const STATUS = `COALESCE(p.status, m.status, 'queued')`;

/** Columns of a StoredMessage, of `MESSAGE_WITH_PROGRESS`. */
export const STORED_COLUMNS = `${ACCEPTED_COLUMNS}, ${STATUS} AS status,
  COALESCE(p.submitted_at, m.submitted_at) AS "submittedAt", COALESCE(p.final_at, m.final_at) AS "finalAt",
  COALESCE(p.error_code, m.error_code) AS "errorCode", COALESCE(p.attempts, m.attempts) AS attempts,
  COALESCE(p.possible_duplicate, m.possible_duplicate) AS "possibleDuplicate"`;
