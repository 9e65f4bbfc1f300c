import { type Actor, actorName } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { type AuditEntry, recordEvent } from '../../audit/record-event';
import { AppError, notFound } from '../../base/errors';
import { isId, lowestIdAt, newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { transaction } from '../../database/transaction';
import { requireAllEnvironments } from '../endpoints/endpoint-transaction';
import { REPORTS_CHANNEL } from '../report';
import { requeueReports } from '../requeue';
import { cancelWaiting } from './cancel';
import {
  type CancelInput,
  cancelSchema,
  deliveryIdSchema,
  resendJobSchema,
  type StartResendInput,
  startResendSchema,
} from './resend-schema';
import { HAS_TARGET } from './resend-step';

export type ResendProgress = {
  job: string;
  state: 'running' | 'done' | 'stopped';
  /** Failed reports at the start. */
  total: number;
  /** Those that were queued again. Some of `total` may have been queued or removed otherwise. */
  done: number;
  since: Date;
  endpointId: string | null;
};

/** Returns the account of an actor who may send reports again. */
function requireManager(actor: Actor): string {
  const accountId = requirePermission(actor, 'webhooks:manage');
  requireAllEnvironments(actor);
  return accountId;
}

/**
 * Queues one report again, in any state: with the same webhook-id, and attempts go on counting. Throws `not_found`,
 * and `conflict` for one that is waiting already or whose target is removed or disabled.
 */
export async function resendDelivery(actor: Actor, input: { id: string }): Promise<{ id: string }> {
  const accountId = requireManager(actor);
  const { id } = deliveryIdSchema.parse(input);
  if (!isId(id)) throw notFound('delivery');
  return transaction(async (client) => {
    const { rows } = await client.query<{ hasTarget: boolean }>(
      `SELECT ${HAS_TARGET} AS "hasTarget" FROM delivery_report r WHERE r.id = $1 AND r.account_id = $2`,
      [id, accountId],
    );
    const [report] = rows;
    if (!report) throw notFound('delivery');
    if (!report.hasTarget) {
      throw new AppError('conflict', 'Its endpoint or URL is removed or disabled. Enable it to send the report again.');
    }
    const queued = await requeueReports(client, accountId, [id]);
    if (queued.length === 0) throw new AppError('conflict', 'This report is waiting to be sent already.');
    await recordResend(client, actor, accountId, { delivery: id, reports: 1 });
    await client.query('SELECT pg_notify($1, $2)', [REPORTS_CHANNEL, '']);
    return { id };
  });
}

/**
 * Starts to send all reports again that were made since a time and failed, of one endpoint or of all targets; workers do it in
 * batches. Waiting ones are left alone. Throws `not_found` for the endpoint, and `conflict` while another job is running.
 */
export async function startResend(actor: Actor, input: StartResendInput): Promise<ResendProgress> {
  const accountId = requireManager(actor);
  const { since, endpointId = null } = startResendSchema.parse(input);
  const id = newId();
  const position = lowestIdAt(since);
  return transaction(async (client) => {
    if (endpointId !== null) {
      const { rowCount } = await client.query('SELECT FROM webhook_endpoint WHERE id = $1 AND account_id = $2', [
        endpointId,
        accountId,
      ]);
      if (rowCount === 0) throw notFound('endpoint');
    }
    const { rows } = await client.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM delivery_report r
       WHERE r.account_id = $1 AND r.state = 'failed' AND r.id > $2 AND r.id < $3 AND ($4::uuid IS NULL OR r.endpoint_id = $4)`,
      [accountId, position, id, endpointId],
    );
    const total = rows[0]?.total ?? 0;
    const { rowCount } = await client.query(
      `INSERT INTO webhook_resend (id, account_id, endpoint_id, since, position, total, started_by_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) WHERE state = 'running' DO NOTHING`,
      [id, accountId, endpointId, since, position, total, actorName(actor)],
    );
    if (rowCount === 0)
      throw new AppError('conflict', 'Reports are being sent again already. Wait for it, or stop it.');
    await recordResend(client, actor, accountId, { since: since.toISOString(), reports: total });
    return { job: id, state: 'running', total, done: 0, since, endpointId };
  });
}

/** Returns the progress of a resend job. Throws `not_found`. */
export async function resendProgress(actor: Actor, input: { job: string }): Promise<ResendProgress> {
  const accountId = requirePermission(actor, 'webhooks:read');
  const { job } = resendJobSchema.parse(input);
  return findJob(db(), accountId, job);
}

/** Stops a resend job after its present batch. One that has ended stays as it is. Throws `not_found`. */
export async function stopResend(actor: Actor, input: { job: string }): Promise<ResendProgress> {
  const accountId = requireManager(actor);
  const { job } = resendJobSchema.parse(input);
  return db().$transaction(async (tx) => {
    if (isId(job)) {
      const where = { id: job, accountId, state: 'running' } as const;
      await tx.webhookResend.updateMany({ where, data: { state: 'stopped', updatedAt: new Date() } });
    }
    return findJob(tx, accountId, job);
  });
}

/**
 * Cancels waiting reports that match all conditions. One that is being sent right now may still arrive. `more`: the limit of
 * one call was reached, call again.
 */
export async function cancelDeliveries(
  actor: Actor,
  input: CancelInput = {},
): Promise<{ cancelled: number; more: boolean }> {
  const accountId = requireManager(actor);
  return cancelWaiting(actor, accountId, cancelSchema.parse(input));
}

async function findJob(
  client: Pick<Transaction, 'webhookResend'>,
  accountId: string,
  job: string,
): Promise<ResendProgress> {
  const row = isId(job) ? await client.webhookResend.findFirst({ where: { id: job, accountId } }) : null;
  if (!row) throw notFound('resend');
  const { id, state, total, done, since, endpointId } = row;
  return { job: id, state, total, done, since, endpointId };
}

async function recordResend(
  client: Parameters<typeof recordEvent>[0],
  actor: Actor,
  accountId: string,
  detail: NonNullable<AuditEntry['detail']>,
): Promise<void> {
  await recordEvent(client, actor, {
    ...{ action: 'reports.resent', accountId, targetKind: 'account', targetId: accountId },
    detail,
  });
}
