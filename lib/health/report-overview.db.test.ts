import { beforeAll, expect, it } from 'vitest';
import { lowestIdAt, newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { queueMetrics } from './queue-metrics';
import { reportOverview } from './report-overview';

useDatabase();

let operator: Awaited<ReturnType<typeof makeAccount>>;
beforeAll(async () => {
  operator = { ...(await makeAccount()), operator: true };
});

const HOUR_MS = 3_600_000;

it('lists what waits, what failed and what is slow, over all accounts', async () => {
  expect(await reportOverview(operator)).toEqual({
    ...{ waiting: 0, due: 0, oldestDueS: 0, perMinute: 0, deadLetters: 0 },
    ...{ hosts: [], slowest: [], failing: [] },
  });
  const [one, other] = [operator, await makeAccount()];
  const endpointId = newId();
  await pool().query(
    `INSERT INTO webhook_endpoint (id, account_id, name, url, events, secret) VALUES ($1, $2, 'Shop', 'https://a.example/', '{message.delivered}', '')`,
    [endpointId, one.accountId],
  );
  const report = async (accountId: string, host: string, values: object = {}, ageMs = 0) => {
    const id = ageMs === 0 ? newId() : lowestIdAt(new Date(Date.now() - ageMs));
    const event = { sequence: 1, url: `https://${host}/`, host, event: 'message.delivered', body: '{}' };
    await db().deliveryReport.create({ data: { id, accountId, ...event, ...values } });
    return id;
  };
  const attempt = (reportId: string, accountId: string, durationMs: number, httpStatus: number | null) =>
    db().webhookAttempt.create({ data: { reportId, accountId, number: 1, durationMs, httpStatus } });
  for (const [durationMs, status] of [
    [10, 200],
    [900, 500],
  ] as const) {
    await attempt(await report(one.accountId, 'a.example', { endpointId }), one.accountId, durationMs, status);
  }
  await attempt(await report(other.accountId, 'b.example'), other.accountId, 50, 204);
  await attempt(await report(other.accountId, 'old.example', {}, 2 * HOUR_MS), other.accountId, 9_999, 204);
  await report(other.accountId, 'b.example', { state: 'failed', attempts: 10 });
  await report(other.accountId, 'b.example', { state: 'failed', attempts: 10 }, 25 * HOUR_MS);
  await pool().query(
    `INSERT INTO report_queue (host, run_at, size, report_ids)
     SELECT host, now() + wait, size, array_fill(gen_random_uuid(), ARRAY[size])
     FROM (VALUES ('a.example', interval '-95 seconds', 3), ('a.example', '1 hour', 2), ('b.example', '1 hour', 1)) AS q(host, wait, size)`,
  );
  for (const [target, disabledAt] of [
    [endpointId, new Date()],
    ['https://b.example/', null],
  ] as const) {
    await db().webhookState.create({ data: { accountId: one.accountId, target, lastFailure: 'HTTP 500', disabledAt } });
  }

  const { oldestDueS, ...overview } = await reportOverview(operator);
  expect(Math.floor(oldestDueS / 10)).toBe(9);
  expect(overview).toMatchObject({
    ...{ waiting: 6, due: 3, perMinute: 3, deadLetters: 1 },
    hosts: [
      { host: 'a.example', waiting: 5 },
      { host: 'b.example', waiting: 1 },
    ],
    slowest: [
      { endpointName: 'Shop', host: 'a.example', attempts: 2, failed: 1, p95Ms: 900 },
      { endpointName: null, host: 'b.example', attempts: 1, failed: 0, p95Ms: 50 },
    ],
  });
  expect(overview.failing.map(({ target, disabledAt }) => [target, disabledAt !== null])).toEqual([
    ['Shop', true],
    ['https://b.example/', false],
  ]);
  const metrics = await queueMetrics();
  expect(metrics).toContain('\npostern_reports_failed_last_day 1\n');
  expect(metrics).toContain('\npostern_webhooks_disabled 1\n');
});
