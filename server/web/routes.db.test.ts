import { describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { contentsOf, makeFullAccount } from '@/lib/testing/account-fixture';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { readSources } from '@/lib/testing/sources';

useDatabase();
const gate = useApiServer();

const SCOPES: Scope[] = ['sms:send', 'sms:read', 'keys:manage', 'webhooks:read', 'webhooks:manage'];
const SMS = { to: '+37255555555', text: 'hi' };

type Entrance = {
  scope: Scope;
  body?: () => unknown;
  of?: 'apiKeyId' | 'messageId' | 'scheduledId' | 'endpointId' | 'deliveryId' | 'resendId';
  query?: string;
  /** Another scope that includes the permission. */
  also?: Scope;
  credential?: true;
};

/** Every API route that a key can call, by file and method. */
const ENTRANCES: Record<string, Entrance> = {
  'POST /api/sms': { scope: 'sms:send', body: () => SMS },
  'POST /api/sms/batch': { scope: 'sms:send', body: () => ({ messages: [SMS] }) },
  'GET /api/sms': { scope: 'sms:read' },
  'DELETE /api/sms/[id]': { scope: 'sms:send', of: 'scheduledId' },
  'GET /api/sms/[id]': { scope: 'sms:read', of: 'messageId' },
  'GET /api/received': { scope: 'sms:read' },
  'GET /api/account': { scope: 'sms:read' },
  'GET /api/keys': { scope: 'keys:manage' },
  'POST /api/keys': {
    scope: 'keys:manage',
    body: () => ({ name: newId(), scopes: ['keys:manage'] }),
    credential: true,
  },
  'GET /api/keys/[id]': { scope: 'keys:manage', of: 'apiKeyId' },
  'PATCH /api/keys/[id]': { scope: 'keys:manage', of: 'apiKeyId', body: () => ({ enabled: false }) },
  'DELETE /api/keys/[id]': { scope: 'keys:manage', of: 'apiKeyId' },
  'POST /api/keys/[id]/rotate': { scope: 'keys:manage', of: 'apiKeyId', body: () => ({}), credential: true },
  'POST /api/keys/[id]/rotate-webhook-secret': { scope: 'keys:manage', of: 'apiKeyId', body: () => ({}) },
  'POST /api/account/rotate-webhook-secret': { scope: 'webhooks:manage', body: () => ({}) },
  'GET /api/webhook-deliveries': { scope: 'webhooks:read', also: 'webhooks:manage' },
  'POST /api/webhook-deliveries/cancel': { scope: 'webhooks:manage', body: () => ({}) },
  'GET /api/webhook-deliveries/[id]': { scope: 'webhooks:read', also: 'webhooks:manage', of: 'deliveryId' },
  'POST /api/webhook-deliveries/[id]/resend': { scope: 'webhooks:manage', of: 'deliveryId' },
  'POST /api/webhook-deliveries/resend': { scope: 'webhooks:manage', query: '?since=2026-01-01T00:00:00Z' },
  'GET /api/webhook-resends/[id]': { scope: 'webhooks:read', also: 'webhooks:manage', of: 'resendId' },
  'DELETE /api/webhook-resends/[id]': { scope: 'webhooks:manage', of: 'resendId' },
  'GET /api/reports': { scope: 'sms:read' },
  'PATCH /api/reports': { scope: 'webhooks:manage', body: () => ({ enabled: true }) },
  'POST /api/reports/confirm': { scope: 'sms:read', body: () => ({ ids: [newId()] }) },
  'GET /api/webhook-endpoints': { scope: 'webhooks:read', also: 'webhooks:manage' },
  'POST /api/webhook-endpoints': {
    scope: 'webhooks:manage',
    body: () => ({ name: newId(), url: 'http://127.0.0.1:9/' }),
  },
  'GET /api/webhook-endpoints/[id]': { scope: 'webhooks:read', also: 'webhooks:manage', of: 'endpointId' },
  'PATCH /api/webhook-endpoints/[id]': { scope: 'webhooks:manage', of: 'endpointId', body: () => ({ name: newId() }) },
  'DELETE /api/webhook-endpoints/[id]': { scope: 'webhooks:manage', of: 'endpointId' },
  'POST /api/webhook-endpoints/[id]/rotate-secret': { scope: 'webhooks:manage', of: 'endpointId', body: () => ({}) },
  'POST /api/webhook-endpoints/[id]/test': { scope: 'webhooks:manage', of: 'endpointId', body: () => ({}) },
};

/** Health responses and schemas contain no tenant data; sign-in belongs to next-auth; carriers and operators have secrets of their own. */
const OPEN = /^\w+ \/api\/(health|auth|dlr|operator|schemas)\//;

async function ask(entrance: string, key: string | null, id: string): Promise<{ status: number; code: string }> {
  const [method = '', path = ''] = entrance.split(' ');
  const body = ENTRANCES[entrance]?.body?.();
  const headers = { ...(key && { 'x-api-key': key }), ...(body ? { 'content-type': 'application/json' } : {}) };
  const { status, json } = await gate.request(
    method,
    path.replace('[id]', id) + (ENTRANCES[entrance]?.query ?? ''),
    headers,
    body ? JSON.stringify(body) : undefined,
  );
  return { status, code: json.code };
}

test('the table has every route of app/api', () => {
  const found = [...readSources().values()]
    .filter(({ file }) => /^app\/api\/.*\/route\.ts$/.test(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/^export (?:const|async function|function) ([A-Z]+)\b/gm)].map(
        ([, method]) => `${method} ${file.replace(/^app|\/route\.ts$/g, '')}`,
      ),
    )
    .filter((entrance) => !OPEN.test(entrance));
  expect(found.sort()).toEqual(Object.keys(ENTRANCES).sort());
});

describe.each(Object.entries(ENTRANCES))('%s', (entrance, { scope, also, of, credential }) => {
  test('is refused without a key, or with one that lacks the scope', async () => {
    const fixture = await makeFullAccount();
    const id = of ? fixture[of] : '';
    const { key } = await makeKey(fixture.admin, { scopes: SCOPES.filter((held) => held !== scope && held !== also) });
    const before = await contentsOf(fixture);
    expect(await ask(entrance, null, id)).toEqual({ status: 401, code: 'unauthorized' });
    expect(await ask(entrance, key, id)).toEqual({ status: 403, code: 'missing_scope' });
    expect(await contentsOf(fixture)).toEqual(before);
  });

  test.runIf(of)("returns 404 with another account's key", async () => {
    const fixture = await makeFullAccount();
    const { key } = await makeKey(await makeAccount(), { scopes: SCOPES });
    const before = await contentsOf(fixture);
    for (const id of [fixture[of ?? 'apiKeyId'], newId(), 'no-id', "'%20OR%20true"]) {
      expect(await ask(entrance, key, id)).toEqual({ status: 404, code: 'not_found' });
    }
    expect(await contentsOf(fixture)).toEqual(before);
  });

  test('creates no credential on an unverified account', async () => {
    const fixture = await makeFullAccount();
    const { key } = await makeKey(fixture.admin, { scopes: SCOPES });
    await db().account.update({ where: { id: fixture.admin.accountId }, data: { verifiedAt: null } });
    const { code } = await ask(entrance, key, of ? fixture[of] : '');
    if (credential) expect(code).toBe('account_not_verified');
    else expect(code).toBeUndefined();
  });
});
