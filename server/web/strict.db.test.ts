import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { db } from '@/lib/database/db';
import { setKeyOptions } from '@/lib/keys/commands/configure-key';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
const gate = useApiServer();

const SMS = { to: '+37255555555', text: 'hi' };
const BODY = JSON.stringify(SMS);
const FORM = new URLSearchParams(SMS).toString();
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

let actor: UserActor;
let key: { id: string; key: string };
let other: { id: string; key: string };
beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
  other = await makeKey(actor);
  await setKeyOptions(actor, { id: key.id, compatible: false, allowQueryKey: true });
});

const send = (headers: Record<string, string>, body: string = BODY, path = '/api/sms') =>
  gate.request('POST', path, { ...JSON_TYPE, ...headers }, body);
const outcomeOf = ({ status, json }: Awaited<ReturnType<typeof send>>) => [status, json.code];

describe('ignores an empty credential', () => {
  test.each([
    ['X-API-Key beside Bearer', () => send({ 'x-api-key': '', authorization: `Bearer ${key.key}` })],
    ['Bearer beside X-API-Key', () => send({ 'x-api-key': key.key, authorization: 'Bearer ' })],
    ['Authorization beside X-API-Key', () => send({ 'x-api-key': key.key, authorization: '' })],
    ['AUTH_KEY of the body', () => send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, AUTH_KEY: '' }))],
    ['AUTH_KEY blank', () => send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, AUTH_KEY: ' ' }))],
    ['a blank one of two in a form', () => send(FORM_TYPE, `AUTH_KEY=+&AUTH_KEY=${key.key}&${FORM}`)],
    ['AUTH_KEY null', () => send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, AUTH_KEY: null }))],
    ['AUTH_KEY of the query', () => send({ 'x-api-key': key.key }, BODY, '/api/sms?AUTH_KEY=')],
    ['a blank AUTH_KEY of the query', () => send({ 'x-api-key': key.key }, BODY, '/api/sms?AUTH_KEY=%20')],
    ['an empty and a valid one in the query', () => send({}, BODY, `/api/sms?AUTH_KEY=&AUTH_KEY=${key.key}`)],
    ['the same key twice', () => send({ 'x-api-key': key.key, authorization: `Bearer ${key.key}` })],
    ['the same key in the body', () => send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, AUTH_KEY: key.key }))],
    ['an unsupported scheme', () => send({ 'x-api-key': key.key, authorization: 'Negotiate abc' })],
  ])('accepts %s', async (_, request) => {
    expect((await request()).status).toBe(202);
  });
});

describe('refuses two credentials', () => {
  const basic = `Basic ${Buffer.from('bk_x:bs_x').toString('base64')}`;
  test.each([
    ['X-API-Key and Bearer', () => send({ 'x-api-key': key.key, authorization: `Bearer ${other.key}` })],
    ['X-API-Key and Basic', () => send({ 'x-api-key': key.key, authorization: basic })],
    ['X-API-Key and AUTH_KEY', () => send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, AUTH_KEY: other.key }))],
    [
      'Basic and a signature',
      () => send({ authorization: basic, 'signature-input': 's=();keyid="x"', signature: 's=:eA==:' }),
    ],
    ['X-API-Key and the query', () => send({ 'x-api-key': key.key }, BODY, `/api/sms?AUTH_KEY=${other.key}`)],
    ['two in the query', () => send({}, BODY, `/api/sms?AUTH_KEY=${key.key}&AUTH_KEY=${other.key}`)],
    [
      'two in a form',
      () =>
        send(
          { ...FORM_TYPE, 'x-api-key': key.key },
          `AUTH_KEY=${key.key}&AUTH_KEY=${key.key}&to=%2B37255555555&text=x`,
        ),
    ],
    ['a repeated hmac parameter', () => send({ authorization: 'hmac username="a", username="b", signature="eA=="' })],
    [
      'two signatures',
      () => send({ 'signature-input': 'a=();keyid="x", b=();keyid="y"', signature: 'a=:eA==:, b=:eA==:' }),
    ],
    ['a repeated label', () => send({ 'signature-input': 'a=();keyid="x"', signature: 'a=:eA==:, a=:eA==:' })],
    ['an oversized header', () => send({ authorization: `Basic ${'A'.repeat(5_000)}` })],
  ])('%s', async (_, request) => {
    const before = await db().message.count();
    expect(outcomeOf(await request())).toEqual([400, 'invalid_request']);
    expect(await db().message.count()).toBe(before);
  });
});

test.each([
  ['status=queued&status=failed', 'status'],
  ['limit=1&limit=1', 'limit'],
  ['status=%E4', 'status'],
  ['reference=100%', 'reference'],
])('names the invalid parameter of the query ?%s', async (query, name) => {
  const answer = await gate.request('GET', `/api/sms?${query}`, { 'x-api-key': key.key });
  expect([...outcomeOf(answer), problemFields(answer.json)]).toEqual([422, 'invalid_fields', [name]]);
});

describe('a body that contradicts its headers', () => {
  test.each([
    ['another charset', { 'content-type': 'application/json; charset=iso-8859-1' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['JSON as a form', FORM_TYPE, 415],
  ])('with %s returns %i', async (_, headers, status) => {
    const answer = await send({ 'x-api-key': key.key, ...headers });
    expect(outcomeOf(answer)).toEqual([status, 'unsupported_media_type']);
    expect(answer.headers.get('accept-encoding')).toBe('content-encoding' in headers ? 'identity' : null);
  });
});

describe('a key in an unreadable body', () => {
  const body = () => JSON.stringify({ ...SMS, AUTH_KEY: key.key });
  test.each([
    ['JSON as a form', FORM_TYPE, () => body(), [415, 'unsupported_media_type']],
    ['no type', { 'content-type': '' }, () => body(), [415, 'unsupported_media_type']],
    ['unfinished', JSON_TYPE, () => body().slice(0, -1), [400, 'malformed_json']],
    ['twice in JSON', JSON_TYPE, () => `{"AUTH_KEY":"${key.key}",${body().slice(1)}`, [422, 'invalid_fields']],
    ['twice in a form', FORM_TYPE, () => `AUTH_KEY=${key.key}&AUTH_KEY=${key.key}`, [400, 'invalid_request']],
    ['a list', JSON_TYPE, () => JSON.stringify({ ...SMS, AUTH_KEY: [key.key] }), [400, 'invalid_request']],
    ['a number', JSON_TYPE, () => JSON.stringify({ ...SMS, AUTH_KEY: 5 }), [400, 'invalid_request']],
    ['parts in a form', FORM_TYPE, () => `AUTH_KEY[0]=${key.key}&${FORM}`, [400, 'invalid_request']],
  ] as [string, Record<string, string>, () => string, unknown[]][])(
    '%s: the body is refused',
    async (_, headers, text, refusal) => {
      expect(outcomeOf(await gate.request('POST', '/api/sms', headers, text()))).toEqual(refusal);
    },
  );

  test('a missing key is reported before an unreadable body', async () => {
    expect(outcomeOf(await gate.request('POST', '/api/sms', JSON_TYPE, '{"to":'))).toEqual([401, 'unauthorized']);
  });
});

test('of 1,000 invalid recipients, 8 are named and the others not checked', async () => {
  const answer = await send(
    { 'x-api-key': key.key },
    JSON.stringify({ ...SMS, to: Array.from({ length: 1_000 }, () => 'mum') }),
  );
  expect(problemFields(answer.json)).toEqual(Array.from({ length: 8 }, (_, i) => `to.${i}`));
  expect(answer.json.detail).toMatch(/The entries after this one were not checked\.$/);
});

describe('a recorded refusal', () => {
  const secret = 'SecretKeyOfSomeAccount24';
  test.each([
    ['JSON as a form', FORM_TYPE, JSON.stringify({ AUTH_KEY: secret, ...SMS })],
    ['a form of a key only', FORM_TYPE, secret],
    ['a key as a field', JSON_TYPE, JSON.stringify({ ...SMS, [secret]: 1 })],
    ['a repeated key', JSON_TYPE, `{"${secret}":1,"${secret}":2}`],
    ['a key in a name of metadata', JSON_TYPE, JSON.stringify({ ...SMS, metadata: { [secret]: 1 } })],
    ['a key in a percent escape', FORM_TYPE, `${secret}=%E4`],
    ['a key as a field of a form that is given twice', FORM_TYPE, `${secret}=1&${secret}=2`],
    ['a key as the recipient', JSON_TYPE, JSON.stringify({ ...SMS, to: secret })],
    ['a key among the recipients', JSON_TYPE, JSON.stringify({ ...SMS, to: [SMS.to, secret] })],
    ['a key as a field with half a surrogate pair', JSON_TYPE, `{"${secret}":"\\ud800"}`],
    ['a key as the sender', JSON_TYPE, JSON.stringify({ ...SMS, from: secret })],
    ['a key as a time', JSON_TYPE, JSON.stringify({ ...SMS, send_at: secret })],
  ])('%s: no part of it', async (_, headers, body) => {
    const own = await makeAccount();
    const { key: ownKey } = await makeKey(own);
    const answer = await send({ 'x-api-key': ownKey, ...headers }, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const batch = JSON.stringify({ messages: [SMS, JSON_TYPE === headers ? JSON.parse(body) : 1] });
    // With a key of its own: equal refusals of one key are counted together, with the detail of the last.
    const isSent = headers === JSON_TYPE && !body.includes('2}');
    if (isSent) await send({ 'x-api-key': (await makeKey(own)).key }, batch, '/api/sms/batch');
    const rows = await vi.waitFor(async () => {
      const found = await db().refusal.findMany({ where: { accountId: own.accountId } });
      expect(found).toHaveLength(isSent ? 2 : 1);
      return found;
    });
    expect(rows.map(({ detail }) => detail).join()).not.toContain('Secret');
  });

  test.each([`${secret}=1&${secret}=2`, `${secret}=1`])('no name of a parameter: ?%s', async (query) => {
    const own = await makeAccount();
    const { key: ownKey } = await makeKey(own);
    expect((await gate.request('GET', `/api/sms?${query}`, { 'x-api-key': ownKey })).status).toBe(422);
    const rows = await vi.waitFor(async () => {
      const found = await db().refusal.findMany({ where: { accountId: own.accountId } });
      expect(found).toHaveLength(1);
      return found;
    });
    expect(rows.map(({ detail }) => detail).join()).not.toContain('Secret');
  });

  test('the response truncates a name from the request', async () => {
    const answer = await send({ 'x-api-key': key.key }, JSON.stringify({ ...SMS, [`a\u202e${'x'.repeat(5_000)}`]: 1 }));
    expect(JSON.stringify(answer.json).length).toBeLessThan(800);
    expect(JSON.stringify(answer.json)).not.toContain('\u202e');
  });
});

describe('work before authentication', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const decode = vi.spyOn(globalThis, 'decodeURIComponent');
  /** The number of bodies that the server parsed. */
  const parsed = () =>
    [...parse.mock.calls, ...decode.mock.calls].filter(([text]) => String(text).length > 5_000).length;
  beforeEach(() => {
    parse.mockClear();
    decode.mockClear();
  });
  const MIB2 = 2 * 1024 * 1024 - 10;
  const valid = JSON.stringify({
    messages: Array.from({ length: 1_000 }, () => ({ ...SMS, text: 'x'.repeat(1_500) })),
  });

  test.each([
    ['a form of many pairs', FORM_TYPE, '0&1&2&'.repeat(MIB2 / 6)],
    ['deep JSON', JSON_TYPE, '['.repeat(MIB2)],
    ['a valid batch', JSON_TYPE, valid],
    [
      'a batch with AUTH_KEY',
      JSON_TYPE,
      JSON.stringify({ AUTH_KEY: 'x'.repeat(24), messages: [SMS], x: 'x'.repeat(6_000) }),
    ],
  ])('refuses a batch without a key, as %s, with 401 and without parsing', async (_, headers, body) => {
    expect(outcomeOf(await gate.request('POST', '/api/sms/batch', headers, body))).toEqual([401, 'unauthorized']);
    expect(parsed()).toBe(0);
  });

  test('ignores a valid key in the body or query of a batch', async () => {
    const body = JSON.stringify({ AUTH_KEY: key.key, messages: [SMS] });
    expect((await gate.request('POST', '/api/sms/batch', JSON_TYPE, body)).status).toBe(401);
    const query = `/api/sms/batch?AUTH_KEY=${key.key}`;
    expect((await gate.request('POST', query, JSON_TYPE, JSON.stringify({ messages: [SMS] }))).status).toBe(401);
  });

  test('finds AUTH_KEY in the first 4 KiB of a body', async () => {
    const reference = 'r'.repeat(50);
    const to = Array.from({ length: 500 }, (_, i) => `+37255${String(i).padStart(6, '0')}`);
    const early = await send({}, JSON.stringify({ AUTH_KEY: key.key, to, text: 'x', reference }));
    expect(early.status).toBe(202);
    parse.mockClear();
    const late = await send({}, JSON.stringify({ to, text: 'x', reference, AUTH_KEY: key.key }));
    expect([outcomeOf(late), parsed()]).toEqual([[401, 'unauthorized'], 0]);
  });

  test.each([
    ['a form of many pairs', FORM_TYPE, '0&1&2&'.repeat(MIB2 / 6)],
    ['wrong types', JSON_TYPE, JSON.stringify({ messages: Array.from({ length: 1_000 }, () => 0) })],
    [
      'unknown fields',
      JSON_TYPE,
      JSON.stringify({
        messages: Array.from({ length: 1_000 }, () =>
          Object.fromEntries(Array.from({ length: 28 }, (_, i) => [`${'x'.repeat(50)}${i}`, 1])),
        ),
      }),
    ],
    ['numbers', JSON_TYPE, `[${'0,'.repeat(MIB2 / 2)}0]`],
  ])('returns at most 20 problems in a small response for a batch with a key, as %s', async (_, headers, body) => {
    const answer = await gate.request('POST', '/api/sms/batch', { 'x-api-key': key.key, ...headers }, body);
    expect(answer.status).toBe(422);
    expect((answer.json.errors as unknown[]).length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(answer.json).length).toBeLessThan(12_000);
  });

  test('names 20 of 1,000 invalid messages, and the number of the others', async () => {
    const { json } = await gate.postBatch(
      Array.from({ length: 1_000 }, () => 0),
      { 'x-api-key': key.key },
    );
    expect(json.errors).toHaveLength(20);
    expect(json.detail).toMatch(/Problems not named here: 980\.$/);
  });

  test('names five fields of each of 999 invalid messages beside a valid one', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 1]));
    const answer = await gate.postBatch([SMS, ...Array.from({ length: 999 }, () => wrong)], { 'x-api-key': key.key });
    expect(answer.status).toBe(202);
    const [, second] = answer.json.messages as { errors: unknown[] }[];
    expect(second?.errors).toHaveLength(5);
  });
});
