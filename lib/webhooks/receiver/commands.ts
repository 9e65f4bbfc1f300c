import { randomBytes } from 'node:crypto';
import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { lockAccountForUpdate } from '../../accounts/account-lock';
import { recordEvent } from '../../audit/record-event';
import { notFound } from '../../base/errors';
import { db, type Transaction } from '../../database/db';
import { publicUrl } from '../../runtime/env';
import { receiverPath } from './rules';
import { type AnswerStatusInput, answerStatusSchema } from './schema';

const TOKEN_BYTES = 24;

/** Opens the built-in receiver of the account and returns its URL. Returns that of the open one if there is one. */
export async function openReceiver(actor: Actor): Promise<{ url: string }> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  return db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const open = await tx.webhookReceiver.findUnique({ where: { accountId } });
    if (open) return { url: urlOf(open.token) };
    const { token } = await tx.webhookReceiver.create({ data: { accountId, token: newToken() } });
    await recordChange(tx, actor, accountId, 'opened');
    return { url: urlOf(token) };
  });
}

/**
 * Changes the URL of the receiver: the one before answers 404 from now on. Endpoints of the account that have it get the new
 * one. Throws `not_found`.
 */
export async function renewReceiver(actor: Actor): Promise<{ url: string }> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  return db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const open = await tx.webhookReceiver.findUnique({ where: { accountId } });
    if (!open) throw notFound('receiver');
    const token = newToken();
    await tx.webhookReceiver.update({ where: { accountId }, data: { token } });
    await tx.$executeRaw`
      UPDATE webhook_endpoint SET url = ${urlOf(token)}, updated_at = now()
      WHERE account_id = ${accountId}::uuid AND strpos(url, ${open.token}) > 0`;
    await recordChange(tx, actor, accountId, 'renewed');
    return { url: urlOf(token) };
  });
}

/** Closes the receiver and deletes what arrived at it. Throws `not_found`. */
export async function closeReceiver(actor: Actor): Promise<void> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  await db().$transaction(async (tx) => {
    const { count } = await tx.webhookReceiver.deleteMany({ where: { accountId } });
    if (count === 0) throw notFound('receiver');
    await recordChange(tx, actor, accountId, 'closed');
  });
}

/** Sets what the receiver answers from now on. Throws `not_found`, `invalid_fields`. */
export async function setReceiverAnswer(actor: Actor, input: AnswerStatusInput): Promise<void> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  const { answerStatus } = answerStatusSchema.parse(input);
  await db().$transaction(async (tx) => {
    const { count } = await tx.webhookReceiver.updateMany({ where: { accountId }, data: { answerStatus } });
    if (count === 0) throw notFound('receiver');
    await recordChange(tx, actor, accountId, `answers ${answerStatus}`);
  });
}

/** Deletes what arrived at the receiver. */
export async function clearReceiver(actor: Actor): Promise<void> {
  const accountId = requirePermission(actor, 'webhooks:manage');
  await db().$transaction(async (tx) => {
    const { count } = await tx.receiverRequest.deleteMany({ where: { accountId } });
    if (count > 0) await recordChange(tx, actor, accountId, 'cleared');
  });
}

function newToken(): string {
  return `whr_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

function urlOf(token: string): string {
  return publicUrl() + receiverPath(token);
}

function recordChange(tx: Transaction, actor: Actor, accountId: string, change: string): Promise<void> {
  const detail = { what: 'built-in webhook receiver', after: change };
  return recordEvent(tx, actor, {
    action: 'account.updated',
    accountId,
    targetKind: 'account',
    targetId: accountId,
    detail,
  });
}
