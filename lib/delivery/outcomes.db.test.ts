import { beforeAll, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { listKeyDays } from '../keys/queries/key-activity';
import { isFinal, MESSAGE_STATUSES } from '../messages/rules';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { claimMessages } from './claim-messages';
import { outcomeOf } from './outcomes';
import { recordReceipts } from './receipts';
import { settle } from './settle';

useDatabase();

const CARRIER = 'test';
let actor: Awaited<ReturnType<typeof makeAccount>>;
beforeAll(async () => {
  actor = await makeAccount();
});

it('counts every message once, by key and day, despite late and repeated receipts', async () => {
  const key = await makeKey(actor);
  const worker = newId();
  const ids = await makeMessages(actor, key, Array(4).fill({}));
  await db().apiKeyDay.create({ data: { apiKeyId: key.id, day: new Date(), uses: 5, accepted: 4 } });
  await claimMessages(worker, 10);
  const [delivered, failed, , rejected] = ids as [string, string, string, string];
  await settle(worker, CARRIER, [
    ...ids
      .filter((id) => id !== rejected)
      .map((messageId) => ({
        messageId,
        attempt: 1,
        outcome: { kind: 'accepted' as const, carrierMessageId: `c-${messageId}` },
      })),
    { messageId: rejected, attempt: 1, outcome: { kind: 'rejected', errorCode: 'invalid_recipient' } },
  ]);
  for (const status of ['delivered', 'delivered', 'undelivered'] as const) {
    await recordReceipts(CARRIER, [{ carrierMessageId: `c-${delivered}`, status, errorCode: null }]);
  }
  await recordReceipts(CARRIER, [{ carrierMessageId: `c-${failed}`, status: 'undelivered', errorCode: null }]);
  const days = await listKeyDays(actor, key.id);
  expect(days).toHaveLength(30);
  expect(days.at(-1)).toMatchObject({ uses: 5, accepted: 4, delivered: 1, failed: 2, unknown: 0, waiting: 1 });
  expect(days.slice(0, -1).every(({ accepted, uses }) => accepted === 0 && uses === 0)).toBe(true);
});

it('has an outcome for every final status', () => {
  const finals = MESSAGE_STATUSES.filter(isFinal).map((status) => [status, outcomeOf(status)]);
  expect(finals).toEqual([
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['expired', 'failed'],
    ['rejected', 'failed'],
    ['unknown', 'unknown'],
    ['cancelled', 'failed'],
  ]);
});
