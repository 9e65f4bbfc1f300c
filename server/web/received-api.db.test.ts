import { expect, test } from 'vitest';
import { db } from '@/lib/database/db';
import { recordReceived } from '@/lib/received/record';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';
import { inbound, makeReceived } from '@/lib/testing/received';

useDatabase();
const gate = useApiServer();

const idsOf = (json: Record<string, unknown>) => (json.messages as { id: string }[]).map(({ id }) => id);

async function makeReader() {
  const own = await makeAccount();
  const { key } = await makeKey(own);
  const call = (query = '') => gate.request('GET', `/api/received${query}`, { 'x-api-key': key });
  return { ...own, call, found: async (query: string) => idsOf((await call(query)).json) };
}

test('GET /api/received returns what a carrier delivered, as the webhook has it', async () => {
  const { accountId, call } = await makeReader();
  const number = { number: '+37255500001', match: '37255500001', keyword: 'JOIN', accountId };
  await db().receivedNumber.create({
    data: { id: accountId, ...number, webhookUrl: 'https://example.com/', assignedByName: 'test' },
  });
  await recordReceived('smpp1', [inbound({ text: 'Join — please', encoding: 'ucs2' })]);
  const { status, json } = await call();
  expect([status, json.next_cursor]).toEqual([200, null]);
  const [message] = json.messages as unknown[];
  expect(message).toMatchObject({ from: '+37255510001', to: '+37255500001', encoding: 'ucs2', keyword: 'JOIN' });
  const report = await db().deliveryReport.findFirstOrThrow({ where: { accountId } });
  expect(JSON.parse(report.body).data).toEqual(message);
});

test('pages are newest first and end with next_cursor null', async () => {
  const { accountId, call } = await makeReader();
  const ids = await makeReceived(accountId, [{}, {}, {}]);
  const first = await call('?limit=2');
  expect(idsOf(first.json)).toEqual([ids[2], ids[1]]);
  const second = await call(`?limit=2&cursor=${first.json.next_cursor}`);
  expect([idsOf(second.json), second.json.next_cursor]).toEqual([[ids[0]], null]);
});

test('filters by sender, recipient and time, in any notation of a number', async () => {
  const { accountId, found } = await makeReader();
  const at = new Date('2026-11-20T12:00:00.000Z');
  const [old, other, both] = await makeReceived(accountId, [
    { id: '01940000-0000-7000-8000-000000000001', receivedAt: at },
    { sender: 'Acme', recipient: '12345' },
    { recipient: '12345' },
  ]);
  for (const from of ['%2B37255510001', '37255510001', '+37255510001', '00372%205551%200001']) {
    expect(await found(`?from=${from}`)).toEqual([both, old]);
  }
  expect(await found('?from=Acme')).toEqual([other]);
  expect(await found('?to=12345')).toEqual([both, other]);
  expect(await found('?from=37255510001&to=12345')).toEqual([both]);
  expect(await found('?since=2026-11-20T12:00:00.001Z')).toEqual([both, other]);
  expect(await found('?to=&from=%20&since=')).toEqual([both, other, old]);
  expect(await found('?from=%00&to=%F0%9F%98%80')).toEqual([]);
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['since=yesterday', 'since'],
  ['cursor=x', 'cursor'],
  ['cursor=01940000-0000-7000-8000-000000000009', 'cursor'],
  ['text=a', 'text'],
])('refuses ?%s and names it', async (query, field) => {
  const { call } = await makeReader();
  const { status, json } = await call(`?${query}`);
  expect(status).toBe(422);
  expect(problemFields(json)).toEqual([field]);
});

test("returns none of another account's messages, nor those of no account, and refuses their ids as cursors", async () => {
  const { call, found } = await makeReader();
  const [foreign] = await makeReceived((await makeAccount()).accountId, [{}]);
  const [unassigned] = await makeReceived(null, [{}]);
  expect(await found('?from=37255510001&to=37255500001')).toEqual([]);
  for (const cursor of [foreign, unassigned]) expect((await call(`?cursor=${cursor}`)).status).toBe(422);
});
