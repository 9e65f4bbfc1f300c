import { beforeEach, expect, test } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages, makeScheduled } from '../testing/factories';
import { claimMessages } from './claim-messages';
import { promoteDue } from './promote';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await pool().query('TRUNCATE message');
  actor = await makeAccount();
  key = await makeKey(actor);
});

const countOf = (status: 'scheduled' | 'queued') => db().message.count({ where: { status } });

test('queues due messages, leaves the others, and returns the next due time', async () => {
  const due = await makeScheduled(actor, key, -1);
  await makeScheduled(actor, key, 60_000);
  await makeScheduled(actor, key, 3_600_000);
  const { promoted, nextMs } = await promoteDue();
  expect(promoted).toBe(1);
  expect(nextMs).toBeGreaterThan(50_000);
  expect(nextMs).toBeLessThanOrEqual(60_000);
  expect((await claimMessages(newId(), 10)).map(({ messageId }) => messageId)).toEqual([due]);
});

test('returns no next due time without scheduled messages', async () => {
  expect(await promoteDue()).toEqual({ promoted: 0, nextMs: null });
});

test('queues each message once with any number of workers, in batches', async () => {
  const sendAt = new Date(Date.now() - 1_000);
  await makeMessages(actor, key, Array(2_500).fill({ status: 'scheduled', sendAt, runAt: sendAt }));
  const rounds = await Promise.all(Array.from({ length: 4 }, () => promoteDue()));
  expect(rounds.reduce((sum, { promoted }) => sum + promoted, 0)).toBe(2_500 - (await countOf('scheduled')));
  for (const { promoted, nextMs } of rounds)
    expect([promoted, nextMs]).toEqual([promoted, promoted === 1_000 ? 0 : null]);
  while ((await promoteDue()).promoted > 0);
  expect([await countOf('scheduled'), await countOf('queued')]).toEqual([0, 2_500]);
});

test('queues a message whose validity is over only to expire it', async () => {
  const validUntil = new Date(Date.now() - 1_000);
  const id = await makeScheduled(actor, key, -60_000, { validUntil });
  await promoteDue();
  expect(await claimMessages(newId(), 10)).toMatchObject([{ messageId: id, expired: true }]);
});
