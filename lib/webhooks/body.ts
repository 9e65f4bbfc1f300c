import type { WebhookEvent } from './events';

/** The content of a delivery report: its message at the moment of the event. */
export type ReportFacts = {
  messageId: string;
  accountId: string;
  apiKeyId: string;
  /** Where reports of the message go; null when neither request, key nor account have a URL. */
  url: string | null;
  event: WebhookEvent;
  recipient: string;
  sender: string | null;
  /** Counts the events of a message: order of arrival is not promised, this is. */
  sequence: number;
  error: { code: string; title: string } | null;
  segments: number;
  encoding: string;
  environment: string;
  possibleDuplicate: boolean;
  /** The caller's own id and notes, for it to match the report by. */
  reference: string | null;
  metadata: Record<string, string> | null;
  occurredAt: Date;
  createdAt: Date;
};

/** The exact bytes that are stored, signed and sent. Their form is part of the public API. */
export function reportBody(facts: ReportFacts): string {
  return JSON.stringify({
    type: facts.event,
    timestamp: facts.occurredAt.toISOString(),
    data: {
      id: facts.messageId,
      reference: facts.reference,
      to: facts.recipient,
      from: facts.sender,
      status: facts.event.slice(facts.event.indexOf('.') + 1),
      error: facts.error,
      segments: facts.segments,
      encoding: facts.encoding,
      environment: facts.environment,
      sequence: facts.sequence,
      possible_duplicate: facts.possibleDuplicate,
      metadata: facts.metadata,
      occurred_at: facts.occurredAt.toISOString(),
      created_at: facts.createdAt.toISOString(),
    },
  });
}
