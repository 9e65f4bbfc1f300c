import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { env } from '@/lib/runtime/env';
import { countsOf, usesOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { problemFields } from '@/lib/testing/problems';
import { createWebServer } from './server';

useDatabase();

const OK = { to: '+37255555555', text: 'hi' };
let server: http.Server;
let base: string;
let actor: UserActor;
let key: { id: string; key: string };

beforeAll(async () => {
  server = createWebServer({ ...env(), POSTERN_ROLE: 'api' }, null);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  actor = await makeAccount();
  key = await makeKey(actor);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function send(body: unknown, headers: Record<string, string> = {}, authKey = key.key) {
  const answer = await fetch(`${base}/api/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': authKey, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, json: await answer.json() };
}

const read = (id: string, authKey = key.key) => fetch(`${base}/api/sms/${id}`, { headers: { 'x-api-key': authKey } });

describe('accepting', () => {
  test('returns 202 with the message, which is in the database and can be read', async () => {
    await approveSender(actor, 'Postern');
    const answer = await send({ ...OK, from: 'Postern', dlr_url: 'http://127.0.0.1:9/dlr' });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      status: 'queued',
      to: '+37255555555',
      from: 'Postern',
      segments: 1,
      encoding: 'gsm7',
      environment: 'live',
    });
    const row = await db().message.findUnique({ where: { id: answer.json.id } });
    expect(row).toMatchObject({
      accountId: actor.accountId,
      apiKeyId: key.id,
      dlrUrl: 'http://127.0.0.1:9/dlr',
      clientIp: '127.0.0.1',
      text: 'hi',
    });
    const found = await read(answer.json.id);
    expect(found.status).toBe(200);
    expect(await found.json()).toMatchObject({ id: answer.json.id, text: 'hi', final_at: null, error_code: null });
  });

  test('accepts Bearer as X-API-Key', async () => {
    const answer = await fetch(`${base}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key.key}` },
      body: JSON.stringify(OK),
    });
    expect(answer.status).toBe(202);
  });

  test.each(['"quoted" \\ back', 'NULL', '{a,b}', '', '😀 漢字', "it's"].filter(Boolean))(
    'stores the text %j unaltered',
    async (text) => {
      const { json } = await send({ ...OK, text });
      const row = await db().message.findUniqueOrThrow({ where: { id: json.id }, select: { text: true } });
      expect(row.text).toBe(text);
    },
  );

  test('stores each of 200 concurrent requests of two keys once, with exact counters', async () => {
    const keys = [await makeKey(actor), await makeKey(await makeAccount())];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => send({ ...OK, text: `n ${i}` }, {}, keys[i % 2]?.key)),
    );
    expect(answers.every((answer) => answer.status === 202)).toBe(true);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(200);
    for (const { id } of keys) {
      const row = await usesOf(id);
      expect(row.timesUsed).toBe(100);
      expect(row.lastUsedIp).toBe('127.0.0.1');
      expect(row.lastUsedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
      expect(await db().message.count({ where: { apiKeyId: id } })).toBe(100);
      expect(await countsOf(id)).toMatchObject({ uses: 100, accepted: 100 });
    }
  });

  test('responds to a plain request on the hot path', async () => {
    const general = vi.fn();
    server.on('request', general);
    const agent = new http.Agent({ keepAlive: true });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': key.key };
      const request = http.request(`${base}/api/sms`, { method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject);
      request.end(JSON.stringify(OK));
    });
    agent.destroy();
    server.off('request', general);
    expect(status).toBe(202);
    expect(general).not.toHaveBeenCalled();
  });

  test('counts a read as a use', async () => {
    const own = await makeKey(actor);
    const { json } = await send(OK, {}, own.key);
    await read(json.id, own.key);
    expect((await usesOf(own.id)).timesUsed).toBe(2);
  });
});

describe('refusing', () => {
  test.each([
    ['malformed JSON', '{"to":', 400, 'malformed_json'],
    ['empty body', '', 400, 'malformed_json'],
    ['null', 'null', 422, 'invalid_fields'],
    ['array', '[]', 422, 'invalid_fields'],
    ['deep JSON', '['.repeat(30_000) + ']'.repeat(30_000), 422, 'invalid_fields'],
    ['no to', { text: 'x' }, 422, 'invalid_fields', 'to'],
    ['no text', { to: OK.to }, 422, 'invalid_fields', 'text'],
    ['number as text', { ...OK, text: 5 }, 422, 'invalid_fields', 'text'],
    ['empty text', { ...OK, text: '' }, 422, 'invalid_fields', 'text'],
    ['NUL in text', { ...OK, text: 'a\u0000b' }, 422, 'invalid_fields', 'text'],
    ['lone surrogate', '{"to":"+37255555555","text":"\\ud800"}', 422, 'invalid_fields', 'text'],
    ['too long', { ...OK, text: 'x'.repeat(1531) }, 422, 'invalid_fields', 'text'],
    ['impossible number', { ...OK, to: '+1' }, 422, 'invalid_fields', 'to'],
    ['word as number', { ...OK, to: 'mum' }, 422, 'invalid_fields', 'to'],
    ['huge exponent', '{"to":1e999,"text":"x"}', 422, 'invalid_fields', 'to'],
    ['sender too long', { ...OK, from: 'A name too long' }, 422, 'invalid_fields', 'from'],
    ['sender of the wrong type', { ...OK, from: {} }, 422, 'invalid_fields', 'from'],
    ['metadata address', { ...OK, dlr_url: 'http://169.254.169.254/latest' }, 422, 'invalid_fields', 'dlr_url'],
    ['ftp', { ...OK, dlr_url: 'ftp://example.com/' }, 422, 'invalid_fields', 'dlr_url'],
    ['no URL', { ...OK, dlr_url: 'nonsense' }, 422, 'invalid_fields', 'dlr_url'],
  ] as [string, unknown, number, string, string?][])('%s', async (_, body, status, code, field) => {
    const answer = await send(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (field) expect(problemFields(answer.json)).toEqual([field]);
  });

  test('names all of several invalid fields', async () => {
    const { json } = await send({ to: 'mum', text: '' });
    expect(problemFields(json)).toEqual(['to', 'text']);
  });

  test('treats a prototype in the body as any other field', async () => {
    const { status, json } = await send('{"__proto__":{"from":"evil"},"to":"+37255555555","text":"x"}');
    expect([status, problemFields(json)]).toEqual([422, ['__proto__']]);
  });

  test('returns 415 for another content type', async () => {
    expect((await send(OK, { 'content-type': 'text/xml' })).json.code).toBe('unsupported_media_type');
  });

  test.each([
    ['announced', { 'content-length': String(1 << 20) }],
    ['chunked', { 'transfer-encoding': 'chunked' }],
  ])('1 MiB, %s: returns 413 before reading to the end', async (_, headers) => {
    const { status, sent } = await postEndlessly(headers);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(1 << 20);
  });

  test('returns the same 401 for a missing and an unknown key', async () => {
    const unknown = await send(OK, {}, 'A'.repeat(24));
    const missing = await fetch(`${base}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(OK),
    });
    const missingJson = await missing.json();
    expect([unknown.status, missing.status]).toEqual([401, 401]);
    expect({ ...missingJson, request_id: '' }).toEqual({ ...unknown.json, request_id: '' });
  });

  test('returns 405 with Allow for another method, and 404 for another path', async () => {
    const put = await fetch(`${base}/api/sms`, { method: 'PUT', body: '{}' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    // The second is the same path only when decoded, as Next does.
    for (const path of ['/api/nothing', '/%61pi/sms']) {
      const nothing = await fetch(`${base}${path}`, { method: 'POST' });
      expect([nothing.status, (await nothing.json()).code]).toEqual([404, 'not_found']);
    }
  });

  test.each([newId(), '%27%22;--', 'nonsense', 'a..b'])('returns 404 for the unknown id %s', async (id) => {
    const answer = await read(id);
    expect([answer.status, (await answer.json()).code]).toEqual([404, 'not_found']);
  });

  test("returns 404 for another account's message", async () => {
    const { json } = await send(OK);
    const stranger = await makeKey(await makeAccount());
    expect((await read(json.id, stranger.key)).status).toBe(404);
  });
});

describe('a key after a change', () => {
  test('is refused at once when disabled, accepted when enabled, and unknown when deleted', async () => {
    const own = await makeKey(actor);
    expect((await send(OK, {}, own.key)).status).toBe(202);
    await setKeysEnabled(actor, [own.id], false);
    const refused = await send(OK, {}, own.key);
    expect([refused.status, refused.json.code]).toEqual([401, 'key_disabled']);
    expect((await read(newId(), own.key)).status).toBe(401);
    await setKeysEnabled(actor, [own.id], true);
    expect((await send(OK, {}, own.key)).status).toBe(202);
    await deleteKeys(actor, [own.id]);
    const gone = await send(OK, {}, own.key);
    expect([gone.status, gone.json.code]).toEqual([401, 'unauthorized']);
  });

  test('when disabled under load, accepts nothing after the command has returned', async () => {
    const own = await makeKey(actor);
    const lastAccepted = { id: '' };
    let stop = false;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!stop) {
          const { status, json } = await send(OK, {}, own.key);
          if (status === 202 && json.id > lastAccepted.id) lastAccepted.id = json.id;
        }
      }),
    );
    await vi.waitFor(() => expect(lastAccepted.id).not.toBe(''), WAIT_LIMIT);
    await setKeysEnabled(actor, [own.id], false);
    const before = await db().message.count({ where: { apiKeyId: own.id } });
    expect((await send(OK, {}, own.key)).status).toBe(401);
    stop = true;
    await load;
    expect(await db().message.count({ where: { apiKeyId: own.id } })).toBe(before);
    expect((await usesOf(own.id)).timesUsed).toBe(before);
  });

  test('is refused when expired', async () => {
    const own = await makeKey(actor);
    await db().apiKey.update({ where: { id: own.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await send(OK, {}, own.key)).json.code).toBe('key_expired');
  });

  test('returns 403 without the scope', async () => {
    const own = await makeKey(actor);
    await db().apiKey.update({ where: { id: own.id }, data: { scopes: ['sms:read'] } });
    const answer = await send(OK, {}, own.key);
    expect([answer.status, answer.json.code]).toEqual([403, 'missing_scope']);
  });
});

/** Writes an endless body until the server responds. Returns the response and the number of bytes read. */
function postEndlessly(headers: Record<string, string>): Promise<{ status: number; sent: number }> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key.key, ...headers },
    });
    const chunk = Buffer.alloc(16 * 1024, 'x');
    let sent = 0;
    const write = () => {
      if (request.destroyed || sent >= 1 << 20) return;
      sent += chunk.length;
      request.write(chunk, () => setImmediate(write));
    };
    request.on('response', (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, sent });
      request.destroy();
    });
    request.on('error', reject);
    write();
  });
}
