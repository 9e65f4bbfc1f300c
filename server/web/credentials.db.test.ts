import { createHash, randomBytes } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { setKeyOptions } from '@/lib/keys/commands/configure-key';
import { useApiServer } from '@/lib/testing/api-server';
import { countsOf, usesOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makePair } from '@/lib/testing/factories';
import { hmacHeaders, type Pair } from '@/lib/testing/hmac-headers';
import { WAIT_LIMIT } from '@/lib/testing/limits';

useDatabase();
const gate = useApiServer();

const BODY = JSON.stringify({ to: '+37255555555', text: 'hi' });
const JSON_TYPE = { 'content-type': 'application/json' };
const countOf = (apiKeyId: string) => db().message.count({ where: { apiKeyId } });

let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});

const basic = (keyId: string, secret: string) => ({
  ...JSON_TYPE,
  authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`,
});

describe('auth key', () => {
  test('is accepted as AUTH_KEY in a JSON body and in a form', async () => {
    const { key } = await makeKey(actor);
    const inJson = await gate.post({ AUTH_KEY: key, to: '+37255555555', text: 'hi' }, {});
    const form = new URLSearchParams({ AUTH_KEY: key, to: '+37255555555', text: 'hi & bye' }).toString();
    const inForm = await gate.request(
      'POST',
      '/api/sms',
      { 'content-type': 'application/x-www-form-urlencoded' },
      form,
    );
    expect([inJson.status, inForm.status, inForm.json.text]).toEqual([202, 202, 'hi & bye']);
    expect(inJson.headers.get('deprecation')).toBeNull();
  });

  test('is accepted in the query only if the key allows it, with a Deprecation header', async () => {
    const { id, key } = await makeKey(actor);
    const path = `/api/sms?AUTH_KEY=${key}`;
    const refused = await gate.request('POST', path, JSON_TYPE, BODY);
    expect([refused.status, refused.json.code]).toEqual([401, 'query_key_not_allowed']);
    await setKeyOptions(actor, { id, compatible: false, allowQueryKey: true });
    const accepted = await gate.request('POST', path, JSON_TYPE, BODY);
    expect([accepted.status, accepted.headers.get('deprecation')]).toEqual([202, expect.stringMatching(/^@\d+$/)]);
    const read = await gate.request('GET', `/api/sms/${accepted.json.id}?AUTH_KEY=${key}`, {});
    expect(read.status).toBe(200);
  });

  test('is not a Basic or HMAC secret', async () => {
    const pairs = [await makePair(actor, 'basic'), await makePair(actor, 'hmac')];
    for (const { secret } of pairs) {
      expect((await gate.post({}, { 'x-api-key': secret })).json.code).toBe('unauthorized');
    }
  });
});

describe('Basic', () => {
  test('is accepted for sending and reading', async () => {
    const pair = await makePair(actor, 'basic');
    const sent = await gate.request('POST', '/api/sms', basic(pair.keyId, pair.secret), BODY);
    expect(sent.status).toBe(202);
    const read = await gate.request('GET', `/api/sms/${sent.json.id}`, basic(pair.keyId, pair.secret));
    expect(read.status).toBe(200);
  });

  test("returns the same response for an unknown key id, a wrong secret and another key's secret", async () => {
    const [one, other] = [await makePair(actor, 'basic'), await makePair(actor, 'basic')];
    const answers = await Promise.all(
      [basic('bk_unknown', one.secret), basic(one.keyId, 'bs_wrong'), basic(one.keyId, other.secret)].map((headers) =>
        gate.request('POST', '/api/sms', headers, BODY),
      ),
    );
    const responses = answers.map(({ status, json }) => JSON.stringify({ status, ...json, request_id: '' }));
    expect(new Set(responses).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });

  test('rejects an HMAC credential', async () => {
    const pair = await makePair(actor, 'hmac');
    expect((await gate.request('POST', '/api/sms', basic(pair.keyId, pair.secret), BODY)).status).toBe(401);
  });
});

describe('HMAC', () => {
  test('is accepted for sending and reading', async () => {
    const pair = await makePair(actor, 'hmac');
    const sent = await gate.request('POST', '/api/sms', hmacHeaders(pair, { body: BODY }), BODY);
    expect(sent.status).toBe(202);
    const path = `/api/sms/${sent.json.id}`;
    const read = await gate.request('GET', path, hmacHeaders(pair, { method: 'GET', path, body: '' }));
    expect([read.status, read.json.id]).toEqual([200, sent.json.id]);
  });

  test('accepts SHA-1 and MD5 only for a compatible key', async () => {
    const [strict, compatible] = [await makePair(actor, 'hmac'), await makePair(actor, 'hmac', { compatible: true })];
    const weak = { body: BODY, algorithm: 'sha1', digest: 'md5' } as const;
    const refused = await gate.request('POST', '/api/sms', hmacHeaders(strict, weak), BODY);
    expect([refused.status, refused.json.code]).toEqual([401, 'weak_algorithm']);
    expect((await gate.request('POST', '/api/sms', hmacHeaders(compatible, weak), BODY)).status).toBe(202);
  });

  test("rejects a date 301 s off, and returns the server's Date", async () => {
    const pair = await makePair(actor, 'hmac');
    const answer = await gate.request(
      'POST',
      '/api/sms',
      hmacHeaders(pair, { body: BODY, atMs: Date.now() - 302_000 }),
      BODY,
    );
    expect([answer.status, answer.json.code]).toEqual([401, 'clock_skew']);
    expect(Date.parse(answer.headers.get('date') ?? '')).toBeGreaterThan(Date.now() - 10_000);
  });

  test('returns the same response for an unknown key id and a wrong secret', async () => {
    const pair = await makePair(actor, 'hmac');
    const wrong = await gate.request(
      'POST',
      '/api/sms',
      hmacHeaders({ ...pair, secret: 'wrong' }, { body: BODY }),
      BODY,
    );
    const unknown = await gate.request(
      'POST',
      '/api/sms',
      hmacHeaders({ ...pair, keyId: 'hk_unknown' }, { body: BODY }),
      BODY,
    );
    expect({ ...wrong.json, request_id: '' }).toEqual({ ...unknown.json, request_id: '' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
  });

  test('refuses a signed change that exceeds its permissions, counts it once, and refuses its replay', async () => {
    const pair = await makePair(actor, 'hmac', { scopes: ['keys:manage'] });
    const path = '/api/keys';
    await gate.request('GET', path, hmacHeaders(pair, { method: 'GET', path, body: '' }));
    const body = JSON.stringify({ name: 'Broader', scopes: ['sms:send'] });
    const headers = hmacHeaders(pair, { path, body });
    expect(await gate.request('POST', path, headers, body)).toMatchObject({
      status: 403,
      json: { code: 'missing_scope' },
    });
    expect(await gate.request('POST', path, headers, body)).toMatchObject({ status: 409 });
    expect((await usesOf(pair.id)).timesUsed).toBe(3);
  });

  test('refuses a signature for another query', async () => {
    const pair = await makePair(actor, 'hmac');
    const answer = await gate.request(
      'POST',
      '/api/sms?a=2',
      hmacHeaders(pair, { body: BODY, path: '/api/sms?a=1' }),
      BODY,
    );
    expect(answer.status).toBe(401);
  });

  test('returns the first response for an exact replay and sends nothing, also for 20 at once', async () => {
    const pair = await makePair(actor, 'hmac');
    const headers = hmacHeaders(pair, { body: BODY });
    const first = await gate.request('POST', '/api/sms', headers, BODY);
    const again = await Promise.all(Array.from({ length: 20 }, () => gate.request('POST', '/api/sms', headers, BODY)));
    expect(again.every(({ status, json }) => status === 202 && json.id === first.json.id)).toBe(true);
    const fresh = hmacHeaders(pair, { body: BODY, atMs: Date.now() + 2_000 });
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => gate.request('POST', '/api/sms', fresh, BODY)));
    expect(new Set(atOnce.map(({ json }) => json.id)).size).toBe(1);
    const otherwise = [
      (text: string) => text.replace(/=+"$/, '"'),
      (text: string) => text.replace(/"$/, '!"'),
      (text: string) => text.replace('signature="', 'signature=" '),
    ].map((write) => ({ ...headers, authorization: write(headers.authorization ?? '') }));
    for (const same of otherwise) {
      expect((await gate.request('POST', '/api/sms', same, BODY)).json.id).toBe(first.json.id);
    }
    const { id } = await db().apiKey.findUniqueOrThrow({ where: { keyId: pair.keyId } });
    expect(await countOf(id)).toBe(2);
    expect((await countsOf(id)).accepted).toBe(2);
  });
});

test.each([
  [
    'a malformed header',
    'hmac username="x", algorithm="hmac-sha256", headers="date (request-target)", signature="eA=="',
  ],
  [
    'a property of every object as algorithm',
    'hmac username="x", algorithm="constructor", headers="date", signature="eA=="',
  ],
])('refuses %s as a wrong signature', async (_, authorization) => {
  const headers = { 'content-type': 'application/json', date: new Date().toUTCString(), authorization };
  expect((await gate.request('POST', '/api/sms', headers, BODY)).status).toBe(401);
});

test.each(['constructor', 'foo bar', '@toString'])(
  'refuses the component "%s" of RFC 9421 as a wrong signature',
  async (component) => {
    const headers = {
      'content-type': 'application/json',
      'signature-input': `s=("${component}");created=1;keyid="x"`,
      signature: 's=:eA==:',
    };
    expect((await gate.request('POST', '/api/sms', headers, BODY)).status).toBe(401);
  },
);

describe('RFC 9421', () => {
  async function sign(pair: Pair, nonce: string, body = BODY, path = '/api/sms'): Promise<Record<string, string>> {
    const signed = await httpbis.signMessage(
      {
        key: createSigner(pair.secret, 'hmac-sha256', pair.keyId),
        fields: ['@method', '@authority', '@path', '@query', 'content-digest', 'content-type'],
        params: ['created', 'nonce', 'keyid', 'alg'],
        paramValues: { created: new Date(), nonce },
      },
      {
        method: 'POST',
        url: `${gate.base()}${path}`,
        headers: {
          host: gate.host(),
          ...JSON_TYPE,
          'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
        },
      },
    );
    const { host: _, ...headers } = signed.headers as Record<string, string>;
    return headers;
  }

  test('accepts a signature of another implementation and its replay, and rejects its nonce with another body: 409', async () => {
    const pair = await makePair(actor, 'hmac');
    const nonce = randomBytes(8).toString('hex');
    const headers = await sign(pair, nonce);
    const first = await gate.request('POST', '/api/sms', headers, BODY);
    expect(first.status).toBe(202);
    const again = await gate.request('POST', '/api/sms', headers, BODY);
    expect([again.status, again.json.id]).toEqual([202, first.json.id]);
    expect([first, again].map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = JSON.stringify({ to: '+37255555555', text: 'something else' });
    const reused = await gate.request('POST', '/api/sms', await sign(pair, nonce, other), other);
    expect([reused.status, reused.json.code]).toEqual([409, 'nonce_reused']);
  });

  test('refuses the replay of a key change, and its nonce for another change, with different errors', async () => {
    const pair = await makePair(actor, 'hmac', { scopes: ['keys:manage', 'sms:send'] });
    const nonce = randomBytes(8).toString('hex');
    const make = async (name: string) => {
      const body = JSON.stringify({ name, scopes: ['sms:send'] });
      const headers = await sign(pair, nonce, body, '/api/keys');
      return { headers, answer: () => gate.request('POST', '/api/keys', headers, body) };
    };
    const first = await make(newId());
    expect((await first.answer()).status).toBe(201);
    expect((await first.answer()).json).toMatchObject({ status: 409, code: 'conflict' });
    const other = await make(newId());
    expect((await other.answer()).json).toMatchObject({ status: 409, code: 'nonce_reused' });
  });
});

describe('refusals', () => {
  test("are counted for the key used, never for another account's, and contain no secret", async () => {
    const own = await makeAccount();
    const pair = await makePair(own, 'basic');
    const wrong = `bs_${newId()}`;
    for (let i = 0; i < 3; i++) await gate.request('POST', '/api/sms', basic(pair.keyId, wrong), BODY);
    await gate.request('POST', '/api/sms', basic(pair.keyId, pair.secret), '{"to":"mum","text":"x"}');
    await gate.request('POST', '/api/sms', basic('bk_unknown', wrong), BODY);
    const rows = await vi.waitFor(async () => {
      const found = await db().refusal.findMany({ where: { accountId: own.accountId }, orderBy: { code: 'asc' } });
      expect(found.reduce((sum, row) => sum + row.count, 0)).toBe(4);
      return found;
    }, WAIT_LIMIT);
    expect(rows.map(({ code, count, ip }) => [code, count, ip])).toEqual([
      ['invalid_fields', 1, '127.0.0.1'],
      ['unauthorized', 3, '127.0.0.1'],
    ]);
    expect(JSON.stringify(rows)).not.toContain(wrong);
  });
});
