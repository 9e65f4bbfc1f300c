import type pg from 'pg';
import { newId } from '../base/ids';
import { plainArray, textArray } from '../database/array-literal';
import { noteChange } from '../live/changes';
import { queueReports, REPORTS_CHANNEL } from '../webhooks/report';
import { currentSubscriptions } from '../webhooks/subscriptions';
import { findAssignments } from './assign';
import type { Received } from './normalize';
import { receivedBody } from './view';

const EVENT = 'message.received' as const;

/**
 * Stores whole messages with their accounts and queues them for the webhooks, in the caller's transaction. Those of a
 * number that is not assigned belong to no account.
 */
export async function storeReceived(
  client: pg.ClientBase,
  carrier: string,
  received: readonly Received[],
): Promise<void> {
  if (received.length === 0) return;
  const assignments = await findAssignments(client, received);
  const subscriptions = await currentSubscriptions(client);
  const receivedAt = new Date();
  const rows = received.map((message, index) => {
    const { accountId = null, keyword = null, url = null } = assignments[index] ?? {};
    const concerned = accountId === null ? null : { accountId, apiKeyId: null, url };
    const targets = (concerned && subscriptions.targetsOf(EVENT, concerned)) ?? [];
    const deliveries = targets.map((target) => ({ id: newId(), ...target }));
    // Of several, the one to the URL is first.
    const reportId = deliveries[0]?.id ?? null;
    noteChange('messages', accountId);
    return { ...message, id: newId(), accountId, keyword, deliveries, reportId, receivedAt };
  });
  await client.query(
    `INSERT INTO received_message (id, account_id, carrier, sender, recipient, text, encoding, parts, missing_parts, keyword,
                                   carrier_message_id, report_id, received_at)
     SELECT id, account_id, $1, sender, recipient, text, encoding::received_encoding, parts, missing, keyword, carrier_id,
            report_id, $2
     FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[], $10::smallint[],
                 $11::text[], $12::text[], $13::uuid[])
       AS u(id, account_id, sender, recipient, text, encoding, parts, missing, keyword, carrier_id, report_id)`,
    [
      carrier,
      receivedAt,
      plainArray(rows.map(({ id }) => id)),
      plainArray(rows.map(({ accountId }) => accountId ?? 'NULL')),
      textArray(rows.map(({ sender }) => sender)),
      textArray(rows.map(({ recipient }) => recipient)),
      textArray(rows.map(({ text }) => text)),
      textArray(rows.map(({ encoding }) => encoding)),
      plainArray(rows.map(({ parts }) => parts)),
      plainArray(rows.map(({ missingParts }) => missingParts)),
      textArray(rows.map(({ keyword }) => keyword)),
      textArray(rows.map(({ carrierMessageId }) => carrierMessageId)),
      plainArray(rows.map(({ reportId }) => reportId ?? 'NULL')),
    ],
  );
  const reports = rows.flatMap(({ accountId, deliveries, reportId: _, ...facts }) => {
    if (accountId === null || deliveries.length === 0) return [];
    const body = receivedBody(facts);
    const common = { accountId, apiKeyId: null, messageId: null, sequence: 1, event: EVENT, body };
    return deliveries.map((delivery) => ({ ...common, ...delivery }));
  });
  if (reports.length === 0) return;
  await queueReports(client, reports);
  await client.query('SELECT pg_notify($1, $2)', [REPORTS_CHANNEL, '']);
}
