import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processSingleton, resetSingleton } from '@/lib/base/process-singleton';
import { pool } from '@/lib/database/db';
import { setIpRestriction, setKeyOptions } from '@/lib/keys/commands/configure-key';
import { copyKey } from '@/lib/keys/commands/copy-key';
import { rotateKey } from '@/lib/keys/commands/rotate-key';
import { flushRefusals } from '@/lib/refusals/record-refusal';
import { env } from '@/lib/runtime/env';
import { loggedError } from '@/lib/runtime/logger';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makePair } from '@/lib/testing/factories';
import { createWebServer } from './server';

useDatabase();

let logged = '';
let server: http.Server;
beforeAll(async () => {
  resetSingleton('logger');
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += chunk;
      done();
    },
  });
  processSingleton('logger', () => pino({ level: 'trace', serializers: { err: loggedError } }, sink));
  // Without trusted proxies, on a dual-stack socket.
  server = createWebServer({ ...env(), POSTERN_ROLE: 'api', TRUSTED_PROXIES: [] }, null);
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Sent = { status: number; text: string };

function post(
  path: string,
  headers: http.OutgoingHttpHeaders,
  body = '{"to":"+37255555555","text":"hi"}',
): Promise<Sent> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    request.end(body);
  });
}

test('no log line, response, audit row or refusal contains a secret', async () => {
  const actor = await makeAccount();
  const auth = await makeKey(actor);
  const pair = await makePair(actor, 'basic');
  await setKeyOptions(actor, { id: auth.id, compatible: false, allowQueryKey: true });
  await copyKey(actor, auth.id);
  const rotated = await rotateKey(actor, { id: auth.id, overlapS: 60 });
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${pair.keyId}:${secret}`).toString('base64')}`,
  });
  const wrong = 'bs_a-wrong-secret-with-a-typo';
  const answers = [
    await post('/api/sms', { 'x-api-key': auth.key }),
    await post(`/api/sms?AUTH_KEY=${auth.key}`, {}),
    await post('/api/sms', {}, JSON.stringify({ AUTH_KEY: auth.key, to: 'mum', text: 'x' })),
    await post('/api/sms', basic(pair.secret)),
    await post('/api/sms', basic(wrong)),
    await post(`/api/nothing?AUTH_KEY=${auth.key}`, {}),
  ];
  await pool().query('ALTER TABLE message RENAME TO message_away');
  answers.push(await post('/api/sms', { 'x-api-key': auth.key }));
  await pool().query('ALTER TABLE message_away RENAME TO message');
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 422, 202, 401, 404, 500]);
  await flushRefusals();
  const { rows } = await pool().query(
    'SELECT row_to_json(a)::text AS text FROM audit_event a UNION ALL SELECT row_to_json(r)::text FROM refusal r',
  );
  expect(logged).toContain('API request failed');
  const everything = logged + JSON.stringify(answers) + JSON.stringify(rows);
  for (const secret of [auth.key, 'key' in rotated ? rotated.key : '', pair.secret, wrong]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(secret).toString('base64'));
  }
});

describe('the address of a direct client', () => {
  test('is not changed by a spoofed X-Forwarded-For, once, repeated or in another format', async () => {
    const actor = await makeAccount();
    const { id, key } = await makeKey(actor);
    await setIpRestriction(actor, { id, active: true, mode: 'allow', list: '9.9.9.9' });
    for (const headers of [
      { 'x-forwarded-for': '9.9.9.9' },
      { 'x-forwarded-for': ['9.9.9.9', '9.9.9.9'] },
      { 'x-real-ip': '9.9.9.9', 'cf-connecting-ip': '9.9.9.9', forwarded: 'for=9.9.9.9' },
    ]) {
      expect((await post('/api/sms', { 'x-api-key': key, ...headers })).status).toBe(403);
    }
  });

  test('is an IPv4 address for an IPv4 client of a dual-stack socket', async () => {
    const actor = await makeAccount();
    const { id, key } = await makeKey(actor);
    await setIpRestriction(actor, { id, active: true, mode: 'allow', list: '127.0.0.1/32' });
    expect((await post('/api/sms', { 'x-api-key': key })).status).toBe(202);
  });
});
