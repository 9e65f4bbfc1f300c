import { beforeEach, describe, expect, test } from 'vitest';
import type { UserActor } from '../../access/actor';
import { newId } from '../../base/ids';
import { pool } from '../../database/db';
import { transaction } from '../../database/transaction';
import { useDatabase } from '../../testing/database';
import { makeAccount } from '../../testing/factories';
import { auditOf } from '../../testing/users';
import { type NewReport, queueReports } from '../report';
import { currentSubscriptions, invalidateSubscriptions } from '../subscriptions';
import { confirmReports, setPullSettings } from './commands';
import { listReports } from './queries';
import { confirmReportsBody } from './schema';
import { waitForReport } from './wait';

useDatabase();

let admin: UserActor;
beforeEach(async () => {
  admin = await makeAccount();
  await setPullSettings(admin, { enabled: true });
});

const reportOf = (actor: UserActor, body = '{}'): NewReport => ({
  ...{
    id: newId(),
    accountId: actor.accountId,
    endpointId: actor.accountId,
    event: 'message.delivered',
    apiKeyId: null,
  },
  ...{ messageId: null, sequence: 1, url: '', body },
});
const store = (reports: NewReport[]) => transaction((client) => queueReports(client, reports));
const idsOf = async (query: { after?: string; limit?: number } = {}) => {
  const page = await listReports(admin, { after: query.after, limit: query.limit ?? 100 });
  return { ...page, reports: page.reports.map(({ id }) => id) };
};

test('an event has the account itself as a target while it reads reports, and costs no queue', async () => {
  invalidateSubscriptions();
  const { targetsOf } = await currentSubscriptions();
  const concerned = { accountId: admin.accountId, apiKeyId: newId(), url: null };
  expect(targetsOf('message.delivered', concerned)).toEqual([{ endpointId: admin.accountId, url: '' }]);
  expect(targetsOf('message.submitted', concerned)).toEqual([]);
  const report = reportOf(admin, '{"type":"message.delivered"}');
  expect(await store([report])).toEqual({ hosts: [], held: [] });
  expect((await listReports(admin, { after: undefined, limit: 1 })).reports).toEqual([
    { id: report.id, body: report.body },
  ]);
  expect((await pool().query('SELECT FROM report_queue')).rowCount).toBe(0);
  await setPullSettings(admin, { events: [] });
  invalidateSubscriptions();
  expect((await currentSubscriptions()).targetsOf('message.delivered', concerned)).toEqual([]);
  expect((await auditOf(admin)).filter(({ action }) => action === 'account.updated')).toHaveLength(2);
});

test('a report of a slow transaction is never skipped: it comes after those that were read before', async () => {
  const slow = await pool().connect();
  const late = reportOf(admin);
  await slow.query('BEGIN');
  await queueReports(slow, [late]);
  const first = [reportOf(admin), reportOf(admin)];
  await store(first);
  const before = await idsOf();
  expect(before.reports).toEqual(first.map(({ id }) => id));
  await slow.query('COMMIT');
  slow.release();
  expect(await idsOf({ after: before.cursor })).toMatchObject({ reports: [late.id], more: false });
  // The order is for good.
  expect((await idsOf({ after: '0' })).reports).toEqual([...first.map(({ id }) => id), late.id]);
});

test('readers at the same time see one order, in pages, of their account alone', async () => {
  const stranger = await makeAccount();
  await setPullSettings(stranger, { enabled: true });
  await store([...Array.from({ length: 30 }, () => reportOf(admin)), reportOf(stranger)]);
  const readers = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const read: string[] = [];
      for (let after = '0', more = true; more; ) {
        const page = await idsOf({ after, limit: 7 });
        read.push(...page.reports);
        ({ cursor: after, more } = page);
      }
      return read;
    }),
  );
  expect(new Set(readers.map(String)).size).toBe(1);
  expect(readers[0]).toHaveLength(30);
});

test('what is confirmed, by position or id, is left out without a cursor', async () => {
  const reports = Array.from({ length: 4 }, () => reportOf(admin));
  await store(reports);
  const [a, b, c, d] = reports.map(({ id }) => id);
  const { cursor } = await idsOf({ limit: 2 });
  expect(await confirmReports(admin, { cursor })).toEqual({ confirmed: 2 });
  expect(await confirmReports(admin, { cursor })).toEqual({ confirmed: 0 });
  expect(await confirmReports(admin, { cursor: '1' })).toEqual({ confirmed: 0 });
  expect(await confirmReports(await makeAccount(), { ids: [c ?? ''] })).toEqual({ confirmed: 0 });
  expect(await confirmReports(admin, { ids: [c ?? '', newId()] })).toEqual({ confirmed: 1 });
  expect((await idsOf()).reports).toEqual([d]);
  expect((await idsOf({ after: '0' })).reports).toEqual([a, b, c, d]);
  await expect(confirmReports(admin, { cursor: '99' })).rejects.toMatchObject({
    fields: { cursor: expect.any(String) },
  });
  await confirmReports(admin, { ids: [d ?? ''] });
  const end = await idsOf();
  expect(end).toEqual({ reports: [], cursor: '4', more: false });
  await store([reportOf(admin)]);
  expect((await idsOf({ after: end.cursor })).reports).toHaveLength(1);
});

test('a reader begins at the end, is refused a position that does not exist, and an account without reports', async () => {
  await store([reportOf(admin)]);
  expect(await idsOf({ after: 'end' })).toEqual({ reports: [], cursor: '1', more: false });
  await expect(idsOf({ after: '2' })).rejects.toMatchObject({ fields: { after: expect.any(String) } });
  for (const after of [undefined, 'end']) {
    await expect(listReports(await makeAccount(), { after, limit: 1 })).rejects.toMatchObject({ code: 'conflict' });
  }
});

test('a waiting request ends with the next report of its account', async () => {
  const { cursor } = await idsOf();
  let ended = false;
  const waiting = waitForReport(admin.accountId, cursor, 20).then(() => {
    ended = true;
  });
  await store([reportOf(await makeAccount())]);
  expect(ended).toBe(false);
  await store([reportOf(admin)]);
  await waiting;
  expect((await idsOf({ after: cursor })).reports).toHaveLength(1);
});

describe('confirmation', () => {
  test.each([
    {},
    { cursor: '1', ids: [newId()] },
    { cursor: '-1' },
    { cursor: 1 },
    { cursor: '1'.repeat(19) },
    { ids: ['x'] },
    { ids: 5 },
  ])('%j is refused', (body) => {
    expect(confirmReportsBody.safeParse(body).success).toBe(false);
  });
});
