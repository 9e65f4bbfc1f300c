import { beforeAll, expect, test } from 'vitest';
import type { CommitItem } from '@/lib/acceptance/commit-item';
import { insertCharged } from '@/lib/acceptance/insert-charged';
import type { SystemActor, UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { resetSingleton } from '@/lib/base/process-singleton';
import { changeBalance, importPrices, setCreditEnabled } from '@/lib/credit/commands';
import { findBalance, listLedger } from '@/lib/credit/queries';
import { apiPool, db, pool } from '@/lib/database/db';
import { cancelMessage } from '@/lib/delivery/cancel';
import { endMessages } from '@/lib/delivery/progress';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };
const one = { to: '+37255555555', text: 'Hello' };
const TWO_SEGMENTS = 'x'.repeat(161);

beforeAll(async () => {
  await importPrices(OPERATOR, { text: 'prefix,price\n372,0.05\n3725,0.04\n1,0.000001\n' });
});

async function payingAccount(
  amount: string,
): Promise<{ owner: UserActor; id: string; headers: { 'x-api-key': string } }> {
  const owner = await makeAccount();
  const { id, key } = await makeKey(owner);
  await setCreditEnabled(OPERATOR, owner.accountId, true);
  if (amount !== '') await changeBalance(OPERATOR, { accountId: owner.accountId, amount, note: 'Invoice 1' });
  return { owner, id, headers: { 'x-api-key': key } };
}

const balanceOf = async (owner: UserActor) => Number((await findBalance(owner))?.balance);
const accepted = (results: { status: number }[]) => results.filter(({ status }) => status === 202).length;

test('debits the price of each segment, and refuses with 402, balance and price what does not suffice', async () => {
  const { owner, id, headers } = await payingAccount('0.10');
  expect((await gate.post(one, headers)).status).toBe(202);
  expect(await balanceOf(owner)).toBe(60_000);
  const refused = await gate.post({ ...one, text: TWO_SEGMENTS }, headers);
  expect([refused.status, refused.json]).toMatchObject([
    402,
    { code: 'insufficient_credit', balance: '0.06', price: '0.08', currency: 'EUR', title: 'Payment required' },
  ]);
  expect((await gate.post({ ...one, to: '+37211111111' }, headers)).status).toBe(202);
  expect(await balanceOf(owner)).toBe(10_000);
  expect((await gate.post(one, headers)).status).toBe(402);
  expect(await db().message.count({ where: { apiKeyId: id } })).toBe(2);
  const unpriced = await gate.post({ ...one, to: '+442071234567' }, headers);
  expect([unpriced.status, unpriced.json.code]).toEqual([422, 'no_price']);
  const batch = [
    { to: '+12125550100', text: 'Hello' },
    { to: '+442071234567', text: 'Hello' },
  ];
  expect((await gate.postBatch(batch, headers)).json).toMatchObject({
    accepted: 1,
    messages: [{ index: 0 }, { index: 1, code: 'no_price' }],
  });
  // Free of charge: a test key, and the account once its credit is off.
  const trial = await makeKey(owner, { environment: 'test' });
  expect((await gate.post(one, { 'x-api-key': trial.key })).status).toBe(202);
  expect(await balanceOf(owner)).toBe(9_999);
  await setCreditEnabled(OPERATOR, owner.accountId, false);
  expect((await gate.post(one, headers)).status).toBe(202);
  const { rows } = await apiPool().query('SELECT balance FROM account_credit WHERE account_id = $1', [owner.accountId]);
  expect(rows).toEqual([{ balance: '9999' }]);
});

test('a replay is not paid again, also when the balance is used up', async () => {
  const { owner, headers } = await payingAccount('0.04');
  const repeated = { ...headers, 'idempotency-key': newId() };
  const first = await gate.post(one, repeated);
  for (let i = 0; i < 3; i++) expect((await gate.post(one, repeated)).json.id).toBe(first.json.id);
  expect(await balanceOf(owner)).toBe(0);
  expect((await gate.post(one, headers)).status).toBe(402);
});

test('accepts exactly what the balance allows under load by several processes, and refuses only the poor', async () => {
  const [poor, rich] = [await payingAccount('1.00'), await payingAccount('100')];
  const requests = Array.from({ length: 60 }, (_, index) =>
    gate.post(index % 3 === 0 ? { ...one, text: TWO_SEGMENTS } : one, index % 2 === 0 ? poor.headers : rich.headers),
  );
  // The same accounts through other connections, as other processes debit them.
  const item = async ({ owner, id }: typeof poor): Promise<CommitItem> => {
    const { revision } = await db().apiKeyUsage.findUniqueOrThrow({ where: { apiKeyId: id } });
    const messageId = newId();
    return {
      ...{ accountId: owner.accountId, apiKeyId: id, revision, oldSecretId: null, environment: 'live', clientIp: null },
      messages: [
        {
          ...{ id: messageId, recipient: one.to, sender: null, text: 'Hello', encoding: 'gsm7', segments: 1 },
          ...{ autoReplace: 'off', dlrUrl: null, priority: 1, sendAt: null, validityMin: 2_880, reference: null },
          ...{ metadata: null, carrier: 'simulator' },
        },
      ],
      charge: { total: 40_000n, messages: [{ id: messageId, amount: 40_000n }] },
      ...{ signature: null, idempotency: null, storedResult: null },
    };
  };
  const others = Array.from({ length: 20 }, async (_, index) => {
    const client = await pool().connect();
    try {
      return await insertCharged(client, [await item(index % 2 === 0 ? poor : rich), await item(rich)]);
    } finally {
      client.release();
    }
  });
  const [results] = await Promise.all([Promise.all(requests), Promise.all(others)]);
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set([202, 402]));
  expect(accepted(results.filter((_, index) => index % 2 === 1))).toBe(30);
  for (const { owner, id } of [poor, rich]) {
    const { rows } = await apiPool().query(
      `SELECT (SELECT balance FROM account_credit WHERE account_id = $1)::int AS balance,
              (SELECT sum(amount) FROM message_price WHERE account_id = $1)::int AS prices,
              (SELECT sum(amount) FROM credit_entry WHERE account_id = $1)::int AS ledger,
              (SELECT sum(messages) FROM credit_entry WHERE account_id = $1)::int AS charged,
              (SELECT sum(segments) * 40000 FROM message WHERE api_key_id = $2)::int AS segments,
              (SELECT count(*) FROM message WHERE api_key_id = $2)::int AS messages`,
      [owner.accountId, id],
    );
    const [sums] = rows;
    const toppedUp = owner === poor.owner ? 1_000_000 : 100_000_000;
    expect(sums).toEqual({ ...sums, ledger: sums.balance, prices: toppedUp - sums.balance, segments: sums.prices });
    expect(sums.charged).toBe(sums.messages);
    expect(sums.balance).toBeGreaterThanOrEqual(0);
  }
  expect(await balanceOf(poor.owner)).toBeLessThan(80_000);
});

test('releases what was paid for a message that ends before a carrier accepted it, once', async () => {
  const { owner, headers } = await payingAccount('0.40');
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const { json: scheduled } = await gate.post({ ...one, send_at: later }, headers);
  const ids = [];
  for (let i = 0; i < 4; i++) ids.push((await gate.post(one, headers)).json.id);
  expect(await balanceOf(owner)).toBe(200_000);
  await cancelMessage(owner, scheduled.id);
  expect(await balanceOf(owner)).toBe(240_000);
  const [rejected = '', duplicate = '', expired = '', delivered = ''] = ids;
  const client = await pool().connect();
  const ending = { errorCode: null, byReceipt: false } as const;
  await endMessages(client, [
    { ...ending, messageId: rejected, status: 'rejected' },
    { ...ending, messageId: duplicate, status: 'rejected', possibleDuplicate: true },
    { ...ending, messageId: expired, status: 'expired' },
    { ...ending, messageId: delivered, status: 'delivered', submittedAs: 'c1' },
  ]);
  await endMessages(client, [{ ...ending, messageId: rejected, status: 'rejected' }]);
  client.release();
  expect(await balanceOf(owner)).toBe(320_000);
  const { rows } = await listLedger(owner, {});
  const sums = new Map<string, number>();
  for (const { kind, amount } of rows) sums.set(kind, (sums.get(kind) ?? 0) + Number(amount));
  expect(Object.fromEntries(sums)).toEqual({ top_up: 400_000, accept: -200_000, release: 120_000 });
});

test("operators top up by the API with OPERATOR_TOKEN, each payment's id once, and the account sees its balance", async () => {
  const { owner, headers } = await payingAccount('');
  const token = 'operator-token-of-32-characters-1';
  const topUp = (body: object, presented = token) =>
    gate.request(
      'POST',
      '/api/operator/credit',
      { authorization: `Bearer ${presented}`, 'content-type': 'application/json' },
      JSON.stringify({ account: owner.accountId, ...body }),
    );
  expect((await topUp({ amount: '5' })).status).toBe(404);
  process.env.OPERATOR_TOKEN = token;
  resetSingleton('env');
  try {
    expect((await topUp({ amount: '5' }, 'wrong')).status).toBe(401);
    const id = newId();
    expect(await topUp({ amount: '5.5', id, note: 'Invoice 2' })).toMatchObject({
      status: 201,
      json: { balance: '5.50', currency: 'EUR' },
    });
    expect((await topUp({ amount: '5.5', id })).json.code).toBe('conflict');
    expect((await topUp({ amount: '-5.6' })).json.code).toBe('conflict');
    expect((await topUp({ amount: '-0.5' })).json).toMatchObject({ balance: '5.00' });
    for (const amount of ['0', '', '1,5', '1e3', '0.0000001', 'ten', '1'.repeat(13), null, true]) {
      expect([amount, (await topUp({ amount })).status]).toEqual([amount, 422]);
    }
    expect((await topUp({ account: newId(), amount: '1' })).status).toBe(404);
  } finally {
    delete process.env.OPERATOR_TOKEN;
    resetSingleton('env');
  }
  expect((await gate.request('GET', '/api/account', headers)).json).toEqual({
    id: owner.accountId,
    credit: { balance: '5.00', currency: 'EUR' },
    limits: { messages_per_day: null, messages_per_recipient_per_day: null, countries: [] },
    messages_today: null,
  });
});
