import type { Environment } from '../access/environment';
import type { AutoReplaceMode } from '../text/auto-replace-modes';
import type { Encoding } from '../text/encoding';

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
  status: string;
  submittedAt: Date | null;
  finalAt: Date | null;
  errorCode: string | null;
  attempts: number;
  possibleDuplicate: boolean;
};

/** Columns of a StoredMessage, of `message` under the alias `m`. */
export const STORED_COLUMNS = `${ACCEPTED_COLUMNS}, m.status, m.submitted_at AS "submittedAt", m.final_at AS "finalAt",
  m.error_code AS "errorCode", m.attempts, m.possible_duplicate AS "possibleDuplicate"`;
