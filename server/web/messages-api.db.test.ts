import { createHash, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { db } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { usesOf } from '@/lib/testing/counts';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages, makePair, makeScheduled } from '@/lib/testing/factories';
import { problemFields } from '@/lib/testing/problems';

useDatabase();
const gate = useApiServer();

const HOUR_MS = 3_600_000;
let actor: UserActor;
let key: { id: string; key: string };
beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

const call = (method: string, path: string, value = key.key) => gate.request(method, path, { 'x-api-key': value });
const idsOf = (json: Record<string, unknown>) => (json.messages as { id: string }[]).map(({ id }) => id);
const timesUsed = async ({ id }: { id: string }) => (await usesOf(id)).timesUsed;

describe('GET /api/sms', () => {
  test("returns the same fields as each message's own address, newest first, in pages", async () => {
    const own = await makeAccount();
    const { key: value } = await makeKey(own);
    const [oldest, middle, newest] = await makeMessages(own, await makeKey(own), [
      {},
      { reference: 'order-1', metadata: { shop: 'Tallinn' }, priority: 2 },
      { status: 'rejected', errorCode: 'invalid_recipient' },
    ]);
    const first = await call('GET', '/api/sms?limit=2', value);
    expect([first.status, idsOf(first.json)]).toEqual([200, [newest, middle]]);
    const { json: single } = await call('GET', `/api/sms/${middle}`, value);
    expect((first.json.messages as unknown[])[1]).toEqual(single);
    const second = await call('GET', `/api/sms?limit=2&cursor=${first.json.next_cursor}`, value);
    expect(idsOf(second.json)).toEqual([oldest]);
    expect(second.json.next_cursor).toBeNull();
  });

  test('applies each filter, several statuses, and a number with an unescaped plus sign', async () => {
    const own = await makeAccount();
    const asking = await makeKey(own);
    const other = await makeKey(own);
    const at = new Date('2026-11-20T12:00:00.000Z');
    const [plain, rejected] = await makeMessages(own, asking, [{}, { status: 'rejected', recipient: '+37255510001' }]);
    const [test] = await makeMessages(own, other, [{ environment: 'test', status: 'expired', reference: 'a b' }]);
    const early = await makeMessage(own, other, { id: `019a9f3e${newId().slice(8)}` });
    const { createdAt } = await db().message.findUniqueOrThrow({ where: { id: rejected } });
    const found = async (query: string) => idsOf((await call('GET', `/api/sms?${query}`, asking.key)).json);
    expect(await found('status=rejected')).toEqual([rejected]);
    expect(await found('status=expired,%20rejected')).toEqual([test, rejected]);
    expect(await found('to=%2B37255510001')).toEqual([rejected]);
    expect(await found('to=+37255510001')).toEqual([rejected]);
    expect(await found('reference=a%20b')).toEqual([test]);
    expect(await found(`key=${other.id}`)).toEqual([test, early]);
    expect(await found('environment=test')).toEqual([test]);
    expect(await found(`created_from=${createdAt.toISOString()}&status=rejected`)).toEqual([rejected]);
    expect(await found(`created_to=${createdAt.toISOString()}&status=rejected`)).toEqual([]);
    expect(await found(`created_to=${at.toISOString()}`)).toEqual([]);
    expect(await found(`AUTH_KEY=&limit=1&environment=live&key=${asking.id}&status=queued`)).toEqual([plain]);
  });

  test.each([
    ['sort=id', 'sort'],
    ['Status=queued', 'Status'],
    ['status=sent', 'status'],
    ['status=queued,', 'status'],
    ['to=123', 'to'],
    ['reference=%00', 'reference'],
    ['key=x', 'key'],
    ['environment=TEST', 'environment'],
    ['created_from=yesterday', 'created_from'],
    ['created_to=2026-11-20T12:00', 'created_to'],
    ['created_from=2026-11-20&created_to=2026-11-20', 'created_to'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['cursor=x', 'cursor'],
    [`cursor=${newId()}`, 'cursor'],
  ])('%s: 422 that names the parameter', async (query, parameter) => {
    const { status, json } = await call('GET', `/api/sms?${query}`);
    expect([status, json.code, problemFields(json)]).toEqual([422, 'invalid_fields', [parameter]]);
  });

  test("rejects another account's cursor, and returns nothing for its key and messages", async () => {
    const stranger = await makeAccount();
    const theirs = await makeKey(stranger);
    const foreign = await makeMessage(stranger, theirs, { reference: 'theirs' });
    expect((await call('GET', `/api/sms?cursor=${foreign}`)).status).toBe(422);
    for (const query of [`key=${theirs.id}`, 'reference=theirs']) {
      expect((await call('GET', `/api/sms?${query}`)).json).toEqual({ messages: [], next_cursor: null });
    }
  });

  test('counts as one use, and not at all when refused', async () => {
    const own = await makeKey(actor);
    await call('GET', '/api/sms', own.key);
    await call('GET', '/api/sms?limit=0', own.key);
    expect(await timesUsed(own)).toBe(1);
  });
});

describe('DELETE /api/sms/{id}', () => {
  test('cancels a scheduled message, and returns the same when repeated', async () => {
    const own = await makeKey(actor);
    const id = await makeScheduled(actor, own, HOUR_MS);
    const first = await call('DELETE', `/api/sms/${id}`, own.key);
    expect([first.status, first.json.id, first.json.status]).toEqual([200, id, 'cancelled']);
    expect(Date.parse(first.json.final_at as string)).toBeLessThanOrEqual(Date.now());
    const again = await call('DELETE', `/api/sms/${id}`, own.key);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect((await call('GET', `/api/sms/${id}`, own.key)).json).toEqual(first.json);
    expect(await timesUsed(own)).toBe(3);
    const event = await db().auditEvent.findFirstOrThrow({ where: { targetId: id } });
    expect(event).toMatchObject({ action: 'message.cancelled', actorKind: 'key', actorId: own.id, ip: '127.0.0.1' });
  });

  test('returns 409 with the status for a message in progress or final', async () => {
    for (const status of ['queued', 'submitted', 'delivered'] as const) {
      const id = await makeMessage(actor, key, { status });
      const { status: http, json } = await call('DELETE', `/api/sms/${id}`);
      expect([http, json.code, json.detail]).toEqual([409, 'not_cancellable', expect.stringContaining(status)]);
    }
  });

  test('is carried out once for a signed request, and its replay is refused', async () => {
    const pair = await makePair(actor, 'hmac');
    const id = await makeScheduled(actor, pair, HOUR_MS);
    const date = new Date().toUTCString();
    const digest = createHash('sha256').update('').digest('hex');
    const signed = [`x-date: ${date}`, `x-content-sha256: ${digest}`, `DELETE /api/sms/${id} HTTP/1.1`].join('\n');
    const signature = createHmac('sha256', pair.secret).update(signed).digest('base64');
    const authorization = `hmac username="${pair.keyId}", algorithm="hmac-sha256", headers="x-date x-content-sha256 request-line", signature="${signature}"`;
    const headers = { 'x-date': date, 'x-content-sha256': digest, authorization };
    expect((await gate.request('DELETE', `/api/sms/${id}`, headers)).json.status).toBe('cancelled');
    const again = await gate.request('DELETE', `/api/sms/${id}`, headers);
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
  });
});
