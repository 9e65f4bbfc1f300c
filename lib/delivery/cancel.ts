import type pg from 'pg';
import type { Actor } from '../access/actor';
import type { Environment } from '../access/environment';
import { requirePermission } from '../access/permissions';
import { recordEvent } from '../audit/record-event';
import { AppError, notFound } from '../base/errors';
import { isId } from '../base/ids';
import { transaction } from '../database/transaction';
import { MESSAGE_WITH_PROGRESS, STATUS, STORED_COLUMNS, type StoredMessage } from '../messages/message-row';
import type { MessageStatus } from '../messages/rules';
import { REPORTS_CHANNEL } from '../webhooks/report';
import { endMessages } from './progress';

/**
 * Cancels a scheduled message of the account and returns it as it is then. One that is cancelled already stays so. The row
 * of its progress decides between this and a worker that queues it: never both. Its row in the queue remains until its
 * time and is passed over then. Throws `not_found`, `not_cancellable`, and `forbidden` to a test key for what a live key
 * sent.
 */
export async function cancelMessage(actor: Actor, id: string): Promise<StoredMessage> {
  const accountId = requirePermission(actor, 'messages:send');
  if (!isId(id)) throw notFound('message');
  return transaction(async (client) => {
    const { environment } = await findMessage(client, accountId, id);
    if (actor.kind === 'key' && actor.environment === 'test' && environment === 'live') {
      throw new AppError('forbidden', 'This is a test key: it cancels only messages that test keys sent.');
    }
    const ended = await endMessages(client, [
      { messageId: id, status: 'cancelled', errorCode: null, byReceipt: false },
    ]);
    if (ended.ids.has(id)) {
      await recordEvent(client, actor, { action: 'message.cancelled', accountId, targetKind: 'message', targetId: id });
      if (ended.reports > 0) await client.query('SELECT pg_notify($1, $2)', [REPORTS_CHANNEL, '']);
    } else {
      const { status } = await findMessage(client, accountId, id);
      if (status !== 'cancelled') {
        throw new AppError('not_cancellable', `This message is ${status}. Only a scheduled message can be cancelled.`);
      }
    }
    return readStored(client, id);
  });
}

async function findMessage(
  client: pg.ClientBase,
  accountId: string,
  id: string,
): Promise<{ environment: Environment; status: MessageStatus }> {
  const { rows } = await client.query<{ environment: Environment; status: MessageStatus }>(
    `SELECT m.environment, ${STATUS} AS status FROM ${MESSAGE_WITH_PROGRESS} WHERE m.id = $1 AND m.account_id = $2`,
    [id, accountId],
  );
  const [row] = rows;
  if (!row) throw notFound('message');
  return row;
}

async function readStored(client: pg.ClientBase, id: string): Promise<StoredMessage> {
  const { rows } = await client.query<StoredMessage>(
    `SELECT ${STORED_COLUMNS} FROM ${MESSAGE_WITH_PROGRESS} WHERE m.id = $1`,
    [id],
  );
  return rows[0] as StoredMessage;
}
