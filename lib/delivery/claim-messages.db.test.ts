import pg from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '../base/ids';
import { SIMULATOR } from '../carriers/route-rules';
import { pool } from '../database/db';
import { extendLeases } from '../queue/lease';
import { Positions } from '../queue/position';
import { MESSAGE_QUEUE } from '../queue/queues';
import { useDatabase } from '../testing/database';
import { type makeAccount, makeAccountWithKey, makeMessage, makeMessages, makeScheduled } from '../testing/factories';
import {
  attemptsOf,
  claim,
  emptyQueue,
  endLeases,
  inOneRow,
  readMessage,
  readQueueRow,
} from '../testing/message-queue';
import { claimMessages, untilNextDueMs } from './claim-messages';

useDatabase();

let actor: Awaited<ReturnType<typeof makeAccount>>;
let key: { id: string };

beforeEach(async () => {
  await emptyQueue();
  ({ actor, key } = await makeAccountWithKey());
});

const idsOf = (claimed: { messageId: string }[]) => claimed.map(({ messageId }) => messageId);
describe('claims', () => {
  it('never overlap between concurrent workers, and leave nothing unclaimed', async () => {
    const ids = await makeMessages(actor, key, Array(600).fill({}));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(newId(), 100)));
    const rest = await claim(newId(), 1_000);
    const claimed = idsOf([...claims.flat(), ...rest]);
    expect(claimed).toHaveLength(600);
    expect(new Set(claimed)).toEqual(new Set(ids));
  });

  it("do not wait for another worker's uncommitted claim", async () => {
    const [held, free] = await makeMessages(actor, key, [{}, {}]);
    const other = await pool().connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM message_queue WHERE $1 = ANY(message_ids) FOR NO KEY UPDATE', [held]);
    expect(idsOf(await claim())).toEqual([free]);
    await other.query('ROLLBACK');
    other.release();
  });

  it('take the longest waiting messages first, and none before its time', async () => {
    const now = Date.now();
    const [later = '', second, first] = await makeMessages(actor, key, [
      { runAt: new Date(now + 60_000) },
      { runAt: new Date(now - 1_000) },
      { runAt: new Date(now - 2_000) },
    ]);
    expect(idsOf(await claim(newId(), 1))).toEqual([first]);
    expect(idsOf(await claim(newId(), 9))).toEqual([second]);
    expect(await readQueueRow(later)).toMatchObject({ attempts: 0, leaseOwner: null });
    expect(await untilNextDueMs(SIMULATOR)).toBeGreaterThan(50_000);
  });

  it('take no row of another carrier', async () => {
    await makeMessages(actor, key, [{}]);
    expect(await claimMessages(newId(), 'other', { rows: 10, messages: 10 })).toEqual([]);
    expect(await untilNextDueMs('other')).toBeNull();
  });

  it('of a dead worker are due when the lease ends, flagged and recorded, and not before', async () => {
    const id = await makeMessage(actor, key);
    await claim();
    expect(await claim()).toEqual([]);
    const leasedUntil = (await readQueueRow(id))?.leasedUntil?.getTime() ?? 0;
    expect(leasedUntil - Date.now()).toBeGreaterThan((MESSAGE_QUEUE.leaseSeconds - 5) * 1_000);
    await endLeases();
    expect(await claim()).toMatchObject([{ messageId: id, attempt: 2, possibleDuplicate: true }]);
    expect(await readMessage(id)).toMatchObject({ possibleDuplicate: true, status: 'queued', attempts: 1 });
    expect(await attemptsOf(id)).toEqual([{ attempt: 1, outcome: 'worker_lost' }]);
  });

  it('are extended only for their owner', async () => {
    const id = await makeMessage(actor, key);
    const owner = newId();
    const [claimed] = await claim(owner);
    const rowIds = [claimed?.row.id ?? ''];
    await endLeases();
    const ended = (await readQueueRow(id))?.leasedUntil;
    await extendLeases(MESSAGE_QUEUE, newId(), rowIds);
    expect((await readQueueRow(id))?.leasedUntil).toEqual(ended);
    await extendLeases(MESSAGE_QUEUE, owner, rowIds);
    expect(await claim()).toEqual([]);
  });

  it('lease a row with all its messages, and end with a row that fills the claim', async () => {
    const ids = await makeMessages(actor, key, Array(30).fill({}));
    await inOneRow(ids);
    const [single] = await makeMessages(actor, key, [{}]);
    const first = await claimMessages(newId(), SIMULATOR, { rows: 10, messages: 20 });
    expect(first.map(({ size, messages }) => [size, messages.length])).toEqual([[30, 30]]);
    expect(idsOf(first.flatMap(({ messages }) => messages))).toEqual(ids);
    expect(idsOf(await claim())).toEqual([single]);
  });

  it('queue scheduled messages that are due, and pass over cancelled ones', async () => {
    const due = await makeScheduled(actor, key, -1);
    await makeScheduled(actor, key, 60_000);
    const cancelled = await makeScheduled(actor, key, -1, { status: 'cancelled' });
    await pool().query(
      `INSERT INTO message_queue (carrier, run_at, scheduled, size, message_ids)
       VALUES ($1, now() - interval '1 ms', true, 1, ARRAY[$2::uuid])`,
      [SIMULATOR, cancelled],
    );
    const claimed = await claimMessages(newId(), SIMULATOR, { rows: 10, messages: 10 });
    expect(claimed.map(({ messages }) => idsOf(messages))).toEqual([[due], []]);
    expect((await readMessage(due)).status).toBe('queued');
    await endLeases();
    expect(idsOf(await claim())).toContain(due);
  });

  it('return a message whose validity is over as expired', async () => {
    const validUntil = new Date(Date.now() - 1_000);
    const id = await makeScheduled(actor, key, -60_000, { validUntil });
    expect(await claim()).toMatchObject([{ messageId: id, expired: true }]);
  });
});

describe('claims beside a backlog', () => {
  const BACKLOG = 20_000;
  /** Entries of the queue's index that `run` reads, by default a claim of ten rows. */
  async function entriesRead(run: () => Promise<unknown> = () => claim(newId(), 10)): Promise<number> {
    const read = async () => {
      await pool().query('SELECT pg_stat_force_next_flush()');
      const { rows } = await pool().query<{ read: string }>(
        "SELECT idx_tup_read AS read FROM pg_stat_user_indexes WHERE indexrelname = 'message_queue_due_idx'",
      );
      return Number(rows[0]?.read);
    };
    const client = await pool().connect();
    client.release();
    const before = await read();
    await run();
    return (await read()) - before;
  }

  async function addBacklog(carrier: string, priority: number): Promise<void> {
    await pool().query(
      `INSERT INTO message_queue (carrier, priority, run_at, size, message_ids)
       SELECT $1, $2, now() - interval '1 hour', 1, ARRAY[gen_random_uuid()] FROM generate_series(1, $3)`,
      [carrier, priority, BACKLOG],
    );
  }

  it('of another carrier or of lower priority read no more than without it', async () => {
    await makeMessages(actor, key, Array(20).fill({ priority: 2 }));
    const alone = await entriesRead();
    await addBacklog('dead', 2);
    await addBacklog(SIMULATOR, 0);
    expect(await entriesRead()).toBeLessThanOrEqual(2 * alone + 10);
  });

  it('read no rows that are done again while an open transaction keeps vacuum from removing them', async () => {
    const open = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await open.connect();
    onTestFinished(() => open.end());
    await open.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM message_queue');
    await addBacklog(SIMULATOR, 1);
    const positions = new Positions<number>();
    const claimFew = () =>
      positions.claim(
        (since) => claimMessages(newId(), SIMULATOR, { rows: 10, messages: 10 }, since),
        ({ priority }) => priority,
      );
    // All but the last 100 are done.
    await pool().query('DELETE FROM message_queue WHERE id <= (SELECT max(id) - 100 FROM message_queue)');
    expect(await entriesRead(claimFew)).toBeGreaterThan(BACKLOG / 2);
    expect(await entriesRead(claimFew)).toBeLessThan(200);
  });
});

describe('priority', () => {
  const LOW = { priority: 0 };
  const HIGH = { priority: 2 };
  const claimed = async (rows: number) => idsOf(await claim(newId(), rows));

  it('has precedence over waiting time: high, then regular, then low, each by waiting time', async () => {
    const ago = (ms: number) => ({ runAt: new Date(Date.now() - ms) });
    const [low, regular, late, early] = await makeMessages(actor, key, [
      { ...LOW, ...ago(9_000) },
      ago(5_000),
      { ...HIGH, ...ago(1_000) },
      { ...HIGH, ...ago(2_000) },
    ]);
    expect(await claimed(9)).toEqual([early, late, regular, low]);
  });

  it('leaves a tenth of a claim to each lower priority with waiting messages', async () => {
    const high = await makeMessages(actor, key, Array(100).fill(HIGH));
    const regular = await makeMessages(actor, key, Array(50).fill({}));
    const low = await makeMessages(actor, key, Array(50).fill(LOW));
    expect(await claimed(50)).toEqual([...high.slice(0, 40), ...regular.slice(0, 5), ...low.slice(0, 5)]);
    expect(await claimed(70)).toEqual([...high.slice(40, 96), ...regular.slice(5, 12), ...low.slice(5, 12)]);
    expect(await claimed(50)).toEqual([...high.slice(96), ...regular.slice(12, 50), ...low.slice(12, 20)]);
  });

  it('reserves no share for priorities without waiting messages', async () => {
    const high = await makeMessages(actor, key, Array(30).fill(HIGH));
    const later = { runAt: new Date(Date.now() + 60_000) };
    const [low] = await makeMessages(actor, key, [LOW, { ...LOW, ...later }, later]);
    expect(await claimed(20)).toEqual([...high.slice(0, 19), low]);
    expect(await claimed(20)).toEqual(high.slice(19));
  });

  it('lets lower ones through while urgent ones keep coming', async () => {
    const low = await makeMessages(actor, key, Array(20).fill(LOW));
    const served = new Set<string>();
    for (let round = 0; round < 5; round++) {
      await makeMessages(actor, key, Array(50).fill(HIGH));
      for (const id of await claimed(40)) served.add(id);
    }
    expect(low.filter((id) => served.has(id))).toEqual(low);
  });

  it('assigns every message of every priority to one of several concurrent workers', async () => {
    const ids = await makeMessages(
      actor,
      key,
      Array.from({ length: 300 }, (_, i) => ({ priority: i % 3 })),
    );
    const taken = (await Promise.all(Array.from({ length: 6 }, () => claimed(50)))).flat();
    expect(new Set(taken).size).toBe(taken.length);
    expect(new Set([...taken, ...(await claimed(300))])).toEqual(new Set(ids));
  });
});
