import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { db, pool } from '@/lib/database/db';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { type Receiver, startReceiver } from '@/lib/testing/receiver';
import { countReports } from '@/lib/testing/reports';
import { startWorker, type Worker } from '@/lib/worker/worker';

useDatabase();
const gate = useApiServer();

let key: { id: string; key: string };
let worker: Worker;
let receiver: Receiver;

beforeAll(async () => {
  const actor = await makeAccount();
  await approveSender(actor, 'Acme');
  key = await makeKey(actor);
  receiver = await startReceiver();
  worker = await startWorker({ dependencies: { timeoutMs: 500 } });
});

afterAll(async () => {
  await worker.stop();
  await receiver.stop();
});

const host = () => receiver.url.slice('http://'.length);

/** URLs of valid and unusual parts, so that many pass the schema and reach the worker. */
const url = fc
  .record({
    scheme: fc.constantFrom('http://', 'HTTP://', 'hTTp://', 'http:', 'http:/', 'http:\\\\', 'https://', 'ftp://', ''),
    host: fc.constantFrom(
      'RECEIVER',
      'RECEIVER',
      'RECEIVER',
      '127.0.0.1:1',
      '127.0.0.1:0',
      '2130706433:1',
      'a..b',
      '[::1',
      '',
    ),
    path: fc.oneof(
      fc.constantFrom(
        '',
        '/',
        '/ok',
        '/ok?a=b#c',
        '/a b',
        '\\p',
        '/%zz',
        '/\u00e9',
        '/😀',
        '/[x]',
        '/%00',
        '/"\'<>|^`{}',
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `/${text}`),
    ),
  })
  .map(({ scheme, host: name, path }) => `${scheme}${name}${path}`);

const anything = fc.oneof(fc.constantFrom<unknown>('', ' ', null, 1, [], {}, true, 'x'.repeat(10_000)), fc.string());

const pairs = fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), fc.string({ maxLength: 20 }), { maxKeys: 3 });

const message = fc.record(
  {
    to: fc.constantFrom('+37255555555', '+40723009001', '+40723009002', '+40723009006', '+40723009012'),
    text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    dlr_url: fc.oneof({ weight: 4, arbitrary: url }, anything),
    from: fc.oneof({ weight: 9, arbitrary: fc.constantFrom<unknown>('Acme', '', ' ', null) }, anything),
    reference: fc.oneof({ weight: 9, arbitrary: fc.string({ maxLength: 100 }) }, anything),
    metadata: fc.oneof({ weight: 9, arbitrary: pairs }, anything),
    priority: fc.constantFrom<unknown>('low', 'HIGH', '', null),
    validity: fc.constantFrom<unknown>(1, '60', '', null),
    auto_replace: fc.constantFrom<unknown>('full', 'ON', true, '', null),
  },
  { requiredKeys: ['to', 'text'] },
);

test('every accepted message is submitted, and its report is delivered or recorded as failed', async () => {
  const accepted: string[] = [];
  await fc.assert(
    fc.asyncProperty(message, async (body) => {
      const text = JSON.stringify(body).replaceAll('RECEIVER', host());
      const { status, json } = await gate.request(
        'POST',
        '/api/sms',
        { 'x-api-key': key.key, 'content-type': 'application/json' },
        text,
      );
      expect([202, 422]).toContain(status);
      if (status === 202) accepted.push((json as { id: string }).id);
    }),
    { seed: 12, numRuns: 300 },
  );
  expect(accepted.length).toBeGreaterThan(50);
  const mine = { id: { in: accepted } };
  await vi.waitFor(
    async () => {
      const where = { messageId: { in: accepted }, finalAt: { not: null } };
      expect(await db().messageProgress.count({ where })).toBe(accepted.length);
      const { rows } = await pool().query(
        `SELECT r.id FROM delivery_report r WHERE r.message_id = ANY($1::uuid[])
           AND NOT EXISTS (SELECT FROM webhook_attempt w WHERE w.report_id = r.id)`,
        [accepted],
      );
      expect(rows).toEqual([]);
    },
    { ...WAIT_LIMIT, interval: 100 },
  );
  const reports = await db().deliveryReport.findMany({ where: { messageId: mine.id } });
  const withUrl = await db().message.count({ where: { ...mine, dlrUrl: { not: null } } });
  expect(reports).toHaveLength(withUrl);
  expect(withUrl).toBeGreaterThan(20);
  for (const report of reports) {
    const attempts = await db().webhookAttempt.findMany({ where: { reportId: report.id } });
    expect(attempts.length).toBeGreaterThan(0);
    // Every accepted URL is usable: an attempt fails only on the network.
    expect(attempts.map(({ error }) => error)).not.toContain('invalid_url');
    expect(attempts.map(({ error }) => error)).not.toContain('internal_error');
  }
  const ids = reports.map(({ id }) => id);
  expect(await countReports('delivered', ids)).toBeGreaterThan(10);
});

test.each(['', ' '])('"dlr_url": %j is ignored in JSON and forms', async (blank) => {
  const headers = { 'x-api-key': key.key };
  const asJson = await gate.post({ to: '+37255555555', text: 'Hello', dlr_url: blank }, headers);
  const form = new URLSearchParams({ to: '+37255555555', text: 'Hello', dlr_url: blank, from: blank, validity: blank });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const asForm = await gate.request('POST', '/api/sms', { ...headers, ...type }, form.toString());
  for (const { status, json } of [asJson, asForm]) {
    expect(status).toBe(202);
    const { id } = json as { id: string };
    expect(await db().message.findUnique({ where: { id } })).toMatchObject({ dlrUrl: null });
  }
});
