import type { Environment } from '../access/environment';
import { canMove, isFinal, type MessageStatus } from '../messages/rules';
import type { ReportFacts } from '../webhooks/report';

/** A message as far as its progress goes. Held under its row lock while it is changed. */
export type MessageProgress = {
  id: string;
  accountId: string;
  apiKeyId: string;
  environment: Environment;
  recipient: string;
  sender: string | null;
  segments: number;
  dlrUrl: string | null;
  reference: string | null;
  metadata: Record<string, string> | null;
  createdAt: Date;
  status: MessageStatus;
  attempts: number;
  carrier: string | null;
  carrierMessageId: string | null;
  submittedAt: Date | null;
  finalAt: Date | null;
  errorCode: string | null;
  possibleDuplicate: boolean;
  reportSequence: number;
  runAt: Date;
  validUntil: Date;
};

/**
 * Moves `message` (changing it) if the order of statuses allows; says whether it did. A final status adds a delivery
 * report to `reports` if the message has somewhere to send one.
 */
export function advance(
  message: MessageProgress,
  to: MessageStatus,
  now: Date,
  errorCode: string | null,
  reports: ReportFacts[],
): boolean {
  if (!canMove(message.status, to)) return false;
  // A transaction that waited for the submission's row lock began, by its own clock, before the submission was written.
  const at = message.submittedAt && message.submittedAt > now ? message.submittedAt : now;
  message.status = to;
  message.errorCode = errorCode;
  if (to === 'submitted') message.submittedAt = at;
  if (!isFinal(to)) return true;
  message.finalAt = at;
  if (message.dlrUrl === null) return true;
  message.reportSequence++;
  reports.push({
    messageId: message.id,
    accountId: message.accountId,
    apiKeyId: message.apiKeyId,
    url: message.dlrUrl,
    status: to,
    recipient: message.recipient,
    sender: message.sender,
    sequence: message.reportSequence,
    errorCode,
    segments: message.segments,
    environment: message.environment,
    possibleDuplicate: message.possibleDuplicate,
    reference: message.reference,
    metadata: message.metadata,
    occurredAt: at,
    createdAt: message.createdAt,
  });
  return true;
}
