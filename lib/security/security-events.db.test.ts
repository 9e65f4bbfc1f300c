import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createWebServer } from '@/server/web/server';
import type { UserActor } from '../access/actor';
import { db } from '../database/db';
import { env } from '../runtime/env';
import { securityLogger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { clearExpired } from '../worker/housekeeping';
import { listSecurityEvents } from './queries';
import { flushSecurityEvents, recordSecurityEvent } from './record-security-event';
import { securityEventFilterSchema } from './schema';

useDatabase();

let operator: UserActor;
let server: http.Server;
let base: string;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
  const role = 'all' as const;
  const settings = { ...env(), POSTERN_ROLE: role, TRUSTED_PROXIES: [ipaddr.parseCIDR('127.0.0.1/32')] };
  server = createWebServer(
    settings,
    Promise.resolve(async (_incoming, outgoing) => void outgoing.end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => db().securityEvent.deleteMany({}));

const rows = async () => {
  await flushSecurityEvents();
  const { rows: found } = await listSecurityEvents(operator, {});
  return found.map(({ kind, ip, others, count }) => [kind, others ? '*' : ip, count]);
};
const from = (ip: string) => ({ 'x-forwarded-for': ip });

test('counts forged requests, other hosts and unknown keys by kind and address, and logs them in their own stream', async () => {
  const warn = vi.spyOn(securityLogger(), 'warn');
  const form = { 'next-action': 'a', 'content-type': 'text/plain' };
  for (const origin of ['https://evil.example', 'null']) {
    const headers = { ...form, ...from('192.0.2.1'), origin };
    expect((await fetch(`${base}/sign-in`, { method: 'POST', headers })).status).toBe(403);
  }
  const rebound = { ...from('192.0.2.2'), 'x-forwarded-host': 'rebound.example' };
  expect((await fetch(`${base}/sign-in`, { headers: rebound })).status).toBe(403);
  const { key } = await makeKey(operator, { scopes: ['sms:read'] });
  const read = (sent: string, ip: string) => fetch(`${base}/api/sms`, { headers: { 'x-api-key': sent, ...from(ip) } });
  const guess = `${key.slice(0, -4)}AAAA`;
  for (let attempt = 0; attempt < 3; attempt++) expect((await read(guess, '192.0.2.3')).status).toBe(401);
  expect((await read(key, '192.0.2.3')).status).toBe(200);
  expect((await fetch(`${base}/api/sms`, { headers: from('192.0.2.4') })).status).toBe(401);
  expect((await rows()).sort()).toEqual([
    ['foreign_host', '192.0.2.2', 1],
    ['forged_request', '192.0.2.1', 2],
    ['unknown_key', '192.0.2.3', 3],
  ]);
  expect(securityLogger().bindings()).toMatchObject({ stream: 'security' });
  expect(warn.mock.calls.map(([fields]) => fields)).toContainEqual({ event: 'unknown_key', ip: '192.0.2.3', count: 3 });
  expect(JSON.stringify(warn.mock.calls)).not.toContain(guess);
  expect(JSON.stringify(await db().securityEvent.findMany())).not.toContain(guess);
});

test('is bounded: 200 addresses of a kind and hour, the most frequent ones by themselves', async () => {
  for (let i = 0; i < 5_000; i++) recordSecurityEvent('unknown_key', `10.0.${i >> 8}.${i & 255}`);
  await flushSecurityEvents();
  for (let i = 0; i < 40; i++) recordSecurityEvent('unknown_key', i % 2 ? '10.0.0.1' : '192.0.2.9');
  recordSecurityEvent('sign_in_failed', '192.0.2.9', 'x\0y');
  await flushSecurityEvents();
  const stored = await db().securityEvent.findMany({ where: { kind: 'unknown_key' } });
  expect(stored).toHaveLength(201);
  expect(stored.reduce((sum, { count }) => sum + count, 0)).toBe(5_040);
  expect(stored.find(({ ip }) => ip === '10.0.0.1')?.count).toBe(21);
  const { rows: page, next } = await listSecurityEvents(operator, {});
  expect([page.length, next === null]).toEqual([50, false]);
  const filter = securityEventFilterSchema.parse({ kind: 'unknown_key', ip: ' 10.0.0.1 ' });
  expect((await listSecurityEvents(operator, filter)).rows).toMatchObject([{ ip: '10.0.0.1', count: 21 }]);
  expect((await listSecurityEvents(operator, securityEventFilterSchema.parse({ ip: 'no address' }))).rows).toEqual([]);
});

test('events older than 90 days are deleted', async () => {
  recordSecurityEvent('unknown_key', '192.0.2.1');
  recordSecurityEvent('link_refused', '192.0.2.1');
  await flushSecurityEvents();
  const old = new Date(Date.now() - 91 * 86_400_000);
  await db().securityEvent.updateMany({ where: { kind: 'unknown_key' }, data: { lastAt: old } });
  await clearExpired();
  expect(await rows()).toEqual([['link_refused', '192.0.2.1', 1]]);
});
