import type * as z from 'zod';
import { type Actor, actorName } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { lockAccountForShare } from '../../accounts/account-lock';
import { recordEvent } from '../../audit/record-event';
import { newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { keyEncryptionContext } from '../../secrets/encryption-contexts';
import { seal } from '../../secrets/seal';
import { requireApprovedSender } from '../../senders/approved';
import { newSigningSecret } from '../../webhooks/signature';
import { requireNoMore } from '../grantable-scopes';
import { newSecret, type Revealed, reveal } from '../new-secret';
import { generateKeyId } from '../rules';
import { type CreateKeyInput, createKeySchema } from '../schema';
import { requireVerified, withUniqueName } from './key-transaction';

/** Makes a key and shows its credential, once. Throws `account_not_verified`, `invalid_fields` when the name is taken. */
export async function createKey(actor: Actor, input: CreateKeyInput): Promise<Revealed> {
  const accountId = requirePermission(actor, 'keys:create');
  const wanted = createKeySchema.parse(input);
  return withUniqueName(() => db().$transaction((tx) => insertKey(tx, actor, accountId, wanted)));
}

/** `createKey` within the caller's transaction. A managing key creates none with more than it has itself. */
export async function insertKey(
  tx: Transaction,
  actor: Actor,
  accountId: string,
  wanted: z.output<typeof createKeySchema>,
): Promise<Revealed> {
  const {
    name,
    description,
    type,
    environment,
    showOnce,
    compatible,
    scopes,
    expiresAt = null,
    defaultSender = null,
  } = wanted;
  requireNoMore(actor, { scopes, environment, expiresAt });
  // The account's shared settings must not change until the new key's cached copies can be invalidated.
  await lockAccountForShare(tx, accountId);
  await requireVerified(tx, accountId);
  if (defaultSender !== null) await requireApprovedSender(tx, accountId, defaultSender);
  const id = newId();
  const keyId = type === 'auth' ? null : generateKeyId(type);
  const copyable = type === 'auth' && !showOnce;
  const { secret, row } = newSecret(accountId, type, copyable);
  await tx.apiKey.create({
    data: {
      id,
      accountId,
      type,
      environment,
      name,
      description: description ?? null,
      keyId,
      hint: row.hint,
      copyable,
      compatible: type === 'hmac' && compatible,
      scopes,
      expiresAt,
      defaultSender,
      webhookSecret: seal(newSigningSecret(), keyEncryptionContext.webhookSecret(id)),
      createdById: actor.kind === 'user' ? actor.userId : null,
      createdByName: actorName(actor),
      usage: { create: { accountId, type, environment, expiresAt } },
      secrets: { create: row },
    },
  });
  await recordEvent(tx, actor, {
    action: 'key.created',
    accountId,
    targetKind: 'key',
    targetId: id,
    detail: {
      name,
      type,
      environment,
      scopes,
      expiresAt: expiresAt?.toISOString() ?? null,
      ...(defaultSender && { defaultSender }),
    },
  });
  return reveal({ id, name, type, keyId }, secret);
}
