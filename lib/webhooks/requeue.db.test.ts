import { beforeEach, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { countReports, readReport } from '../testing/reports';
import { claimReports } from './queue';
import { cancelReports, requeueReports } from './requeue';
import { type AttemptResult, settleReports } from './settle';

useDatabase();

const HOST = 'h.example';
const owner = { apiKeyId: newId(), sequence: 1, url: `http://${HOST}/`, host: HOST };
let accountId: string;

beforeEach(async () => {
  ({ accountId } = await makeAccount());
  await pool().query('TRUNCATE delivery_report, webhook_attempt, report_queue');
});

/** Stores a queued report and returns its id. */
async function store(): Promise<string> {
  const id = newId();
  const event = 'message.delivered';
  await db().deliveryReport.create({ data: { id, accountId, messageId: newId(), ...owner, event, body: '{}' } });
  const { nextAttemptAt: runAt } = await readReport(id);
  await db().reportQueue.create({ data: { host: HOST, runAt, size: 1, reportIds: [id] } });
  return id;
}

const claim = async (worker = newId()) => {
  await pool().query("UPDATE report_queue SET run_at = run_at - interval '1 second', lease_owner = NULL");
  await pool().query("UPDATE delivery_report SET next_attempt_at = next_attempt_at - interval '1 second'");
  const hosts = [{ host: HOST, room: 100, rows: 100, since: null }];
  return (await claimReports({ worker, hosts, suspect: true })).rows.flatMap(({ reports }) => reports);
};

/** Records the result of an attempt of everything that is queued. */
async function attempt(result: Pick<AttemptResult, 'state' | 'httpStatus'>): Promise<number[]> {
  const worker = newId();
  const held = await claim(worker);
  const results = held.map(({ id, rowId, attempt }) => ({
    ...{ reportId: id, accountId, rowId, attempt, error: null, response: null, durationMs: 1, retryMs: 0 },
    ...result,
  }));
  await settleReports(worker, results, { done: held.map(({ rowId }) => rowId), rest: [] });
  return held.map((one) => one.attempt);
}

it('is sent again under the same id in any state, and its attempts go on counting', async () => {
  const id = await store();
  expect(await requeueReports(pool(), accountId, [id])).toEqual([]);
  expect(await attempt({ state: 'delivered', httpStatus: 200 })).toEqual([1]);
  expect(await readReport(id)).toMatchObject({ state: 'delivered', attempts: 1 });
  expect(await requeueReports(pool(), newId(), [id])).toEqual([]);
  expect(await requeueReports(pool(), accountId, [id])).toEqual([id]);
  expect(await readReport(id)).toMatchObject({ state: 'pending', attempts: 1, finishedAt: null });
  expect(await attempt({ state: 'failed', httpStatus: 410 })).toEqual([2]);
  expect(await requeueReports(pool(), accountId, [id])).toEqual([id]);
  expect(await attempt({ state: 'delivered', httpStatus: 200 })).toEqual([3]);
  expect(await readReport(id)).toMatchObject({ state: 'delivered', attempts: 3 });
});

it('is not sent once it is cancelled, and is sent when it is queued again', async () => {
  const [first, second] = [await store(), await store()];
  expect(await cancelReports(pool(), newId(), [first])).toEqual([]);
  expect(await cancelReports(pool(), accountId, [first])).toEqual([first]);
  expect(await attempt({ state: 'delivered', httpStatus: 200 })).toHaveLength(1);
  expect(await countReports('delivered')).toBe(1);
  expect(await cancelReports(pool(), accountId, [first, second])).toEqual([]);
  expect(await requeueReports(pool(), accountId, [first])).toEqual([first]);
  expect(await attempt({ state: 'delivered', httpStatus: 200 })).toEqual([1]);
  expect(await countReports('delivered')).toBe(2);
});
