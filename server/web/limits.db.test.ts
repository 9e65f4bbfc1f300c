import { parseList } from 'structured-headers';
import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { setAccountLimits } from '@/lib/account-limits/commands';
import { newId } from '@/lib/base/ids';
import { apiPool, db } from '@/lib/database/db';
import { setKeyLimits } from '@/lib/keys/commands/configure-key';
import { allowances } from '@/lib/limits/allowances';
import { getKeyLimitUse, listLimitNotices } from '@/lib/limits/queries';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';

useDatabase();
const gate = useApiServer();

let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});

const NONE = { requestsPerSecond: null, requestBurst: null, dailyMessages: null, monthlyMessages: null };
const NO_ACCOUNT_LIMITS = { dailyMessages: null, recipientDailyMessages: null, countries: [] };
const one = { to: '+37255555555', text: 'Hello' };
const toMany = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `+3725555${String(1_000 + from + index)}`);

async function keyWith(limits: Partial<Record<keyof typeof NONE, number>>, owner = actor) {
  const { id, key } = await makeKey(owner);
  await setKeyLimits(owner, { id, ...NONE, ...limits });
  return { id, key, headers: { 'x-api-key': key } };
}

const items = (header: string | null) =>
  Object.fromEntries(
    parseList(header ?? '').map(([name, parameters]) => [name, Object.fromEntries(parameters as Map<string, unknown>)]),
  );
const sent = (apiKeyId: string) => db().message.count({ where: { apiKeyId } });

test('a rate refuses requests over its burst with 429 and the time to wait, and accepts after it', async () => {
  const { id, headers } = await keyWith({ requestsPerSecond: 1, requestBurst: 3 });
  const answers = await Promise.all(Array.from({ length: 8 }, () => gate.post(one, headers)));
  const refused = answers.filter(({ status }) => status !== 202);
  expect(answers.length - refused.length).toBe(3);
  expect(await sent(id)).toBe(3);
  for (const { status, json, headers: got } of refused) {
    expect([status, json.code, json.detail]).toEqual([429, 'rate_limited', expect.stringContaining('3 at once')]);
    const waitS = Number(got.get('retry-after'));
    expect(waitS).toBeGreaterThanOrEqual(1);
    expect(items(got.get('ratelimit-policy'))).toEqual({ requests: { q: 3, w: 3 } });
    const { requests } = items(got.get('ratelimit')) as { requests: { r: number; t: number } };
    expect(requests.r).toBe(0);
    expect(waitS).toBeGreaterThanOrEqual(requests.t);
  }
  // As if the seconds of Retry-After had passed.
  const waitS = Number(refused.at(-1)?.headers.get('retry-after'));
  await allowances().returnAll();
  await apiPool().query(
    `UPDATE limit_use SET updated_at = updated_at - $2 * interval '1 second' WHERE subject_id = $1`,
    [id, waitS],
  );
  const accepted = await gate.post(one, headers);
  expect(accepted.status).toBe(202);
  expect(items(accepted.headers.get('ratelimit'))).toMatchObject({ requests: { r: expect.any(Number) } });
  // A read is a request, too, and is counted once although the cached key is stale.
  const { key } = await keyWith({ requestsPerSecond: 1, requestBurst: 1 });
  expect((await gate.request('GET', '/api/sms', { 'x-api-key': key })).status).toBe(200);
  expect((await gate.request('GET', '/api/sms', { 'x-api-key': key })).status).toBe(429);
});

test('a limit of messages counts each message of a request, exactly, and only what was accepted', async () => {
  const { id, headers } = await keyWith({ dailyMessages: 10, monthlyMessages: 25 });
  expect((await gate.post({ text: 'Hello', to: toMany(4) }, headers)).status).toBe(202);
  // Refused for other reasons: costs nothing.
  expect((await gate.post({ text: '', to: toMany(4) }, headers)).status).toBe(422);
  const tooMany = await gate.post({ text: 'Hello', to: toMany(7) }, headers);
  expect([tooMany.status, tooMany.json.code]).toEqual([429, 'rate_limited']);
  expect(tooMany.json.detail).toContain('6 are left');
  const endOfDay = Math.ceil((86_400_000 - (Date.now() % 86_400_000)) / 1_000);
  expect(Math.abs(Number(tooMany.headers.get('retry-after')) - endOfDay)).toBeLessThanOrEqual(2);
  expect(items(tooMany.headers.get('ratelimit'))).toEqual({ 'key-day': { r: 0, t: expect.any(Number) } });
  // Waiting does not help.
  const never = await gate.post({ text: 'Hello', to: toMany(11) }, headers);
  expect([never.status, never.json.code, never.headers.get('retry-after')]).toEqual([422, 'invalid_fields', null]);
  const batch = [...toMany(2).map((to) => ({ to, text: 'Hello' })), { to: 'mum', text: 'Hello' }];
  expect((await gate.postBatch(batch, headers)).json).toMatchObject({ accepted: 2, refused: 1 });
  const results = await Promise.all(Array.from({ length: 12 }, () => gate.post(one, headers)));
  expect(results.filter(({ status }) => status === 202)).toHaveLength(4);
  expect(await sent(id)).toBe(10);
  await allowances().returnAll();
  expect(await getKeyLimitUse(actor, id)).toMatchObject([
    { kind: 'key_day', limit: 10, used: 10 },
    { kind: 'key_month', limit: 25, used: 10 },
  ]);
  expect(await listLimitNotices(actor)).toMatchObject([{ kind: 'key_day', percent: 100, apiKeyId: id }]);
  // Raised: the next request is accepted. What was sent today counts also against a limit that was off meanwhile.
  await setKeyLimits(actor, { id, ...NONE });
  expect((await gate.post(one, headers)).status).toBe(202);
  await setKeyLimits(actor, { id, ...NONE, dailyMessages: 12 });
  expect((await gate.post(one, headers)).status).toBe(202);
  expect((await gate.post(one, headers)).status).toBe(429);
});

test('a replay costs nothing, and is answered also when the limit is used up', async () => {
  const { id, headers } = await keyWith({ dailyMessages: 2 });
  const repeated = { ...headers, 'idempotency-key': newId() };
  const first = await gate.post(one, repeated);
  for (let i = 0; i < 3; i++) expect((await gate.post(one, repeated)).json.id).toBe(first.json.id);
  const same = await Promise.all(
    Array.from({ length: 4 }, () => gate.post(one, { ...headers, 'idempotency-key': `same-${id}` })),
  );
  expect(new Set(same.map(({ json }) => json.id ?? json.code)).size).toBeLessThanOrEqual(2);
  expect(await sent(id)).toBe(2);
  expect((await gate.post(one, headers)).status).toBe(429);
  expect((await gate.post(one, repeated)).headers.get('idempotency-replayed')).toBe('true');
});

test("the account's limits: a day over all live keys, countries, and one recipient", async () => {
  const owner = await makeAccount();
  const [first, second] = [await keyWith({}, owner), await keyWith({}, owner)];
  const trial = await makeKey(owner, { environment: 'test' });
  expect((await gate.post(one, first.headers)).status).toBe(202);
  await setAccountLimits(owner, { dailyMessages: 5, recipientDailyMessages: 3, countries: ['ee', ' LV'] });
  const other = await gate.post({ ...one, to: '+18765550100' }, first.headers);
  expect([other.status, other.json.code]).toEqual([422, 'destination_not_allowed']);
  expect(other.json.errors).toEqual([{ pointer: '#/to', detail: expect.stringContaining('Jamaica') }]);
  for (const headers of [first.headers, second.headers, first.headers]) {
    expect((await gate.post(one, headers)).status).toBe(202);
  }
  // Counted since the cap was set; the message before was not.
  const capped = await gate.post(one, second.headers);
  expect([capped.status, capped.json.code]).toEqual([429, 'recipient_limit']);
  expect(Number(capped.headers.get('retry-after'))).toBeGreaterThan(0);
  const mixed = [one, { ...one, to: '+37155555555' }, { ...one, to: '+18765550100' }, { ...one, to: '+37255551111' }];
  expect((await gate.postBatch(mixed.slice(0, 2), second.headers)).json).toMatchObject({ accepted: 1, refused: 1 });
  // The batch would be the 6th message of the day.
  const day = await gate.postBatch(mixed.slice(1, 2), first.headers);
  expect([day.status, day.json.code]).toEqual([429, 'rate_limited']);
  expect((await gate.post(one, { 'x-api-key': trial.key })).status).toBe(202);
  expect((await gate.post({ ...one, to: '+18765550100' }, { 'x-api-key': trial.key })).status).toBe(422);
  const { rows } = await apiPool().query(
    'SELECT recipient, messages FROM recipient_use WHERE account_id = $1 ORDER BY 1',
    [owner.accountId],
  );
  expect(rows).toEqual([
    { recipient: '+37155555555', messages: 1 },
    { recipient: '+37255555555', messages: 3 },
  ]);
  await setAccountLimits(owner, NO_ACCOUNT_LIMITS);
  expect((await gate.post({ ...one, to: '+18765550100' }, first.headers)).status).toBe(202);
});

test('a cap per recipient holds for requests that arrive together, and counts only what was accepted', async () => {
  const owner = await makeAccount();
  const { id, headers } = await keyWith({}, owner);
  await setAccountLimits(owner, { ...NO_ACCOUNT_LIMITS, recipientDailyMessages: 5 });
  const results = await Promise.all(Array.from({ length: 20 }, () => gate.post(one, headers)));
  expect(results.filter(({ status }) => status === 202)).toHaveLength(5);
  const lists = await Promise.all(
    Array.from({ length: 6 }, (_, index) => gate.post({ text: 'Hello', to: toMany(20, index * 10) }, headers)),
  );
  expect(lists.every(({ status }) => status === 202)).toBe(true);
  expect((await gate.post({ text: 'Hello', to: [...toMany(20), one.to] }, headers)).json.code).toBe('recipient_limit');
  const { rows } = await apiPool().query('SELECT sum(messages)::int AS sum FROM recipient_use WHERE account_id = $1', [
    owner.accountId,
  ]);
  expect(rows[0].sum).toBe(await sent(id));
});

test('limits of a key are set by the API, and no managing key lifts its own', async () => {
  const managing = await makeKey(actor, { scopes: ['sms:send', 'sms:read', 'keys:manage'] });
  const headers = { 'x-api-key': managing.key, 'content-type': 'application/json' };
  const patch = (id: string, limits: unknown) =>
    gate.request('PATCH', `/api/keys/${id}`, headers, JSON.stringify({ limits }));
  const { id } = await makeKey(actor);
  const set = await patch(id, { requests_per_second: 5, messages_per_day: 1_000 });
  expect(set.json.limits).toEqual({
    requests_per_second: 5,
    burst: null,
    messages_per_day: 1_000,
    messages_per_month: null,
  });
  expect((await patch(id, { messages_per_day: null })).json.limits).toMatchObject({ messages_per_day: null });
  for (const wrong of [0, -1, 1.5, 1e30, 'ten', true, []]) {
    const refused = await patch(id, { messages_per_month: wrong });
    expect([wrong, refused.status, refused.json.errors]).toEqual([
      wrong,
      422,
      [{ pointer: '#/limits/messages_per_month', detail: expect.stringMatching(/whole number|1 or more|at most/) }],
    ]);
  }
  expect((await patch(managing.id, { messages_per_day: 5 })).json.code).toBe('forbidden');
  await setKeyLimits(actor, { id: managing.id, ...NONE, dailyMessages: 100 });
  expect((await patch(id, { messages_per_day: 101 })).json.code).toBe('forbidden');
  expect((await patch(id, { messages_per_day: 100 })).status).toBe(200);
  const create = (body: object) => gate.request('POST', '/api/keys', headers, JSON.stringify(body));
  expect((await create({ name: newId() })).json.code).toBe('forbidden');
  expect((await create({ name: newId(), limits: { messages_per_day: 50 } })).status).toBe(201);
});
