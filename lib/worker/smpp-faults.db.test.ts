import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { loadCarriers } from '../carriers/load-carriers';
import { db, pool } from '../database/db';
import { claimMessages } from '../delivery/claim-messages';
import { beat } from '../queue/heartbeat';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { WAIT_LIMIT } from '../testing/limits';
import { emptyQueue } from '../testing/message-queue';
import { queueMessages, recipientOf, startCarrier, startWorkers, statusesReached } from '../testing/smpp-carrier';
import { acquireBinds, BIND_VALID_MS, renewBinds } from './bind-leases';
import { LinkedCarrier } from './linked-carrier';

useDatabase();

let actor: UserActor;
let key: { id: string };

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
});

beforeEach(async () => {
  await emptyQueue();
  await pool().query("DELETE FROM carrier WHERE kind <> 'simulator'; DELETE FROM receipt");
});

const queue = (count: number) => queueMessages(actor, key, { carrier: 'estonia', count });
const progressOf = (id: string) => db().messageProgress.findUnique({ where: { messageId: id } });
const outcomesOf = async (id: string) =>
  (await db().submitAttempt.findMany({ where: { messageId: id } })).map(({ outcome }) => outcome);

describe('a worker that is killed between the submission and its answer', () => {
  /** The state that such a worker leaves behind: its row is leased, and no outcome is stored. */
  async function claimAndDie(): Promise<string> {
    const dead = newId();
    await beat(dead, { messages: false, reports: false });
    const rows = await claimMessages(dead, 'estonia', { rows: 10, messages: 10 });
    expect(rows.flatMap(({ messages }) => messages)).toHaveLength(1);
    return dead;
  }

  it('has its message sent again, flagged as a possible duplicate', async () => {
    const smsc = await startCarrier('estonia');
    const [id = ''] = await queue(1);
    await startWorkers(1, { lost: [await claimAndDie()] });
    await statusesReached([id], { delivered: 1 });
    expect(await progressOf(id)).toMatchObject({ possibleDuplicate: true, attempts: 2 });
    expect(await outcomesOf(id)).toEqual(['worker_lost']);
    expect(smsc.stats.submits).toBe(1);
  });

  it('has it wait for its receipt where the carrier is set to, which is matched by the number', async () => {
    const smsc = await startCarrier('estonia', {}, {}, { unknownOutcome: 'wait' });
    const [id = ''] = await queue(1);
    await startWorkers(1, { lost: [await claimAndDie()] });
    const awaited = () => db().messageQueue.count({ where: { leaseOwner: null, possibleDuplicate: true } });
    await vi.waitFor(async () => expect(await awaited()).toBe(1), WAIT_LIMIT);
    smsc.deliver({
      source_addr: recipientOf(0).slice(1),
      destination_addr: '1234',
      esm_class: 4,
      short_message: Buffer.from('id:4711 sub:001 dlvrd:001 stat:DELIVRD err:000 text:'),
    });
    await statusesReached([id], { delivered: 1 });
    expect(smsc.stats.submits).toBe(0);
  });
});

it('sends a message again, flagged, when the link was cut before the answer', async () => {
  const smsc = await startCarrier('estonia', { answers: { delayMs: 400 } });
  await startWorkers();
  const [id = ''] = await queue(1);
  await vi.waitFor(() => expect(smsc.stats.submits).toBe(1), { ...WAIT_LIMIT, interval: 5 });
  smsc.disconnectAll();
  await statusesReached([id], { delivered: 1 });
  expect(await progressOf(id)).toMatchObject({ possibleDuplicate: true });
  expect(await outcomesOf(id)).toEqual(['unknown']);
  expect(smsc.stats.submits).toBe(2);
});

it('acknowledges no receipt before it is stored, and has it repeated when the database failed', async () => {
  const smsc = await startCarrier('estonia', { receipts: { delayMs: 300 }, repeatAfterMs: 50 });
  await startWorkers();
  const ids = await queue(5);
  await statusesReached(ids, { submitted: 5 });
  const locker = await pool().connect();
  try {
    await locker.query('BEGIN; LOCK TABLE message_progress IN ACCESS EXCLUSIVE MODE');
    const waiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitFor(async () => {
      await locker.query(waiting);
      expect(smsc.stats.deliveriesRefused).toBeGreaterThan(0);
    }, WAIT_LIMIT);
    expect(smsc.stats.receiptsAcknowledged).toBe(0);
  } finally {
    await locker.query('ROLLBACK');
    locker.release();
  }
  await statusesReached(ids, { delivered: 5 });
  await vi.waitFor(() => expect(smsc.stats.receiptsAcknowledged).toBe(5), WAIT_LIMIT);
});

describe('a worker that is stopped past the leases of its binds', () => {
  it('loses them to another within 10 s, and cannot renew them', async () => {
    await startCarrier('estonia');
    const { id: carrierId } = await db().carrier.findUniqueOrThrow({ where: { name: 'estonia' } });
    const [stopped, other] = [newId(), newId()];
    const bind = { carrierId, slot: 0 };
    expect(await acquireBinds(stopped, [{ carrierId, binds: 1 }])).toEqual([bind]);
    expect(await acquireBinds(other, [{ carrierId, binds: 1 }])).toEqual([]);
    const { rowCount } = await pool().query(
      "UPDATE carrier_bind SET leased_until = leased_until - interval '9 seconds' WHERE carrier_id = $1",
      [carrierId],
    );
    expect(rowCount).toBe(1);
    expect(await acquireBinds(other, [{ carrierId, binds: 1 }])).toEqual([bind]);
    const status = { state: 'bound', since: new Date(), window: 10, windowUsed: 0 } as const;
    const counters = { submitted: 0, throttles: 0, receiptsIn: 0, lastError: null };
    expect(await renewBinds(stopped, [{ ...bind, status: { ...status, ...counters } }])).toEqual([]);
  });

  it('submits nothing more by them, before another can own them', async () => {
    await startCarrier('estonia');
    const loaded = (await loadCarriers()).find(({ name }) => name === 'estonia');
    if (!loaded) throw new Error('no carrier');
    let now = 0;
    const carrier = new LinkedCarrier(loaded, () => now);
    const submit = vi.fn();
    const status = () => ({ state: 'bound' }) as never;
    carrier.add(0, { room: () => 5, submit, status, close: async () => {} });
    expect(carrier.flow.room()).toBe(5);
    now = BIND_VALID_MS;
    expect([carrier.flow.room(), carrier.flow.isUp(), carrier.lapsedSlots()]).toEqual([0, false, [0]]);
    expect(await carrier.flow.submit({} as never, new AbortController().signal)).toMatchObject({ kind: 'throttled' });
    expect(submit).not.toHaveBeenCalled();
  });
});
