import type { Environment } from '../keys/schema';
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
