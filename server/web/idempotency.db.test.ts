import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db, pool } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'Hello' };
const number = (i: number) => `+3725${String(i).padStart(7, '0')}`;
let actor: UserActor;
let key: { id: string; key: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

const send = (body: unknown, headers: Record<string, string> = {}) =>
  gate.post(body, { 'x-api-key': key.key, ...headers });
const batch = (messages: unknown, headers: Record<string, string> = {}) =>
  gate.postBatch(messages, { 'x-api-key': key.key, ...headers });

describe('Idempotency-Key', () => {
  const keyed = (value: string) => ({ 'idempotency-key': value });

  test('20 at once create one message and return the same response', async () => {
    const body = { ...SMS, text: 'once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(body, keyed('"twenty"'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ json }) => JSON.stringify(json))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect(await db().message.count({ where: { text: 'once' } })).toBe(1);
  });

  test('quoted and bare values are the same key', async () => {
    const [quoted, bare] = [await send(SMS, keyed('"same-1"')), await send(SMS, keyed('same-1'))];
    expect(bare.json).toEqual(quoted.json);
  });

  test('rejects another body, another path or another API key with 422', async () => {
    await send(SMS, keyed('other-body'));
    const other = await makeKey(actor);
    const answers = [
      await send({ ...SMS, text: 'different' }, keyed('other-body')),
      await batch([SMS], keyed('other-body')),
      await send(SMS, { ...keyed('other-body'), 'x-api-key': other.key }),
    ];
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(
      Array(3).fill([422, 'idempotency_key_reused']),
    );
  });

  test('allows another account the same key', async () => {
    const foreign = await makeKey(await makeAccount());
    const [ours, theirs] = [
      await send(SMS, keyed('shared')),
      await gate.post(SMS, { ...keyed('shared'), 'x-api-key': foreign.key }),
    ];
    expect([theirs.status, theirs.json.id === ours.json.id]).toEqual([202, false]);
  });

  test('a refused request uses no key', async () => {
    expect((await send({ ...SMS, to: 'mum' }, keyed('refused'))).status).toBe(422);
    expect((await send(SMS, keyed('refused'))).status).toBe(202);
  });

  test('returns the same response to lists and batches, refused items included', async () => {
    const lists = [1, 2].map(() => send({ ...SMS, to: [number(1), number(2)] }, keyed('list')));
    const [first, second] = await Promise.all(lists);
    expect(second?.json).toEqual(first?.json);
    const items = [SMS, { ...SMS, to: 'mum' }];
    const [one, two] = [await batch(items, keyed('items')), await batch(items, keyed('items'))];
    expect(two.json).toEqual(one.json);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
  });

  test('replays a response even when the request could not be accepted now', async () => {
    const body = { ...SMS, send_at: new Date(Date.now() + 400).toISOString() };
    const first = await send(body, keyed('late'));
    expect(first.status).toBe(202);
    await expect.poll(async () => (await send(body)).status, { ...WAIT_LIMIT, interval: 50 }).toBe(422);
    expect((await send(body, keyed('late'))).json).toEqual(first.json);
  });

  test('is a new request after 24 hours', async () => {
    const first = await send(SMS, keyed('day'));
    await pool().query("UPDATE idempotency_key SET expires_at = now() WHERE key = 'day'");
    const second = await send(SMS, keyed('day'));
    expect(second.json.id).not.toBe(first.json.id);
    expect((await send(SMS, keyed('day'))).json).toEqual(second.json);
  });

  test.each(['', '"', '"a', 'a b', 'é', 'x'.repeat(256)])('rejects %j with 400', async (value) => {
    const { status, json } = await gate.request(
      'POST',
      '/api/sms',
      { 'content-type': 'application/json', 'x-api-key': key.key, 'idempotency-key': value },
      JSON.stringify(SMS),
    );
    expect([status, json.code]).toEqual([400, 'invalid_request']);
  });
});
