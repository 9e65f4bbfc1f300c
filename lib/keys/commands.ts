import { randomBytes } from 'node:crypto';
import { record } from '../audit/record';
import type { Actor } from '../auth/actor';
import { requirePermission } from '../auth/permissions';
import { db, Prisma, type Transaction } from '../db';
import { AppError, invalidFields, notFound } from '../errors';
import { isId, newId } from '../ids';
import { currentPepper, digest } from '../secrets/digest';
import { seal, unseal } from '../secrets/seal';
import { generateAuthKey, hintOf } from './rules';
import { type CreateKeyInput, createKeySchema } from './schema';
import { sealedPlace } from './sealed-place';

const WEBHOOK_SECRET_BYTES = 32;

/** A new key's credential: the only time it leaves this function in the clear. */
export type CreatedKey = { id: string; type: 'auth'; name: string; key: string };

/**
 * Makes an auth key. Throws `account_not_verified` (MessageMedia: "API credentials can only be created on Verified
 * Accounts") and `invalid_fields` when the name is taken.
 */
export async function createKey(actor: Actor, input: CreateKeyInput): Promise<CreatedKey> {
  const accountId = requirePermission(actor, 'keys:create');
  const { name, description } = createKeySchema.parse(input);
  const id = newId();
  const secretId = newId();
  const key = generateAuthKey();
  const pepper = currentPepper();
  await nameConflictAsField(() =>
    db().$transaction(async (tx) => {
      await requireVerified(tx, accountId);
      await tx.apiKey.create({
        data: {
          id,
          accountId,
          type: 'auth',
          name,
          description: description ?? null,
          copyable: true,
          webhookSecret: seal(
            `whsec_${randomBytes(WEBHOOK_SECRET_BYTES).toString('base64')}`,
            sealedPlace.webhookSecret(id),
          ),
          createdById: actor.kind === 'user' ? actor.userId : null,
          usage: { create: { accountId } },
          secrets: {
            create: {
              id: secretId,
              accountId,
              digest: new Uint8Array(digest(key, pepper.pepper)),
              pepperId: pepper.id,
              sealed: seal(key, sealedPlace.secret(secretId)),
              hint: hintOf(key),
            },
          },
        },
      });
      await record(tx, actor, {
        action: 'key.created',
        accountId,
        targetKind: 'key',
        targetId: id,
        detail: { name, type: 'auth' },
      });
    }),
  );
  return { id, type: 'auth', name, key };
}

/** Switches a key on or off. Off bites on the next request of every process. Throws `not_found`. */
export async function setKeyEnabled(actor: Actor, id: string, enabled: boolean): Promise<void> {
  const accountId = requirePermission(actor, 'keys:update');
  await inTransaction(id, async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, accountId, deletedAt: null },
      data: { enabled },
    });
    if (count === 0) throw notFound('key');
    await bumpRevision(tx, accountId, id);
    await record(tx, actor, {
      action: enabled ? 'key.enabled' : 'key.disabled',
      accountId,
      targetKind: 'key',
      targetId: id,
    });
  });
}

/** Deletes a key for good: its secrets are erased, its name is free again, its messages stay. Throws `not_found`. */
export async function deleteKey(actor: Actor, id: string): Promise<void> {
  const accountId = requirePermission(actor, 'keys:delete');
  await inTransaction(id, async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, accountId, deletedAt: null },
      data: { deletedAt: new Date(), enabled: false },
    });
    if (count === 0) throw notFound('key');
    await bumpRevision(tx, accountId, id);
    await tx.apiKeySecret.deleteMany({ where: { apiKeyId: id, accountId } });
    await record(tx, actor, { action: 'key.deleted', accountId, targetKind: 'key', targetId: id });
  });
}

/** The whole auth key, for the copy button. Recorded in the audit log. Throws `not_found`, `conflict` if shown once. */
export async function copyKey(actor: Actor, id: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:copy');
  return inTransaction(id, async (tx) => {
    const key = await tx.apiKey.findFirst({
      where: { id, accountId, deletedAt: null },
      select: {
        keyId: true,
        copyable: true,
        secrets: { where: { validUntil: null }, select: { id: true, sealed: true } },
      },
    });
    if (!key) throw notFound('key');
    if (key.keyId) return key.keyId;
    const [secret] = key.secrets;
    if (!key.copyable || !secret?.sealed) {
      throw new AppError('conflict', 'This key was shown once and cannot be copied. Rotate it to get a new one.');
    }
    await record(tx, actor, { action: 'key.copied', accountId, targetKind: 'key', targetId: id });
    return unseal(secret.sealed, sealedPlace.secret(secret.id));
  });
}

/**
 * Makes every process's picture of the key outdated: the gate's next statement with it changes nothing. Waits for
 * acceptances under way, so that none is committed after the command has returned.
 */
async function bumpRevision(tx: Transaction, accountId: string, id: string): Promise<void> {
  await tx.apiKeyUsage.updateMany({ where: { apiKeyId: id, accountId }, data: { revision: { increment: 1 } } });
}

/**
 * The secret that signs the key's delivery reports, for the receiver that verifies them. Recorded in the audit log.
 * Throws `not_found`.
 */
export async function copyWebhookSecret(actor: Actor, id: string): Promise<string> {
  const accountId = requirePermission(actor, 'keys:copy');
  return inTransaction(id, async (tx) => {
    const key = await tx.apiKey.findFirst({
      where: { id, accountId, deletedAt: null },
      select: { webhookSecret: true },
    });
    if (!key) throw notFound('key');
    await record(tx, actor, {
      action: 'key.copied',
      accountId,
      targetKind: 'key',
      targetId: id,
      detail: { what: 'webhook secret' },
    });
    return unseal(key.webhookSecret, sealedPlace.webhookSecret(id));
  });
}

async function inTransaction<T>(id: string, run: (tx: Transaction) => Promise<T>): Promise<T> {
  if (!isId(id)) throw notFound('key');
  return db().$transaction(run);
}

async function requireVerified(tx: Transaction, accountId: string): Promise<void> {
  const account = await tx.account.findUnique({ where: { id: accountId }, select: { verifiedAt: true } });
  if (!account) throw notFound('account');
  if (!account.verifiedAt) {
    throw new AppError(
      'account_not_verified',
      'API credentials can be created once this account is verified. Ask the operator of this installation.',
    );
  }
}

async function nameConflictAsField(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw invalidFields({ name: 'Another key has this name. Choose a different one.' });
    }
    throw error;
  }
}
