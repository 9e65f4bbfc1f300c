import { beforeAll, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db } from '../database/db';
import { transaction } from '../database/transaction';
import { listKeyDays } from '../keys/queries/key-activity';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { accepted, claim, handOver } from '../testing/message-queue';
import { endMessages } from './progress';
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
  const claimed = await claim(worker);
  const [delivered, failed, , rejected] = ids as [string, string, string, string];
  await settle(
    worker,
    CARRIER,
    claimed.map((each) =>
      each.messageId === rejected
        ? handOver(each, { kind: 'rejected', errorCode: 'invalid_recipient' })
        : accepted(each, `c-${each.messageId}`),
    ),
  );
  for (const status of ['delivered', 'delivered', 'undelivered'] as const) {
    await recordReceipts(CARRIER, [{ carrierMessageId: `c-${delivered}`, status, errorCode: null }]);
  }
  await recordReceipts(CARRIER, [{ carrierMessageId: `c-${failed}`, status: 'undelivered', errorCode: null }]);
  const days = await listKeyDays(actor, key.id);
  expect(days).toHaveLength(30);
  expect(days.at(-1)).toMatchObject({ uses: 5, accepted: 4, delivered: 1, failed: 2, unknown: 0, waiting: 1 });
  expect(days.slice(0, -1).every(({ accepted, uses }) => accepted === 0 && uses === 0)).toBe(true);
});

it('counts each final status as delivered, failed or unknown', async () => {
  const key = await makeKey(actor);
  const endings = [
    ...(['delivered', 'undelivered', 'expired', 'rejected', 'unknown'] as const).map((status) => ({
      status,
      from: {},
    })),
    { status: 'cancelled' as const, from: { status: 'scheduled' as const } },
  ];
  const ids = await makeMessages(
    actor,
    key,
    endings.map(({ from }) => from),
  );
  await transaction((client) =>
    endMessages(
      client,
      endings.map(({ status }, i) => ({ messageId: ids[i] ?? '', status, errorCode: null, byReceipt: false })),
    ),
  );
  expect((await listKeyDays(actor, key.id)).at(-1)).toMatchObject({ delivered: 1, failed: 4, unknown: 1 });
});
