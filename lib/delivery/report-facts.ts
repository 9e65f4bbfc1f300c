import type { MessageStatus } from '../messages/rules';
import { failureSentence } from '../messages/rules';
import type { ReportFacts } from '../webhooks/body';
import type { WebhookEvent } from '../webhooks/events';

/** What statements return for a report, with the names of `factsOf`. A message without a report has only its id. */
export type FactRow = Omit<ReportFacts, 'event' | 'error'> & { status: MessageStatus; errorCode: string | null };

/** Names of `FactRow`, each with its SQL expression over a message `m` and its progress `p`. */
const FACTS = {
  messageId: 'p.message_id',
  accountId: 'm.account_id',
  apiKeyId: 'm.api_key_id',
  url: 'm.dlr_url',
  status: 'p.status',
  recipient: 'm.recipient',
  sender: 'm.sender',
  sequence: 'p.report_sequence',
  errorCode: 'p.error_code',
  segments: 'm.segments',
  encoding: 'm.encoding',
  environment: 'm.environment',
  possibleDuplicate: 'p.possible_duplicate',
  reference: 'm.reference',
  metadata: 'm.metadata',
  createdAt: 'm.created_at',
} as const satisfies Record<Exclude<keyof FactRow, 'occurredAt'>, string>;

/** Number of columns of FACT_COLUMNS. */
export const FACT_COUNT = Object.keys(FACTS).length;

/** Select list of all facts except `occurredAt`. */
export const FACT_COLUMNS = Object.entries(FACTS)
  .map(([name, expression]) => `${expression} AS "${name}"`)
  .join(', ');

/** Returns what a report of the event says. */
export function factsOf({ status: _, errorCode, ...row }: FactRow, event: WebhookEvent): ReportFacts {
  const error = errorCode === null ? null : { code: errorCode, title: failureSentence(errorCode) ?? errorCode };
  return { ...row, event, error };
}
