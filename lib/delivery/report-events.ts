import type pg from 'pg';
import { plainArray } from '../database/array-literal';
import type { WebhookEvent } from '../webhooks/events';
import type { Handoff } from '../webhooks/handoff';
import { insertReports } from '../webhooks/report';
import { currentSubscriptions } from '../webhooks/subscriptions';
import { NO_REPORTS, type QueuedReports } from './progress';
import { FACT_COLUMNS, type FactRow, factsOf } from './report-facts';

/** Rows are locked in order of their ids, so that two workers cannot deadlock. */
const LOCKED = `
  WITH locked AS MATERIALIZED (
    SELECT l.message_id FROM message_progress l WHERE l.message_id = ANY($1::uuid[]) ORDER BY l.message_id FOR NO KEY UPDATE
  )`;

/** For each event that accounts can choose beside the final statuses: which messages it is reported of, once. */
const STATEMENTS = {
  'message.submitted': `${LOCKED}
    UPDATE message_progress p SET report_sequence = p.report_sequence + 1 FROM locked l, message m
    WHERE p.message_id = l.message_id AND m.id = l.message_id AND p.status = 'submitted'
    RETURNING ${FACT_COLUMNS}, p.submitted_at AS "occurredAt"`,
  'message.buffered': `${LOCKED}
    UPDATE message_progress p SET report_sequence = p.report_sequence + 1, buffered_at = now() FROM locked l, message m
    WHERE p.message_id = l.message_id AND m.id = l.message_id AND p.status = 'submitted' AND p.buffered_at IS NULL
    RETURNING ${FACT_COLUMNS}, p.buffered_at AS "occurredAt"`,
} as const satisfies Partial<Record<WebhookEvent, string>>;

type Concerned = { messageId: string; accountId: string };

/**
 * Queues reports of an event that leaves a message's status as it is, in the transaction that stored it: of those messages
 * whose account has chosen it, for a key, endpoint or itself. Costs no statement without such an account. A message that is
 * final has no such events any more. `message.submitted` is called once per message, when its submission is stored;
 * `message.buffered` is reported once, however many receipts say so.
 */
export async function reportEvent(
  client: pg.ClientBase,
  event: keyof typeof STATEMENTS,
  messages: readonly Concerned[],
  handoff?: Handoff,
): Promise<QueuedReports> {
  if (messages.length === 0) return NO_REPORTS;
  const subscriptions = await currentSubscriptions(client);
  const chosen = messages.filter(({ accountId }) => subscriptions.mayReport(event, accountId));
  if (chosen.length === 0) return NO_REPORTS;
  const ids = plainArray([...new Set(chosen.map(({ messageId }) => messageId))]);
  const { rows } = await client.query<FactRow>({ name: `report-${event}`, text: STATEMENTS[event], values: [ids] });
  const facts = rows.map((row) => factsOf(row, event));
  return insertReports(client, facts, handoff ? { handoff, secrets: new Map() } : null);
}
