import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { AppError, notFound } from '../../base/errors';
import { isId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { requireNoMore } from '../grantable-scopes';
import { newSecret, type Revealed, reveal } from '../new-secret';
import { moveRotationEndSchema, rotateKeySchema } from '../schema';
import { changeKey, keepRecords, lockKey, requireVerified } from './key-transaction';
import { requireOwnLimits } from './limit-changes';

/**
 * Replaces the key's secret and returns the new one, once. The old one stays valid for `overlapS` seconds, both side by side; 0 ends
 * it now. A rotation already under way ends with this one: never more than two secrets are valid. Throws `not_found`.
 */
export async function rotateKey(actor: Actor, input: { id: string; overlapS: number }): Promise<Revealed> {
  const accountId = requirePermission(actor, 'keys:update');
  const { id, overlapS } = rotateKeySchema.parse(input);
  return db().$transaction((tx) => replaceSecret(tx, actor, accountId, id, overlapS));
}

/** `rotateKey` within the caller's transaction. A managing key gets no secret of a key with more than it has itself. */
export async function replaceSecret(
  tx: Transaction,
  actor: Actor,
  accountId: string,
  id: string,
  overlapS: number,
): Promise<Revealed> {
  const key = await lockKey(tx, accountId, id);
  requireNoMore(actor, key);
  await requireOwnLimits(tx, actor, key);
  await requireVerified(tx, accountId);
  const now = new Date();
  const endsAt = new Date(now.getTime() + overlapS * 1_000);
  const { secret, row } = newSecret(accountId, key.type, key.copyable);
  const where = { apiKeyId: id, accountId };
  await tx.apiKeySecret.updateMany({
    where: { ...where, validUntil: { gt: now } },
    data: { validUntil: now, sealed: null },
  });
  const old = overlapS === 0 ? { validUntil: now, sealed: null } : { validUntil: endsAt };
  await tx.apiKeySecret.updateMany({ where: { ...where, validUntil: null }, data: old });
  await tx.apiKeySecret.create({ data: { ...row, apiKeyId: id } });
  await tx.apiKey.update({ where: { id }, data: { hint: row.hint } });
  const detail = { name: key.name, oldValidUntil: endsAt.toISOString() };
  await keepRecords(tx, actor, key, [{ action: 'key.rotated', detail }]);
  return reveal(key, secret);
}

/** Ends the old secret now. Throws `conflict` when no rotation is under way. */
export async function endRotation(actor: Actor, id: string): Promise<void> {
  await moveEnd(actor, id, new Date());
}

/** Moves the end of the old secret. Throws `conflict` when no rotation is under way. */
export async function moveRotationEnd(actor: Actor, input: { id: string; endsAt: Date | string }): Promise<void> {
  requirePermission(actor, 'keys:update');
  const { id, endsAt } = moveRotationEndSchema.parse(input);
  await moveEnd(actor, id, endsAt);
}

async function moveEnd(actor: Actor, id: string, endsAt: Date): Promise<void> {
  if (!isId(id)) throw notFound('key');
  await changeKey(actor, id, async (tx, key) => {
    const isOver = endsAt.getTime() <= Date.now();
    const { count } = await tx.apiKeySecret.updateMany({
      where: { apiKeyId: id, accountId: key.accountId, validUntil: { gt: new Date() } },
      data: isOver ? { validUntil: endsAt, sealed: null } : { validUntil: endsAt },
    });
    if (count === 0) throw new AppError('conflict', 'No old secret of this key is valid any more.');
    const detail = { what: 'end of rotation', after: endsAt.toISOString(), ended: isOver };
    return [{ action: 'key.updated', detail }];
  });
}
