import { describe, expect, test } from 'vitest';
import type { SystemActor, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { useDatabase } from '../testing/database';
import { makeAccount } from '../testing/factories';
import { makeReceived } from '../testing/received';
import { eachReceived, getReceived, listReceived, listUnassigned, type ReceivedFilter } from './queries';

useDatabase();

/** SQL: ids higher than those of other rows, in order of `i`. */
const NEWER = "('ffffffff-' || left(md5($1::uuid::text), 4) || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid";

const OPERATOR: SystemActor = { kind: 'system', name: 'command line', accountId: null };

const idsOf = async (actor: UserActor, filter: ReceivedFilter) =>
  (await listReceived(actor, filter)).rows.map(({ id }) => id);

describe('the list', () => {
  test('is found by number, name and words, in any case and script', async () => {
    const actor = await makeAccount();
    const [win, percent, named, russian] = await makeReceived(actor.accountId, [
      { text: 'I WIN a car', recipient: '12345' },
      { text: '100% \\ off_er', sender: '+37255510002' },
      { text: 'x', sender: 'Acme Ltd' },
      { text: 'Привет, Мир', recipient: '+37255500002' },
    ]);
    const found = (search: string) => idsOf(actor, { search });
    expect(await found('car win')).toEqual([win]);
    expect(await found('winn')).toEqual([]);
    expect(await found('0%')).toEqual([percent]);
    expect(await found('f_e')).toEqual([percent]);
    expect(await found('\\')).toEqual([percent]);
    expect(await found('acme ltd')).toEqual([named]);
    expect(await found('привет')).toEqual([russian]);
    expect(await found('+372 5551 0002')).toEqual([percent]);
    expect(await found('37255500002')).toEqual([russian]);
    expect(await found('37255510001')).toEqual([russian, win]);
    expect(await found('12345')).toEqual([]);
    for (const strange of ['\0', '\ud83d', '%', '_'.repeat(300)]) await found(strange);
  });

  test('has a period, and pages in both directions', async () => {
    const actor = await makeAccount();
    const ids = (
      await makeReceived(
        actor.accountId,
        Array.from({ length: 120 }, () => ({})),
      )
    ).reverse();
    const first = await listReceived(actor, {});
    expect(first.rows.map(({ id }) => id)).toEqual(ids.slice(0, 50));
    expect(first.previous).toBeNull();
    const second = await listReceived(actor, { before: first.next });
    expect(second.rows.map(({ id }) => id)).toEqual(ids.slice(50, 100));
    expect((await listReceived(actor, { after: second.previous })).rows).toEqual(first.rows);
    const last = await listReceived(actor, { before: second.next, search: 'hello' });
    expect(last).toMatchObject({ next: null, isPartial: false });
    expect(last.rows).toHaveLength(20);
    expect(await idsOf(actor, { from: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await idsOf(actor, { until: new Date(Date.now() + 60_000) })).toHaveLength(50);
  });

  test('reads only the messages of the account, by its index, as far as a search for words reaches', async () => {
    const actor = await makeAccount();
    const [oldest] = await makeReceived(actor.accountId, [{ text: 'needle' }]);
    for (let first = 1; first < 52_000; first += 13_000) {
      await pool().query(
        `INSERT INTO received_message (id, account_id, carrier, sender, recipient, text, encoding, parts)
         SELECT ${NEWER}, $1, 'c', '+37255510001', '+37255500001', 'hay', 'gsm7', 1
         FROM generate_series($2::int, $2 + 12999) i`,
        [actor.accountId, first],
      );
    }
    const partial = await listReceived(actor, { search: 'needle' });
    expect(partial).toMatchObject({ rows: [], isPartial: true, previous: null, next: expect.any(String) });
    const rest = await listReceived(actor, { search: 'needle', before: partial.next });
    expect(rest).toMatchObject({ isPartial: false, next: null });
    expect(rest.rows.map(({ id }) => id)).toEqual([oldest]);
    const csv: string[] = [];
    for await (const rows of eachReceived(actor, { search: 'needle' })) csv.push(...rows.map(({ id }) => id));
    expect(csv).toEqual([oldest]);
  });
});

describe('another account', () => {
  test('finds nothing by number, word, cursor or id', async () => {
    const [actor, stranger] = [await makeAccount(), await makeAccount()];
    const [id = ''] = await makeReceived(actor.accountId, [{}]);
    for (const filter of [{}, { search: '+37255510001' }, { search: 'Hello' }, { after: id }, { before: newId() }]) {
      expect(await idsOf(stranger, filter)).toEqual([]);
    }
    await expect(getReceived(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(getReceived(actor, 'no id')).rejects.toMatchObject({ code: 'not_found' });
    expect(await getReceived(actor, id)).toMatchObject({ message: { id, text: 'Hello' }, report: null, attempts: [] });
  });

  test('does not see messages of no account, which operators do', async () => {
    const actor = await makeAccount();
    const [own, none] = [await makeReceived(actor.accountId, [{}]), await makeReceived(null, [{ recipient: '999' }])];
    expect(await idsOf(actor, {})).toEqual(own);
    const { rows } = await listUnassigned(OPERATOR, {});
    expect(rows.map(({ id }) => id)).toEqual(none);
  });
});

test('a page of a list and a search by number read no more rows than they show', async () => {
  const actor = await makeAccount();
  await pool().query(
    `INSERT INTO received_message (id, account_id, carrier, sender, recipient, text, encoding, parts)
     SELECT ${NEWER}, $1, 'c', CASE WHEN i % 100 = 0 THEN '+37255510009' ELSE '+37255510001' END, '12345', 'hay', 'gsm7', 1
     FROM generate_series(1, 5000) i`,
    [actor.accountId],
  );
  const rowsRead = async (filter: ReceivedFilter) => {
    const before = await reads();
    await listReceived(actor, filter);
    return (await reads()) - before;
  };
  expect(await rowsRead({})).toBeLessThan(300);
  expect(await rowsRead({ search: '+37255510009' })).toBeLessThan(300);
});

/** Rows that were read of the table so far, by scans and by indexes. */
async function reads(): Promise<number> {
  const connections = await Promise.all(Array.from({ length: pool().totalCount }, () => pool().connect()));
  for (const connection of connections) await connection.query('SELECT pg_stat_force_next_flush()');
  for (const connection of connections) connection.release();
  const { rows } = await pool().query<{ reads: number }>(
    "SELECT (seq_tup_read + idx_tup_fetch)::int AS reads FROM pg_stat_user_tables WHERE relname = 'received_message'",
  );
  return rows[0]?.reads ?? 0;
}
