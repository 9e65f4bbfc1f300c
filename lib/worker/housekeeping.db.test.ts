import { expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { rotateKey } from '../keys/commands/rotate-key';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { openReceiver } from '../webhooks/receiver/commands';
import { clearExpired } from './housekeeping';

useDatabase();

it('deletes only what has expired', async () => {
  const actor = await makeAccount();
  const { id } = await makeKey(actor);
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
  const old = new Date(Date.now() - 31 * 86_400_000);
  for (const [i, expiresAt] of [past, future].entries()) {
    const digest = new Uint8Array(32).fill(i);
    await db().requestSignature.create({
      data: { apiKeyId: id, digest, signature: digest, messageId: newId(), expiresAt },
    });
    await db().session.create({ data: { id: newId(), userId: actor.userId, accountId: actor.accountId, expiresAt } });
    await db().oneTimeToken.create({ data: { id: newId(), purpose: 'x', digest, expiresAt } });
  }
  for (const lastAt of [old, new Date()]) {
    await db().refusal.create({
      data: {
        id: newId(),
        accountId: actor.accountId,
        apiKeyId: id,
        code: 'key_disabled',
        ip: '',
        hour: lastAt,
        lastAt,
      },
    });
  }
  for (const [i, expiresAt] of [new Date(Date.now() - 91 * 86_400_000), past].entries()) {
    const digest = new Uint8Array(32).fill(i);
    const invited = { email: `invited${i}@example.com`, role: 'basic', invitedByName: 'x' } as const;
    await db().invitation.create({
      data: { id: newId(), accountId: actor.accountId, ...invited, digest, expiresAt },
    });
  }
  const { accountId } = actor;
  await openReceiver(actor);
  for (const receivedAt of [new Date(Date.now() - 86_400_000), future]) {
    const kept = { body: '', answerStatus: 200, signatureCheck: 'unsigned' } as const;
    await db().receiverRequest.create({ data: { id: newId(), accountId, receivedAt, ...kept, headers: [] } });
  }
  await rotateKey(actor, { id, overlapS: 0 });
  const ended = new Date(Date.now() - 2 * 86_400_000);
  await db().apiKeySecret.updateMany({ where: { validUntil: { not: null } }, data: { validUntil: ended } });
  expect(await clearExpired()).toBe(7);
  expect(await clearExpired()).toBe(0);
  expect([
    await db().requestSignature.count(),
    await db().session.count(),
    await db().oneTimeToken.count(),
    await db().refusal.count(),
    await db().apiKeySecret.count(),
    await db().invitation.count(),
    await db().receiverRequest.count(),
  ]).toEqual([1, 1, 1, 1, 1, 1, 1]);
});

it('deletes receipts without a message after 30 days, such as those of a submission whose response was lost', async () => {
  const [old, recent] = [new Date(Date.now() - 31 * 86_400_000), new Date(Date.now() - 29 * 86_400_000)];
  const store = (messageId: string | null, receivedAt: Date) =>
    db().receipt.create({
      data: { id: newId(), carrier: 'c', carrierMessageId: newId(), messageId, status: 'delivered', receivedAt },
    });
  await store(null, old);
  const kept = await Promise.all([store(null, recent), store(newId(), old)]);
  expect(await clearExpired()).toBe(1);
  const left = await db().receipt.findMany({ select: { id: true } });
  expect(left.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
});
