import { beforeEach, expect, test } from 'vitest';
import type { UserActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { db, pool } from '../../database/db';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { auditOf } from '../../testing/users';
import { createEndpoint, enableEndpoint, removeEndpoint } from '../endpoints/commands';
import * as commands from './commands';
import { resendStep } from './resend-step';

useDatabase();

const URL_A = 'http://h.example/';
let admin: UserActor;
beforeEach(async () => {
  admin = await makeAccount();
  await pool().query('TRUNCATE delivery_report, webhook_attempt, report_queue, webhook_resend CASCADE');
});

type Wanted = {
  state: 'failed' | 'delivered' | 'cancelled' | null;
  accountId?: string;
  endpointId?: string;
  at?: number;
};

/** Stores reports; those without a state are waiting in the queue. Returns their ids. */
async function store(count: number, { state, accountId = admin.accountId, endpointId, at }: Wanted): Promise<string[]> {
  const ids = Array.from({ length: count }, () => (at === undefined ? newId() : idAt(at)));
  await pool().query(
    `INSERT INTO delivery_report (id, account_id, sequence, url, host, body, event, state, attempts, endpoint_id)
     SELECT id, $2, 1, $3, 'h.example', '{}', 'message.delivered', $4::report_state, CASE WHEN $4 = 'failed' THEN 10 ELSE 0 END, $5
     FROM unnest($1::uuid[]) AS u(id)`,
    [ids, accountId, URL_A, state, endpointId ?? null],
  );
  await pool().query(
    `INSERT INTO webhook_attempt (report_id, account_id, number, duration_ms, http_status)
     SELECT id, $2, 10, 1, 500 FROM unnest($1::uuid[]) AS u(id) WHERE $3 = 'failed'`,
    [ids, accountId, state],
  );
  if (state === null) {
    await pool().query("INSERT INTO report_queue (host, size, report_ids) VALUES ('h.example', $1, $2)", [
      ids.length,
      ids,
    ]);
  }
  return ids.sort();
}

/** An id of another time: `newId` never goes back. */
function idAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${newId().slice(15)}`;
}

const queuedIds = async () =>
  (await pool().query<{ id: string }>('SELECT unnest(report_ids) AS id FROM report_queue ORDER BY 1')).rows.map(
    ({ id }) => id,
  );
const SINCE = '2026-01-01T00:00:00Z';

test('all failed reports since a time are queued once, by two workers, and no others', async () => {
  const stranger = await makeAccount();
  const old = Date.parse(SINCE) - 1;
  const failed = await store(1_201, { state: 'failed' });
  await store(3, { state: 'failed', at: old });
  await store(3, { state: 'failed', accountId: stranger.accountId });
  await store(3, { state: 'delivered' });
  const waiting = await store(3, { state: null });
  const { job, total } = await commands.startResend(admin, { since: SINCE });
  expect(total).toBe(1_201);
  await expect(commands.startResend(admin, { since: SINCE })).rejects.toMatchObject({ code: 'conflict' });
  // Made after the start: it is not of the job.
  await store(1, { state: 'failed' });
  while ((await Promise.all([resendStep(), resendStep()])).some(Boolean));
  expect(await commands.resendProgress(admin, { job })).toMatchObject({ state: 'done', total: 1_201, done: 1_201 });
  expect(await queuedIds()).toEqual([...failed, ...waiting].sort());
  expect(await db().deliveryReport.count({ where: { id: { in: failed }, state: 'pending' } })).toBe(1_201);
  await expect(commands.resendProgress(stranger, { job })).rejects.toMatchObject({ code: 'not_found' });
});

test('a job goes on where a worker died, and is stopped between batches', async () => {
  const failed = await store(1_300, { state: 'failed' });
  const { job } = await commands.startResend(admin, { since: SINCE });
  expect(await resendStep()).toBe(true);
  // A worker that dies in its batch: the transaction is rolled back.
  await pool().query(
    `CREATE FUNCTION fail_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$`,
  );
  await pool().query(
    'CREATE TRIGGER fail_batch BEFORE UPDATE ON webhook_resend FOR EACH ROW EXECUTE FUNCTION fail_batch()',
  );
  await expect(resendStep()).rejects.toThrow('killed');
  expect(await queuedIds()).toHaveLength(500);
  await pool().query('DROP FUNCTION fail_batch CASCADE');
  await resendStep();
  expect(await commands.resendProgress(admin, { job })).toMatchObject({ state: 'running', done: 1_000 });
  expect(await queuedIds()).toEqual(failed.slice(0, 1_000));
  expect(await commands.stopResend(admin, { job })).toMatchObject({ state: 'stopped', done: 1_000 });
  expect(await resendStep()).toBe(false);
  // The rest follows in another job; those that wait are left alone.
  await commands.startResend(admin, { since: SINCE });
  while (await resendStep());
  expect(await queuedIds()).toEqual(failed);
  expect((await auditOf(admin)).filter(({ action }) => action === 'reports.resent')).toHaveLength(2);
});

test('reports of an endpoint alone are sent again, and of one that is disabled or removed none', async () => {
  const { endpoint } = await createEndpoint(admin, { name: 'A', url: 'http://127.0.0.1:9/' });
  const { endpoint: other } = await createEndpoint(admin, { name: 'B', url: 'http://127.0.0.1:9/' });
  const endpointId = endpoint.id;
  const [one] = await store(1, { state: 'failed', endpointId });
  const [two] = await store(1, { state: 'failed', endpointId: other.id });
  const [direct] = await store(1, { state: 'failed' });
  await enableEndpoint(admin, { id: endpointId, enabled: false });
  await expect(commands.resendDelivery(admin, { id: one ?? '' })).rejects.toMatchObject({ code: 'conflict' });
  await commands.startResend(admin, { since: SINCE, endpointId });
  while (await resendStep());
  expect(await queuedIds()).toEqual([]);
  await enableEndpoint(admin, { id: endpointId, enabled: true });
  await commands.startResend(admin, { since: SINCE, endpointId });
  while (await resendStep());
  expect(await queuedIds()).toEqual([one]);
  await removeEndpoint(admin, { id: other.id });
  await expect(commands.resendDelivery(admin, { id: two ?? '' })).rejects.toMatchObject({ code: 'conflict' });
  await db().webhookState.create({
    data: { accountId: admin.accountId, target: URL_A, lastFailure: 'gone', disabledAt: new Date() },
  });
  await expect(commands.resendDelivery(admin, { id: direct ?? '' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(commands.startResend(admin, { since: SINCE, endpointId: newId() })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('one report is sent again once, in any state', async () => {
  const [delivered] = await store(1, { state: 'delivered' });
  const [waiting] = await store(1, { state: null });
  const id = delivered ?? '';
  const both = await Promise.allSettled([
    commands.resendDelivery(admin, { id }),
    commands.resendDelivery(admin, { id }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(commands.resendDelivery(admin, { id: waiting ?? '' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(commands.resendDelivery(await makeAccount(), { id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await queuedIds()).toEqual([delivered, waiting].sort());
});

test('waiting reports are cancelled by filter, of the account alone', async () => {
  const stranger = await makeAccount();
  const { endpoint } = await createEndpoint(admin, { name: 'A', url: 'http://127.0.0.1:9/' });
  const own = await store(3, { state: null });
  const old = await store(2, { state: null, at: Date.parse(SINCE) - 1_000 });
  const ofEndpoint = await store(2, { state: null, endpointId: endpoint.id });
  await store(2, { state: null, accountId: stranger.accountId });
  await store(2, { state: 'failed' });
  const cancelled = async () =>
    (await db().deliveryReport.findMany({ where: { state: 'cancelled' }, orderBy: { id: 'asc' } })).map(({ id }) => id);
  expect(await commands.cancelDeliveries(admin, { until: SINCE })).toEqual({ cancelled: 2, more: false });
  expect(await cancelled()).toEqual(old);
  expect(await commands.cancelDeliveries(admin, { endpointId: endpoint.id })).toEqual({ cancelled: 2, more: false });
  expect(await commands.cancelDeliveries(admin, { ids: own.slice(0, 1) })).toEqual({ cancelled: 1, more: false });
  expect(await commands.cancelDeliveries(admin, { event: 'message.expired' })).toEqual({ cancelled: 0, more: false });
  expect(await commands.cancelDeliveries(admin)).toEqual({ cancelled: 2, more: false });
  expect(await cancelled()).toEqual([...old, ...own, ...ofEndpoint].sort());
});
