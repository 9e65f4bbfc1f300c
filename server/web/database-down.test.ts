import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env } from '@/lib/runtime/env';
import { createWebServer } from './server';

let server: http.Server;

beforeAll(async () => {
  Object.assign(process.env, {
    // Nothing listens on the discard port.
    DATABASE_URL: 'postgres://postern:secret-password@127.0.0.1:9/postern',
    SECRETS_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    SECRETS_PEPPERS: `p:${Buffer.alloc(32).toString('base64')}`,
    LOG_LEVEL: 'silent',
  });
  server = createWebServer({ ...env(), POSTERN_ROLE: 'api' }, null);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

test.each([
  ['POST', '/api/sms'],
  ['GET', '/api/sms/01a1fb5f-bc65-7000-ae9a-a3668638e587'],
  ['GET', '/api/health/ready'],
])('%s %s without a database returns 503 with Retry-After and no details of the database', async (method, path) => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': 'a'.repeat(24) },
    ...(method === 'POST' ? { body: '{"to":"+37255555555","text":"hi"}' } : {}),
  });
  const body = await answer.text();
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(JSON.parse(body).code).toBe('unavailable');
  expect(body).not.toMatch(/127\.0\.0\.1|secret-password|ECONN/);
});

test('/live reports that the process runs', async () => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/health/live`);
  expect(answer.status).toBe(200);
});
