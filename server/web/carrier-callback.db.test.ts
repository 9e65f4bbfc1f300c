import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@/lib/base/ids';
import { createCarrier } from '@/lib/carriers/commands';
import type { HttpSettingsInput } from '@/lib/carriers/http/settings';
import { db, pool } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessages } from '@/lib/testing/factories';
import { signatureHeaders, signingKey } from '@/lib/webhooks/signature';

useDatabase();
const api = useApiServer();

const SECRET = 'a-secret-of-the-carrier';
const HOOK = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const SYSTEM = { kind: 'system', name: 'command line', accountId: null } as const;
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const inbound = { enabled: true, fields: { from: 'from', to: 'to', text: 'text', id: 'mid' } };

async function makeCarrier(receipts: HttpSettingsInput['receipts'], more: Partial<HttpSettingsInput> = {}) {
  const name = `c-${newId().slice(-12)}`;
  await createCarrier(SYSTEM, {
    kind: 'http',
    name,
    settings: {
      url: 'https://carrier.example/send',
      body: { kind: 'form', fields: [] },
      receipts: { enabled: true, ...receipts },
      ...more,
    },
    secrets: { dlr: SECRET, hook: HOOK },
  });
  return name;
}

let admin: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };
let carrier: string;

/** Inserts messages that the carrier accepted, with the ids `c-1`, … after `prefix`. Returns their ids. */
async function submitted(of: string, count: number, prefix = newId()) {
  const overrides = Array.from({ length: count }, (_, i) => ({
    status: 'submitted' as const,
    carrier: of,
    carrierMessageId: `${prefix}-${i + 1}`,
    submittedAt: new Date(),
  }));
  const ids = await makeMessages(admin, key, overrides);
  return { ids, carrierIds: overrides.map(({ carrierMessageId }) => carrierMessageId) };
}

async function statuses(ids: string[]) {
  const rows = await db().messageProgress.findMany({
    where: { messageId: { in: ids } },
    orderBy: { messageId: 'asc' },
  });
  return rows.map(({ status, errorCode }) => (errorCode ? `${status} ${errorCode}` : status));
}

beforeAll(async () => {
  admin = await makeAccount();
  key = await makeKey(admin);
  carrier = await makeCarrier(
    { fields: { id: 'id', status: 'status', error: 'err' } },
    { inbound, errorCodes: [{ code: '27', meaning: 'absent_subscriber' }] },
  );
});

describe('a receipt', () => {
  it('is stored before it is answered: by GET, as a form, as JSON, several at a time', async () => {
    const { ids, carrierIds } = await submitted(carrier, 5);
    const [a, b, c, d, e] = carrierIds;
    const path = `/api/dlr/${carrier}/${SECRET}`;
    const one = { status: 200, json: { received: 1 } };
    expect(await api.request('GET', `${path}?id=${a}&status=DELIVRD`, {})).toMatchObject(one);
    expect(await api.request('POST', path, FORM_TYPE, `id=${b}&status=UNDELIV&err=27`)).toMatchObject(one);
    expect(await api.request('POST', path, JSON_TYPE, JSON.stringify({ id: c, status: 'expired' }))).toMatchObject(one);
    const list = JSON.stringify([d, e].map((id) => ({ id, status: 'rejected' })));
    expect(await api.request('POST', path, JSON_TYPE, list)).toMatchObject({ status: 200, json: { received: 2 } });
    expect(await statuses(ids)).toEqual([
      'delivered',
      'undelivered absent_subscriber',
      'expired expired_at_carrier',
      'rejected rejected_by_carrier',
      'rejected rejected_by_carrier',
    ]);
  });

  it('that comes before the answer to its message is kept, and matched later', async () => {
    const id = newId();
    const path = `/api/dlr/${carrier}/${SECRET}?id=${id}&status=delivered`;
    expect(await api.request('GET', path, {})).toMatchObject({ status: 200 });
    expect(await db().receipt.findMany({ where: { carrierMessageId: id } })).toMatchObject([
      { carrier, messageId: null },
    ]);
  });

  it('of many requests at once are all stored, each before its answer', async () => {
    const { ids, carrierIds } = await submitted(carrier, 60);
    const path = `/api/dlr/${carrier}/${SECRET}`;
    const answers = await Promise.all(
      carrierIds.map((id) => api.request('GET', `${path}?id=${id}&status=1&status=`, {})),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(
      carrierIds.map(async (id, i) => {
        const { status } = await api.request('GET', `${path}?id=${id}&status=delivered`, {});
        expect([status, await statuses([ids[i] ?? ''])]).toEqual([200, ['delivered']]);
      }),
    );
  });

  it('that cannot be read is refused with its field, and does not affect the others of its request', async () => {
    const { ids, carrierIds } = await submitted(carrier, 1);
    const body = JSON.stringify([{ status: 'sent' }, { id: carrierIds[0], status: 'delivered' }]);
    const { status, json } = await api.request('POST', `/api/dlr/${carrier}/${SECRET}`, JSON_TYPE, body);
    expect({ status, ...json }).toMatchObject({
      status: 422,
      code: 'invalid_fields',
      errors: [{ pointer: '#/0/id', detail: 'The id of the message is missing.' }],
    });
    expect(await statuses(ids)).toEqual(['delivered']);
  });
});

describe('a request', () => {
  const receipt = '?id=1&status=delivered';

  it.each<
    [string, () => [method: string, path: string, headers?: Record<string, string>, body?: string], number, string]
  >([
    ['without the secret', () => ['GET', `/api/dlr/${carrier}${receipt}`], 401, 'unauthorized'],
    ['with a wrong secret', () => ['POST', `/api/dlr/${carrier}/${SECRET}x`, JSON_TYPE, '{}'], 401, 'unauthorized'],
    ['of an unknown carrier', () => ['GET', `/api/dlr/unknown/${SECRET}${receipt}`], 404, 'not_found'],
    ['of a name that no carrier can have', () => ['GET', `/api/dlr/%27%20OR%201/${SECRET}`], 404, 'not_found'],
    ['of the simulator', () => ['GET', `/api/dlr/simulator/${SECRET}${receipt}`], 404, 'not_found'],
    [
      'with a body of more than 64 KiB',
      () => ['POST', `/api/dlr/${carrier}/${SECRET}`, JSON_TYPE, `"${'x'.repeat(65_536)}"`],
      413,
      'body_too_large',
    ],
    ['that is not JSON', () => ['POST', `/api/dlr/${carrier}/${SECRET}`, JSON_TYPE, '{'], 400, 'malformed_json'],
    [
      'of another type',
      () => ['POST', `/api/dlr/${carrier}/${SECRET}`, { 'content-type': 'text/xml' }, '<a/>'],
      415,
      'unsupported_media_type',
    ],
    ['without fields', () => ['POST', `/api/dlr/${carrier}/${SECRET}`, JSON_TYPE, '[null]'], 422, 'invalid_fields'],
    ['by another method', () => ['PATCH', `/api/dlr/${carrier}/${SECRET}`, JSON_TYPE, '{}'], 405, 'method_not_allowed'],
  ])('%s is refused', async (_, request, status, code) => {
    const [method, path, headers = {}, body] = request();
    expect(await api.request(method, path, headers, body)).toMatchObject({ status, json: { code } });
  });

  it('from an address that is not listed is refused', async () => {
    const name = await makeCarrier({ addresses: ['198.51.100.0/24'] });
    const from = (ip: string) => api.request('GET', `/api/dlr/${name}/${SECRET}${receipt}`, { 'x-forwarded-for': ip });
    expect(await from('203.0.113.9')).toMatchObject({ status: 403, json: { code: 'ip_not_allowed' } });
    expect(await from('198.51.100.9')).toMatchObject({ status: 200 });
  });

  it('with the secret in a header, or a signature over the body', async () => {
    const byHeader = await makeCarrier({ secretIn: 'header', secretHeader: 'x-token' });
    const path = `/api/dlr/${byHeader}${receipt}`;
    expect(await api.request('GET', path, { 'x-token': SECRET })).toMatchObject({ status: 200 });
    expect(await api.request('GET', path, {})).toMatchObject({ status: 401 });
    const signed = await makeCarrier({ secretIn: 'none', signature: { kind: 'standard_webhooks', secret: 'hook' } });
    const body = JSON.stringify({ id: 1, status: 'delivered' });
    const headers = { ...JSON_TYPE, ...signatureHeaders([signingKey(HOOK)], 'msg_1', new Date(), body) };
    expect(await api.request('POST', `/api/dlr/${signed}`, headers, body)).toMatchObject({ status: 200 });
    expect(await api.request('POST', `/api/dlr/${signed}`, headers, `${body} `)).toMatchObject({ status: 401 });
  });

  it('follows a change of the settings within a second', async () => {
    const name = await makeCarrier({});
    const ask = async () => (await api.request('GET', `/api/dlr/${name}/${SECRET}${receipt}`, {})).status;
    expect(await ask()).toBe(200);
    await pool().query(
      `UPDATE carrier SET settings = jsonb_set(settings, '{receipts,enabled}', 'false') WHERE name = $1`,
      [name],
    );
    await expect.poll(ask, { timeout: 3_000 }).toBe(404);
  });
});

describe('an incoming message', () => {
  it('is stored once, before it is answered', async () => {
    const path = `/api/dlr/${carrier}/${SECRET}?from=%2B37255510001&to=37255500001&text=Hi%20%C3%A4&mid=u1`;
    for (let i = 0; i < 2; i++)
      expect(await api.request('GET', path, {})).toMatchObject({ status: 200, json: { received: 1 } });
    expect(await db().receivedMessage.findMany({ where: { carrier } })).toMatchObject([
      { sender: '+37255510001', recipient: '+37255500001', text: 'Hi ä', carrierMessageId: 'u1' },
    ]);
  });

  it('gets the answer that the carrier expects', async () => {
    const name = await makeCarrier({}, { inbound, callbackAnswer: { contentType: 'text/xml', body: '<Response/>' } });
    const response = await fetch(`${api.base()}/api/dlr/${name}/${SECRET}`, {
      method: 'POST',
      headers: FORM_TYPE,
      body: 'from=1&to=2&text=x',
    });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/xml',
      '<Response/>',
    ]);
  });
});
