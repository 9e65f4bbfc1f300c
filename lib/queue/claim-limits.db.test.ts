import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { claimMessages, claimSuspect } from '../delivery/claim-messages';
import { logger } from '../runtime/logger';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { beginAttempts, claimReports, releaseReports } from '../webhooks/queue';
import { settleReports } from '../webhooks/settle';
import { createDispatcher } from '../worker/dispatcher';
import { MAX_CLAIMS, SUSPECT_AFTER } from './claim-limits';
import { extendLeases } from './lease';
import { REPORT_QUEUE } from './queues';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await pool().query('TRUNCATE message, submit_attempt, delivery_report, webhook_attempt, worker_event');
});

describe('a delivery report', () => {
  const claim = (worker = newId(), suspect = true) =>
    claimReports({ worker, limit: 100, perHost: 100, room: new Map(), suspect });
  const report = (id: string) => db().deliveryReport.findUniqueOrThrow({ where: { id } });
  const attempts = () => db().webhookAttempt.findMany({ orderBy: { id: 'asc' } });
  /** Ends the leases of the worker that claimed, as after a crash. */
  const endLeases = () =>
    pool().query('UPDATE delivery_report SET next_attempt_at = now() - $1::interval', ['1 second']);

  async function store(): Promise<string> {
    const id = newId();
    const owner = { accountId: actor.accountId, apiKeyId: key.id, messageId: newId() };
    const url = 'http://127.0.0.1/';
    await db().deliveryReport.create({ data: { id, ...owner, sequence: 1, url, host: '127.0.0.1', body: '{}' } });
    return id;
  }

  it('uses no attempt when claimed and never sent, for any number of dead workers', async () => {
    const id = await store();
    for (let i = 0; i < 3; i++) {
      expect(await claim()).toHaveLength(1);
      await endLeases();
    }
    expect(await report(id)).toMatchObject({ attempts: 0, claims: 3 });
    expect(await attempts()).toEqual([]);
    const worker = newId();
    await claim(worker);
    expect(await beginAttempts(worker, [id])).toEqual(new Map([[id, 1]]));
  });

  it('uses an attempt before it is sent, which is recorded as lost when its worker dies', async () => {
    const id = await store();
    const [dead, next] = [newId(), newId()];
    await claim(dead);
    await beginAttempts(dead, [id]);
    expect(await report(id)).toMatchObject({ attempts: 1 });
    await endLeases();
    expect(await claim(next)).toHaveLength(1);
    expect(await attempts()).toMatchObject([{ number: 1, error: 'worker_lost', httpStatus: null }]);
    expect(await beginAttempts(next, [id])).toEqual(new Map([[id, 2]]));
  });

  it('cannot be sent after another worker has the lease, and a second begin counts once', async () => {
    const id = await store();
    const [slow, next] = [newId(), newId()];
    await claim(slow);
    await endLeases();
    await claim(next);
    expect(await beginAttempts(slow, [id])).toEqual(new Map());
    expect(await beginAttempts(next, [id])).toEqual(new Map([[id, 1]]));
    expect(await beginAttempts(next, [id])).toEqual(new Map([[id, 1]]));
  });

  it('is due again after its release, which counts neither as a claim nor as an attempt', async () => {
    const id = await store();
    const worker = newId();
    await claim(worker);
    await releaseReports(worker, [id]);
    expect(await report(id)).toMatchObject({ attempts: 0, claims: 0, leaseOwner: null });
    expect(await claim()).toHaveLength(1);
  });

  it('restarts the count of claims after a result', async () => {
    const id = await store();
    const worker = newId();
    await claim(worker);
    await beginAttempts(worker, [id]);
    const failed = {
      httpStatus: 500,
      error: null,
      response: null,
      durationMs: 1,
      state: 'pending',
      retryMs: 0,
    } as const;
    await settleReports(worker, [{ reportId: id, attempt: 1, ...failed }]);
    expect(await report(id)).toMatchObject({ attempts: 1, claims: 0, begunAt: null, leaseOwner: null });
  });

  it(`fails at claim ${MAX_CLAIMS + 1} without a result: visible, counted and not sent`, async () => {
    const id = await store();
    for (let i = 0; i < MAX_CLAIMS; i++) {
      const worker = newId();
      expect(await claim(worker)).toHaveLength(1);
      await extendLeases(REPORT_QUEUE, worker, [id]);
      await endLeases();
    }
    expect(await claim()).toEqual([]);
    expect(await report(id)).toMatchObject({ state: 'failed', attempts: 0, leaseOwner: null });
    expect((await report(id)).finishedAt).not.toBeNull();
    expect(await attempts()).toMatchObject([{ reportId: id, error: 'claim_limit', number: 0 }]);
    expect(await db().workerEvent.findMany()).toEqual([{ name: 'report_claim_limit', count: 1n }]);
  });

  it('is claimed alone after several workers died with it, without delaying others', async () => {
    const suspects = [await store(), await store(), await store()];
    await pool().query('UPDATE delivery_report SET claims = $1', [SUSPECT_AFTER]);
    const others = [await store(), await store()];
    const ids = async (suspect: boolean) => (await claim(newId(), suspect)).map(({ id }) => id).sort();
    expect(await ids(true)).toEqual([suspects[0], ...others].sort());
    expect(await ids(false)).toEqual([]);
    expect(await ids(true)).toEqual([suspects[1]]);
  });
});

describe('a message', () => {
  const endLeases = () => pool().query('UPDATE message SET run_at = now() - $1::interval', ['1 second']);
  const message = (id: string) => db().message.findUniqueOrThrow({ where: { id } });

  it('is claimed separately after several workers in a row died with it', async () => {
    const [lost = '', twice = ''] = await makeMessages(actor, key, [{ lostClaims: SUSPECT_AFTER }, {}, {}, {}]);
    await pool().query('UPDATE message SET lost_claims = 2 WHERE id = $1', [twice]);
    expect(await claimMessages(newId(), 100)).toHaveLength(3);
    expect((await claimSuspect(newId())).map(({ messageId }) => messageId)).toEqual([lost]);
    expect(await claimSuspect(newId())).toEqual([]);
  });

  it('counts consecutive lost claims, without those that had a result', async () => {
    const [id = ''] = await makeMessages(actor, key, [{}]);
    for (let i = 0; i < 3; i++) {
      await claimMessages(newId(), 1);
      await endLeases();
    }
    expect(await message(id)).toMatchObject({ lostClaims: 2, attempts: 3 });
    await pool().query('UPDATE message SET lease_owner = NULL');
    await claimMessages(newId(), 1);
    expect(await message(id)).toMatchObject({ lostClaims: 0, attempts: 4 });
  });

  it('ends as unknown at the claim after the limit: with a report, counted and not submitted', async () => {
    const ended = {
      dlrUrl: 'https://example.com/',
      lostClaims: MAX_CLAIMS - 1,
      attempts: MAX_CLAIMS,
      leaseOwner: newId(),
    };
    const [id = ''] = await makeMessages(actor, key, [ended]);
    const submitted: unknown[] = [];
    const submit = async (batch: readonly unknown[]) => {
      submitted.push(...batch);
      return [];
    };
    const carrier = { name: 'test', submit };
    const dispatcher = createDispatcher({
      worker: newId(),
      carriers: { all: [carrier], carrierFor: () => carrier },
      onSubmitted: () => undefined,
      onReports: () => undefined,
      onRoom: () => undefined,
      log: logger(),
    });
    await dispatcher.run();
    await dispatcher.drain(5_000);
    expect(submitted).toEqual([]);
    expect(await message(id)).toMatchObject({ status: 'unknown', errorCode: 'worker_failed', possibleDuplicate: true });
    expect(await db().submitAttempt.findMany()).toMatchObject([{ messageId: id, outcome: 'worker_lost' }]);
    expect(await db().deliveryReport.count({ where: { messageId: id } })).toBe(1);
    expect(await db().workerEvent.findMany()).toEqual([{ name: 'message_claim_limit', count: 1n }]);
  });
});
