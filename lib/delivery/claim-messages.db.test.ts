import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { extendLeases } from '../queue/lease';
import { MESSAGE_QUEUE } from '../queue/queues';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessage, makeMessages } from '../testing/factories';
import { claimMessages } from './claim-messages';
import { type HandOver, settle } from './settle';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await pool().query('TRUNCATE message, submit_attempt, receipt, delivery_report');
  actor = await makeAccount();
  key = await makeKey(actor);
});

const accepted = (messageId: string, attempt: number): HandOver => ({
  messageId,
  attempt,
  outcome: { kind: 'accepted', carrierMessageId: newId() },
});

const read = (id: string) => db().message.findUniqueOrThrow({ where: { id } });
const attemptsOf = (messageId: string) =>
  db().submitAttempt.findMany({
    where: { messageId },
    orderBy: { id: 'asc' },
    select: { attempt: true, outcome: true },
  });
// The column has milliseconds: now() itself could be rounded into the future.
const endLeases = () => pool().query("UPDATE message SET run_at = now() - interval '1 second' WHERE status = 'queued'");

describe('claims', () => {
  it('never overlap between concurrent workers, and leave nothing unclaimed', async () => {
    const ids = await makeMessages(actor, key, Array(600).fill({}));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimMessages(newId(), 100)));
    const rest = await claimMessages(newId(), 1_000);
    const claimed = [...claims.flat(), ...rest].map(({ messageId }) => messageId);
    expect(claimed).toHaveLength(600);
    expect(new Set(claimed)).toEqual(new Set(ids));
  });

  it("do not wait for another worker's uncommitted claim", async () => {
    const [held, free] = await makeMessages(actor, key, [{}, {}]);
    const other = await pool().connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM message WHERE id = $1 FOR NO KEY UPDATE', [held]);
    expect((await claimMessages(newId(), 10)).map(({ messageId }) => messageId)).toEqual([free]);
    await other.query('ROLLBACK');
    other.release();
  });

  it('take the longest waiting messages first, and none before its time', async () => {
    const now = Date.now();
    const [later, second, first] = await makeMessages(actor, key, [
      { runAt: new Date(now + 60_000) },
      { runAt: new Date(now - 1_000) },
      { runAt: new Date(now - 2_000) },
    ]);
    expect((await claimMessages(newId(), 1)).map(({ messageId }) => messageId)).toEqual([first]);
    expect((await claimMessages(newId(), 9)).map(({ messageId }) => messageId)).toEqual([second]);
    expect((await read(later ?? '')).attempts).toBe(0);
  });

  it('of a dead worker are due when the lease ends, flagged and recorded, and not before', async () => {
    const id = await makeMessage(actor, key);
    await claimMessages(newId(), 10);
    expect(await claimMessages(newId(), 10)).toEqual([]);
    const { runAt } = await read(id);
    expect(runAt.getTime() - Date.now()).toBeGreaterThan((MESSAGE_QUEUE.leaseSeconds - 5) * 1_000);
    await endLeases();
    expect(await claimMessages(newId(), 10)).toMatchObject([{ messageId: id, attempt: 2 }]);
    expect(await read(id)).toMatchObject({ possibleDuplicate: true, status: 'queued' });
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'worker_lost' }]);
  });

  it('are extended only for their owner', async () => {
    const id = await makeMessage(actor, key);
    const owner = newId();
    await claimMessages(owner, 10);
    await endLeases();
    await extendLeases(MESSAGE_QUEUE, newId(), [id]);
    expect((await read(id)).runAt.getTime()).toBeLessThan(Date.now() + 1_000);
    await extendLeases(MESSAGE_QUEUE, owner, [id]);
    expect(await claimMessages(newId(), 10)).toEqual([]);
  });
});

describe('priority', () => {
  const LOW = { priority: 0 };
  const HIGH = { priority: 2 };
  const claim = async (limit: number) => (await claimMessages(newId(), limit)).map(({ messageId }) => messageId);

  it('has precedence over waiting time: high, then regular, then low, each by waiting time', async () => {
    const ago = (ms: number) => ({ runAt: new Date(Date.now() - ms) });
    const [low, regular, late, early] = await makeMessages(actor, key, [
      { ...LOW, ...ago(9_000) },
      ago(5_000),
      { ...HIGH, ...ago(1_000) },
      { ...HIGH, ...ago(2_000) },
    ]);
    expect(await claim(9)).toEqual([early, late, regular, low]);
  });

  it('leaves a tenth of a claim to each lower priority with waiting messages', async () => {
    const high = await makeMessages(actor, key, Array(100).fill(HIGH));
    const regular = await makeMessages(actor, key, Array(50).fill({}));
    const low = await makeMessages(actor, key, Array(50).fill(LOW));
    expect(await claim(50)).toEqual([...high.slice(0, 40), ...regular.slice(0, 5), ...low.slice(0, 5)]);
    expect(await claim(70)).toEqual([...high.slice(40, 96), ...regular.slice(5, 12), ...low.slice(5, 12)]);
    expect(await claim(50)).toEqual([...high.slice(96), ...regular.slice(12, 50), ...low.slice(12, 20)]);
  });

  it('reserves no share for priorities without waiting messages', async () => {
    const high = await makeMessages(actor, key, Array(30).fill(HIGH));
    const later = { runAt: new Date(Date.now() + 60_000) };
    const [low] = await makeMessages(actor, key, [LOW, { ...LOW, ...later }, later]);
    expect(await claim(20)).toEqual([...high.slice(0, 19), low]);
    expect(await claim(20)).toEqual(high.slice(19));
  });

  it('still claims low-priority messages while urgent ones keep arriving', async () => {
    const low = await makeMessages(actor, key, Array(20).fill(LOW));
    const served = new Set<string>();
    for (let round = 0; round < 5; round++) {
      await makeMessages(actor, key, Array(50).fill(HIGH));
      for (const id of await claim(40)) served.add(id);
    }
    expect(low.filter((id) => served.has(id))).toEqual(low);
  });

  it('assigns every message of every priority to one of several concurrent workers', async () => {
    const ids = await makeMessages(
      actor,
      key,
      Array.from({ length: 300 }, (_, i) => ({ priority: i % 3 })),
    );
    const claimed = (await Promise.all(Array.from({ length: 6 }, () => claim(50)))).flat();
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(new Set([...claimed, ...(await claim(300))])).toEqual(new Set(ids));
  });
});

describe('settling', () => {
  it('by a worker whose lease has ended changes nothing', async () => {
    const id = await makeMessage(actor, key, { dlrUrl: 'http://127.0.0.1:1/' });
    const [sleeper, other] = [newId(), newId()];
    await claimMessages(sleeper, 10);
    await endLeases();
    await claimMessages(other, 10);
    await settle(sleeper, 'simulator', [accepted(id, 1)]);
    await settle(sleeper, 'simulator', [accepted(id, 2)]);
    await settle(other, 'simulator', [accepted(id, 1)]);
    expect(await read(id)).toMatchObject({ status: 'queued', carrierMessageId: null, leaseOwner: other });
    const good = accepted(id, 2);
    await settle(other, 'simulator', [good]);
    await settle(other, 'simulator', [accepted(id, 2)]);
    const { outcome } = good;
    expect(await read(id)).toMatchObject({
      status: 'submitted',
      carrierMessageId: outcome.kind === 'accepted' && outcome.carrierMessageId,
      leaseOwner: null,
      carrier: 'simulator',
    });
  });

  it('delays a throttled message as requested, without the duplicate flag', async () => {
    const id = await makeMessage(actor, key);
    const worker = newId();
    await claimMessages(worker, 10);
    const before = Date.now();
    await settle(worker, 'c', [{ messageId: id, attempt: 1, outcome: { kind: 'throttled', retryAfterMs: 60_000 } }]);
    const message = await read(id);
    expect(message).toMatchObject({ status: 'queued', leaseOwner: null, possibleDuplicate: false });
    expect(message.runAt.getTime() - before).toBeGreaterThan(55_000);
    await endLeases();
    expect(await claimMessages(worker, 10)).toMatchObject([{ messageId: id, attempt: 2 }]);
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'throttled' }]);
    expect((await read(id)).possibleDuplicate).toBe(false);
  });

  it('resends a message whose response was lost, flagged as a possible duplicate', async () => {
    const id = await makeMessage(actor, key);
    const worker = newId();
    await claimMessages(worker, 10);
    await settle(worker, 'c', [{ messageId: id, attempt: 1, outcome: { kind: 'unknown', reason: 'link cut' } }]);
    expect(await read(id)).toMatchObject({ status: 'queued', leaseOwner: null, possibleDuplicate: true });
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'unknown' }]);
  });

  it('expires a message instead of waiting beyond its validity: with a report, and never submitted', async () => {
    const validUntil = new Date(Date.now() + 300);
    const id = await makeMessage(actor, key, { validUntil, dlrUrl: 'https://example.com/dlr' });
    const worker = newId();
    await claimMessages(worker, 10);
    await settle(worker, 'c', [{ messageId: id, attempt: 1, outcome: { kind: 'throttled', retryAfterMs: 3_600_000 } }]);
    expect((await read(id)).runAt).toEqual(validUntil);
    await pool().query(
      "UPDATE message SET valid_until = now() - interval '1 second', run_at = now() - interval '1 second'",
    );
    expect(await claimMessages(worker, 10)).toMatchObject([{ messageId: id, attempt: 2, expired: true }]);
    expect(await settle(worker, 'c', [{ messageId: id, attempt: 2, outcome: { kind: 'expired' } }])).toEqual({
      reports: 1,
    });
    expect(await read(id)).toMatchObject({ status: 'expired', errorCode: 'validity_expired', carrierMessageId: null });
    const report = await db().deliveryReport.findFirstOrThrow({ where: { messageId: id } });
    expect(JSON.parse(report.body)).toMatchObject({
      type: 'message.expired',
      data: { id, error_code: 'validity_expired' },
    });
  });

  it('creates no report for a message without a webhook', async () => {
    const id = await makeMessage(actor, key);
    const worker = newId();
    await claimMessages(worker, 10);
    await settle(worker, 'c', [
      { messageId: id, attempt: 1, outcome: { kind: 'rejected', errorCode: 'invalid_recipient' } },
    ]);
    expect(await read(id)).toMatchObject({ status: 'rejected', errorCode: 'invalid_recipient', reportSequence: 0 });
    expect(await db().deliveryReport.count()).toBe(0);
  });
});
