import { beforeAll, describe, expect, test } from 'vitest';
import type { SystemActor, UserActor } from '../access/actor';
import { AppError } from '../base/errors';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { renameKey } from '../keys/commands/configure-key';
import { setKeysEnabled } from '../keys/commands/switch-keys';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey } from '../testing/factories';
import { CSV_HEAD, csvLines } from './csv';
import { eachAuditEvents, findTargetName, listAuditActors, listAuditEvents } from './queries';
import { recordEvent, recordRefusedAction } from './record-event';
import { SYSTEM_ACTOR } from './schema';
import { verifyAudit } from './verify';

useDatabase();

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };
let actor: UserActor;
beforeAll(async () => {
  actor = await makeAccount();
});

/** Changes the log as the database's superuser. */
async function forge(sql: string, values: unknown[]): Promise<void> {
  const client = await pool().connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    await client.query(sql, values);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Creates an account with events. Returns them in order. */
async function makeEvents(count: number) {
  const own = await makeAccount();
  for (let i = 0; i < count; i++) {
    await db().$transaction((tx) =>
      recordEvent(tx, own, {
        action: 'key.updated',
        accountId: own.accountId,
        targetKind: 'key',
        targetId: own.userId,
        detail: { what: 'name', before: `${i}`, after: `${i + 1}` },
      }),
    );
  }
  return {
    own,
    events: await db().auditEvent.findMany({ where: { accountId: own.accountId }, orderBy: { seq: 'asc' } }),
  };
}

describe('the log', () => {
  test.each([
    ['UPDATE', `UPDATE audit_event SET actor_name = 'x'`],
    ['DELETE', 'DELETE FROM audit_event'],
    ['TRUNCATE', 'TRUNCATE audit_event'],
  ])('rejects %s', async (_, sql) => {
    await makeKey(actor);
    await expect(pool().query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('numbers and chains the events of an account under concurrent writes', async () => {
    const own = await makeAccount();
    const key = await makeKey(own);
    await Promise.all(Array.from({ length: 20 }, (_, i) => renameKey(own, { id: key.id, name: `Name ${i}` })));
    const events = await db().auditEvent.findMany({ where: { accountId: own.accountId }, orderBy: { seq: 'asc' } });
    expect(events.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
    events.slice(1).forEach((event, i) => {
      expect(event.prevHash).toEqual(events[i]?.hash);
    });
    expect(await brokenOf(own.accountId)).toEqual([]);
  });

  test('leaves no event and no gap after a change that fails', async () => {
    const { own } = await makeEvents(1);
    await expect(
      db().$transaction(async (tx) => {
        await recordEvent(tx, own, {
          action: 'key.copied',
          accountId: own.accountId,
          targetKind: 'key',
          targetId: own.userId,
        });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await db().auditHead.findUniqueOrThrow({ where: { chain: own.accountId } })).toMatchObject({ seq: 1n });
  });
});

/** Returns the faults of one account. Accounts that tests insert directly have no first event, which is a fault too. */
async function brokenOf(chain: string) {
  const { broken } = await verifyAudit(OPERATOR);
  return broken.filter((fault) => fault.chain === chain);
}

describe('verifying', () => {
  test('names an event that was changed', async () => {
    const { own, events } = await makeEvents(5);
    await forge(`UPDATE audit_event SET detail = '{"what":"nothing"}' WHERE id = $1`, [events[2]?.id]);
    expect(await brokenOf(own.accountId)).toEqual([
      { chain: own.accountId, seq: 3, id: events[2]?.id, fault: 'changed' },
    ]);
  });

  test('names both events when the hash was adjusted', async () => {
    const { own, events } = await makeEvents(4);
    await forge(`UPDATE audit_event SET actor_name = 'another user' WHERE id = $1`, [events[1]?.id]);
    await forge('UPDATE audit_event e SET hash = audit_event_hash(e) WHERE id = $1', [events[1]?.id]);
    expect(await brokenOf(own.accountId)).toEqual([
      { chain: own.accountId, seq: 2, id: events[1]?.id, fault: 'changed' },
      { chain: own.accountId, seq: 3, id: events[2]?.id, fault: 'misplaced' },
    ]);
  });

  test('detects missing events in the middle and at the end', async () => {
    const { own, events } = await makeEvents(4);
    await forge('DELETE FROM audit_event WHERE id = $1', [events[1]?.id]);
    await forge('DELETE FROM audit_event WHERE id = $1', [events[3]?.id]);
    expect(await brokenOf(own.accountId)).toEqual([
      { chain: own.accountId, seq: 2, id: null, fault: 'missing' },
      { chain: own.accountId, seq: 4, id: null, fault: 'missing' },
    ]);
  });

  test('detects a whole missing log', async () => {
    const { own } = await makeEvents(2);
    await forge('DELETE FROM audit_event WHERE account_id = $1', [own.accountId]);
    expect(await brokenOf(own.accountId)).toEqual([{ chain: own.accountId, seq: 2, id: null, fault: 'missing' }]);
  });

  test('detects a whole log missing with its head', async () => {
    const { own } = await makeEvents(2);
    await forge('DELETE FROM audit_event WHERE account_id = $1', [own.accountId]);
    await forge('DELETE FROM audit_head WHERE chain = $1', [own.accountId]);
    expect(await brokenOf(own.accountId)).toEqual([{ chain: own.accountId, seq: 1, id: null, fault: 'missing' }]);
  });

  test.each([0, -1])('detects an event inserted before the first, as number %i', async (seq) => {
    const { own, events } = await makeEvents(2);
    const id = newId();
    await forge(
      `WITH forged AS (SELECT e.* FROM audit_event e WHERE id = $1)
       INSERT INTO audit_event SELECT (jsonb_populate_record(f::audit_event, jsonb_build_object('id', $2::text, 'seq', $3::int))).* FROM forged f`,
      [events[0]?.id, id, seq],
    );
    await forge('UPDATE audit_event e SET hash = audit_event_hash(e) WHERE id = $1', [id]);
    expect(await brokenOf(own.accountId)).toContainEqual({ chain: own.accountId, seq, id, fault: 'misplaced' });
  });

  test('detects an event of an account in another chain', async () => {
    const { own, events } = await makeEvents(1);
    const [id, chain] = [newId(), newId()];
    await forge(
      `WITH forged AS (SELECT e.* FROM audit_event e WHERE id = $1)
       INSERT INTO audit_event SELECT (jsonb_populate_record(f::audit_event, jsonb_build_object('id', $2::text, 'chain', $3::text))).* FROM forged f`,
      [events[0]?.id, id, chain],
    );
    await forge('UPDATE audit_event e SET hash = audit_event_hash(e) WHERE id = $1', [id]);
    await forge('INSERT INTO audit_head SELECT chain, seq, hash FROM audit_event WHERE id = $1', [id]);
    expect(await brokenOf(own.accountId)).toEqual([]);
    expect(await brokenOf(chain)).toEqual([{ chain, seq: 1, id, fault: 'misplaced' }]);
  });

  test('reads one snapshot of the log during concurrent writes', async () => {
    const { own } = await makeEvents(3);
    const writing = Promise.all(
      Array.from({ length: 10 }, () =>
        db().$transaction((tx) =>
          recordEvent(tx, own, {
            action: 'key.copied',
            accountId: own.accountId,
            targetKind: 'key',
            targetId: own.userId,
          }),
        ),
      ),
    );
    const seen = await Promise.all(Array.from({ length: 5 }, () => brokenOf(own.accountId)));
    await writing;
    expect(seen.flat()).toEqual([]);
  });

  test('is allowed for operators only', async () => {
    await expect(verifyAudit(actor)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('reading', () => {
  test('filters by action, actor, target and time, and pages in both directions', async () => {
    const { own, events } = await makeEvents(120);
    const key = await makeKey(own);
    await setKeysEnabled({ kind: 'system', name: 'command line', accountId: own.accountId }, [key.id], false);
    const first = await listAuditEvents(own, {});
    expect(first).toMatchObject({ previous: null, next: expect.any(String) });
    expect(first.rows.map(({ action }) => action).slice(0, 3)).toEqual(['key.disabled', 'key.created', 'key.updated']);
    const second = await listAuditEvents(own, { before: first.next });
    expect(second).toMatchObject({ previous: expect.any(String), next: expect.any(String) });
    const back = await listAuditEvents(own, { after: second.previous });
    expect(back.rows).toEqual(first.rows);
    const only = async (filter: Parameters<typeof listAuditEvents>[1]) => (await listAuditEvents(own, filter)).rows;
    expect(await only({ action: 'key.created' })).toMatchObject([{ targetId: key.id, targetName: expect.any(String) }]);
    expect(await only({ actor: SYSTEM_ACTOR })).toMatchObject([{ action: 'key.disabled', actorName: 'command line' }]);
    expect(await only({ actor: own.userId, action: 'key.created', target: key.id })).toHaveLength(1);
    expect(await only({ target: key.id })).toHaveLength(2);
    const middle = events[60]?.at ?? new Date();
    const earlier = await only({ until: middle });
    expect(earlier.length).toBeGreaterThan(0);
    expect(earlier.filter(({ at }) => at >= middle)).toEqual([]);
    expect(await only({ from: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await listAuditActors(own)).toEqual([{ id: own.userId, name: own.username, kind: 'user' }]);
    expect(await findTargetName(own, key.id)).toEqual(expect.stringContaining('Key'));
  });

  test('returns nothing of another account', async () => {
    const { own, events } = await makeEvents(2);
    const other = await makeAccount();
    for (const filter of [{}, { actor: own.userId }, { target: own.userId }, { before: events[1]?.id }]) {
      expect((await listAuditEvents(other, filter)).rows).toEqual([]);
    }
    expect(await findTargetName(other, own.userId)).toBeNull();
    expect(await listAuditActors(other)).toEqual([]);
  });

  test.each(['advanced', 'basic'] as const)('is refused to %s', async (role) => {
    const own = await makeAccount({ role });
    await expect(listAuditEvents(own, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listAuditActors(own)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(eachAuditEvents(own, {}).next()).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('exports all events as CSV, in batches, without formulas', async () => {
    const { own } = await makeEvents(7);
    await makeKey(own, { description: 'x' });
    const key = await makeKey(own);
    await renameKey(own, { id: key.id, name: '=HYPERLINK("https://evil.example")' });
    let text = CSV_HEAD;
    for await (const events of eachAuditEvents(own, {}, 3)) text += csvLines(events);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('time,actor,actor_kind,actor_id,address,action,target_kind,target,target_id,detail');
    expect(lines[1]).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  });
});

test('records refused actions, up to a limit per hour', async () => {
  const own = await makeAccount({ role: 'basic' });
  const refusal = new AppError('forbidden', 'no', { needed: 'keys:create' });
  for (let i = 0; i < 65; i++) await recordRefusedAction(own, refusal);
  const kept = await db().auditEvent.findMany({ where: { actorId: own.userId, action: 'access.refused' } });
  expect(kept).toHaveLength(60);
  expect(kept[0]?.detail).toEqual({ needed: 'keys:create' });
});
