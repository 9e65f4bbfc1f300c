import type pg from 'pg';
import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { AppError, notFound } from '../base/errors';
import { isId } from '../base/ids';
import { transaction } from '../database/transaction';
import { STORED_COLUMNS, type StoredMessage } from '../messages/message-row';
import { insertReports, type ReportFacts } from '../webhooks/report';
import { PROGRESS_COLUMNS, writeProgress } from './message-rows';
import { advance, type MessageProgress } from './progress';

/**
 * Cancels a scheduled message of the account and returns its new state. One that is cancelled already stays so. Its row
 * lock decides between this and a worker that queues it: never both. Throws `not_found`, `not_cancellable`, and
 * `forbidden` to a test key for what a live key sent.
 */
export async function cancelMessage(actor: Actor, id: string): Promise<StoredMessage> {
  const accountId = requirePermission(actor, 'messages:send');
  if (!isId(id)) throw notFound('message');
  return transaction(async (client) => {
    const { message, now } = await lockMessage(client, accountId, id);
    if (actor.kind === 'key' && actor.environment === 'test' && message.environment === 'live') {
      throw new AppError('forbidden', 'This is a test key: it cancels only messages that test keys sent.');
    }
    if (message.status !== 'cancelled') await cancel(client, actor, message, now);
    return readStored(client, id);
  });
}

async function lockMessage(
  client: pg.ClientBase,
  accountId: string,
  id: string,
): Promise<{ message: MessageProgress; now: Date }> {
  const { rows } = await client.query<MessageProgress & { now: Date }>(
    `SELECT ${PROGRESS_COLUMNS}, now() AS now FROM message m
     WHERE m.id = $1 AND m.account_id = $2 FOR NO KEY UPDATE OF m`,
    [id, accountId],
  );
  const [row] = rows;
  if (!row) throw notFound('message');
  return { message: row, now: row.now };
}

async function cancel(client: pg.ClientBase, actor: Actor, message: MessageProgress, now: Date): Promise<void> {
  const reports: ReportFacts[] = [];
  const { id, accountId, status } = message;
  if (!advance(message, 'cancelled', now, null, reports)) {
    throw new AppError('not_cancellable', `This message is ${status}. Only a scheduled message can be cancelled.`);
  }
  await writeProgress(client, [message]);
  await insertReports(client, reports);
  await recordEvent(client, actor, { action: 'message.cancelled', accountId, targetKind: 'message', targetId: id });
}

async function readStored(client: pg.ClientBase, id: string): Promise<StoredMessage> {
  const { rows } = await client.query<StoredMessage>(`SELECT ${STORED_COLUMNS} FROM message m WHERE m.id = $1`, [id]);
  return rows[0] as StoredMessage;
}
