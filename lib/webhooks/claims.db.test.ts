import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { MAX_CLAIMS, SUSPECT_AFTER } from '../queue/claim-limits';
import { beat } from '../queue/heartbeat';
import { extendLeases } from '../queue/lease';
import { REPORT_QUEUE } from '../queue/queues';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey } from '../testing/factories';
import { readReport } from '../testing/reports';
import { claimReports, type HeldReport, type HostRoom, returnRows } from './queue';
import { type AttemptResult, settleReports } from './settle';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  ({ actor, key } = await makeAccountWithKey());
});

beforeEach(async () => {
  await pool().query('TRUNCATE delivery_report, report_queue, webhook_attempt, worker_event, worker_heartbeat');
});

const HOST = 'h.example';
const room = (overrides: Partial<HostRoom> = {}): HostRoom => ({
  ...{ host: HOST, room: 100, rows: 100, since: null },
  ...overrides,
});
const claimRows = async (worker = newId(), hosts = [room()], suspect = true) =>
  (await claimReports({ worker, hosts, suspect })).rows;
const claim = async (worker = newId(), hosts = [room()], suspect = true) =>
  (await claimRows(worker, hosts, suspect)).flatMap(({ reports }) => reports);
const report = readReport;
const queue = () => db().reportQueue.findMany({ orderBy: [{ runAt: 'asc' }, { id: 'asc' }] });
const attempts = () => db().webhookAttempt.findMany({ orderBy: [{ reportId: 'asc' }, { number: 'asc' }] });
/** The worker that claimed is dead, and its leases are over. */
const endLeases = () => pool().query("UPDATE report_queue SET leased_until = now() - interval '1 second'");

/** Stores one row of the queue with `count` reports. */
async function store(count = 1, host = HOST): Promise<string[]> {
  const at = new Date(Date.now() - 1_000);
  const owner = {
    accountId: actor.accountId,
    apiKeyId: key.id,
    sequence: 1,
    event: 'message.delivered',
    body: '{}',
    nextAttemptAt: at,
  };
  const reports = Array.from({ length: count }, () => ({
    id: newId(),
    messageId: newId(),
    url: `http://${host}/`,
    ...owner,
  }));
  await db().deliveryReport.createMany({ data: reports });
  const reportIds = reports.map(({ id }) => id);
  await db().reportQueue.create({ data: { host, runAt: at, size: count, reportIds } });
  return reportIds;
}

const result = (
  of: Pick<HeldReport, 'id' | 'rowId' | 'accountId'>,
  overrides: Partial<AttemptResult> = {},
): AttemptResult => ({
  ...{
    reportId: of.id,
    accountId: of.accountId,
    rowId: of.rowId,
    attempt: 1,
    httpStatus: 200,
    error: null,
    response: null,
    durationMs: 1,
  },
  ...{ state: 'delivered', retryMs: 0 },
  ...overrides,
});

describe('a delivery report', () => {
  it('claimed and never sent has used no attempt, however many workers died with it', async () => {
    const [id = ''] = await store();
    for (let i = 0; i < 3; i++) {
      expect(await claim()).toMatchObject([{ attempt: 1 }]);
      expect(await claim()).toEqual([]);
      await endLeases();
    }
    expect(await report(id)).toMatchObject({ attempts: 0 });
    expect(await attempts()).toEqual([]);
    expect(await queue()).toMatchObject([{ lostClaims: 2 }]);
  });

  it('is free at once when its worker was found dead', async () => {
    await store();
    const worker = newId();
    await beat(worker, { messages: false, reports: false });
    await claim(worker);
    expect(await claim()).toEqual([]);
    await db().workerHeartbeat.updateMany({ data: { endedAt: new Date() } });
    expect(await claim()).toHaveLength(1);
  });

  it('counts its attempt with the result, once, and ends its row', async () => {
    const [id = ''] = await store();
    const worker = newId();
    const [held] = await claim(worker);
    if (!held) throw new Error('nothing claimed');
    for (let i = 0; i < 2; i++) await settleReports(worker, [result(held)], { done: [held.rowId], rest: [] });
    expect(await report(id)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await attempts()).toMatchObject([{ reportId: id, number: 1, httpStatus: 200 }]);
    expect(await queue()).toEqual([]);
  });

  it('waits in a row of its own for the next attempt, together with others of its host', async () => {
    await store(5);
    const worker = newId();
    const held = await claim(worker);
    const failed = held.map((one) => result(one, { httpStatus: 500, state: 'pending', retryMs: 60_000 }));
    await settleReports(worker, failed, { done: [held[0]?.rowId ?? ''], rest: [] });
    const rows = await queue();
    expect(rows).toMatchObject([{ size: 5, leaseOwner: null, lostClaims: 0 }]);
    const { nextAttemptAt } = await report(held[0]?.id ?? '');
    expect(nextAttemptAt).toEqual(rows[0]?.runAt);
    expect(await claim()).toEqual([]);
    await pool().query('UPDATE report_queue SET run_at = now(), leased_until = NULL');
    await pool().query("UPDATE delivery_report SET next_attempt_at = now() - interval '1 minute'");
    expect((await claim()).map(({ attempt }) => attempt)).toEqual([2, 2, 2, 2, 2]);
  });

  it('cannot be settled by a worker whose lease went to another', async () => {
    const [id = ''] = await store();
    const [slow, next] = [newId(), newId()];
    const [held] = await claim(slow);
    if (!held) throw new Error('nothing claimed');
    await endLeases();
    await claim(next);
    await settleReports(slow, [result(held)], { done: [held.rowId], rest: [] });
    await extendLeases(REPORT_QUEUE, slow, [held.rowId]);
    expect(await report(id)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await queue()).toMatchObject([{ leaseOwner: next }]);
  });

  it('that has a result is skipped when its row is claimed again, for any result', async () => {
    const ids = await store(3);
    const worker = newId();
    const [first, second] = await claim(worker);
    if (!first || !second) throw new Error('nothing claimed');
    const later = result(second, { httpStatus: 500, state: 'pending', retryMs: 5_000 });
    await settleReports(worker, [result(first), later], { done: [], rest: [] });
    await endLeases();
    expect(await claim()).toMatchObject([{ id: ids[2], attempt: 1 }]);
  });

  it('returned is due again, the claim does not count, and what was not read follows', async () => {
    const ids = await store(5);
    const worker = newId();
    const [row] = await claimRows(worker, [room({ room: 3 })]);
    if (!row) throw new Error('nothing claimed');
    expect(row.reports.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    await returnRows(null, worker, [{ ...row, unsent: [ids[2] ?? ''] }]);
    expect(await queue()).toMatchObject([{ reportIds: ids.slice(2), size: 3, leaseOwner: null, lostClaims: 0 }]);
    expect((await claim()).map(({ id }) => id)).toEqual(ids.slice(2));
  });

  it(`is failed at claim ${MAX_CLAIMS + 1} without a result: visible, counted and not sent`, async () => {
    const [id = ''] = await store();
    for (let i = 0; i < MAX_CLAIMS; i++) {
      expect(await claim()).toHaveLength(1);
      await endLeases();
    }
    expect(await claim()).toEqual([]);
    expect(await report(id)).toMatchObject({ state: 'failed', attempts: 0 });
    expect((await report(id)).finishedAt).not.toBeNull();
    expect(await attempts()).toMatchObject([{ reportId: id, error: 'claim_limit', number: 1 }]);
    expect(await db().workerEvent.findMany()).toEqual([{ name: 'report_claim_limit', count: 1n }]);
    expect(await queue()).toEqual([]);
  });

  it('that several workers died with is split from its row, claimed one at a time, and delays no other', async () => {
    const suspects = await store(3);
    for (let i = 0; i < SUSPECT_AFTER; i++) {
      expect(await claim()).toHaveLength(3);
      await endLeases();
    }
    const others = await store(2);
    const { rows, split } = await claimReports({ worker: newId(), hosts: [room()], suspect: true });
    expect(rows.flatMap(({ reports }) => reports.map(({ id }) => id))).toEqual(others);
    expect(split).toEqual([HOST]);
    expect(await claim(newId(), [room()], false)).toEqual([]);
    for (const id of suspects) expect(await claim()).toMatchObject([{ id }]);
    expect(await claim()).toEqual([]);
  });

  it('is read of a host only as far as there is room, in whole rows after the first', async () => {
    const [first, second] = [await store(4), await store(4), await store(4)];
    const rows = await claimRows(newId(), [room({ room: 9 })]);
    expect(rows.map(({ reports }) => reports.length)).toEqual([4, 4]);
    expect(rows.flatMap(({ reports }) => reports.map(({ id }) => id))).toEqual([...(first ?? []), ...(second ?? [])]);
  });
});
